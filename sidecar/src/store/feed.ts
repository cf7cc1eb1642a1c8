import type { Generated } from "kysely";
import type { Store } from "./open-store.ts";
import { queriesFor } from "./queries.ts";

export interface FeedRow {
  id: number;
  url: string;
  reach: "public" | "local";
  title: string;
  site: string;
  etag: string | null;
  modified: string | null;
  next: number;
  asked: number;
  failures: number;
  problem: string | null;
}

export interface FeedItemRow {
  id: number;
  feed: number;
  guid: string;
  title: string;
  url: string;
  html: string;
  summary: string;
  author: string;
  image: string | null;
  published: number;
  sort: number;
  digest: string;
}

interface FollowRow {
  tenant: string;
  feed: number;
  target: string;
  created: number;
}

export type NewFeed = Omit<FeedRow, "id">;
export type NewItem = Omit<FeedItemRow, "id" | "feed">;

/** An item with what a timeline shows of its feed. */
export interface TimelineRow extends Omit<FeedItemRow, "guid" | "digest"> {
  feed_title: string;
  feed_url: string;
  feed_site: string;
}

/** A place in a timeline, which runs from the newest to the oldest. */
export interface TimelinePlace {
  readonly sort: number;
  readonly id: number;
}

const db = queriesFor<{
  feed: NewFeed & { id: Generated<number> };
  feed_item: Omit<FeedItemRow, "id"> & { id: Generated<number> };
  follow: FollowRow;
}>();

export function feedByUrl(store: Store, url: string, reach: FeedRow["reach"]): FeedRow | undefined {
  return store.get(
    db.selectFrom("feed").selectAll().where("url", "=", url).where("reach", "=", reach),
  );
}

export function feedById(store: Store, id: number): FeedRow | undefined {
  return store.get(db.selectFrom("feed").selectAll().where("id", "=", id));
}

export function insertFeed(store: Store, feed: NewFeed): number {
  return store.run(db.insertInto("feed").values(feed)).lastInsertRowid;
}

export function updateFeed(store: Store, id: number, set: Partial<NewFeed>): void {
  store.run(db.updateTable("feed").set(set).where("id", "=", id));
}

/** Feeds whose hour has come, the longest waiting first. */
export function dueFeeds(store: Store, now: number, limit: number): FeedRow[] {
  return store.all(
    db.selectFrom("feed").selectAll().where("next", "<=", now).orderBy("next").limit(limit),
  );
}

export function feedItem(
  store: Store,
  feed: number,
  guid: string,
): Pick<FeedItemRow, "id" | "digest" | "sort" | "published"> | undefined {
  return store.get(
    db
      .selectFrom("feed_item")
      .select(["id", "digest", "sort", "published"])
      .where("feed", "=", feed)
      .where("guid", "=", guid),
  );
}

export function insertFeedItem(store: Store, feed: number, item: NewItem): void {
  const { guid, title, url, html, summary, author, image, published, sort, digest } = item;
  const row = { feed, guid, title, url, html, summary, author, image, published, sort, digest };
  store.run(db.insertInto("feed_item").values(row));
}

export function updateFeedItem(store: Store, id: number, set: Partial<NewItem>): void {
  store.run(db.updateTable("feed_item").set(set).where("id", "=", id));
}

/** When the newest item of a feed was published; undefined for an empty one. */
export function newestItemTime(store: Store, feed: number): number | undefined {
  return store.get(
    db
      .selectFrom("feed_item")
      .select("sort")
      .where("feed", "=", feed)
      .orderBy("sort", "desc")
      .limit(1),
  )?.sort;
}

/** Keeps the newest items of a feed only. */
export function trimFeedItems(store: Store, feed: number, keep: number): void {
  const oldest = store.get(
    db
      .selectFrom("feed_item")
      .select(["sort", "id"])
      .where("feed", "=", feed)
      .orderBy("sort", "desc")
      .orderBy("id", "desc")
      .limit(1)
      .offset(keep),
  );
  if (!oldest) return;
  store.run(
    db
      .deleteFrom("feed_item")
      .where("feed", "=", feed)
      .where((row) =>
        row.or([
          row("sort", "<", oldest.sort),
          row.and([row("sort", "=", oldest.sort), row("id", "<=", oldest.id)]),
        ]),
      ),
  );
}

export function putFollow(store: Store, follow: FollowRow): void {
  store.run(
    db
      .insertInto("follow")
      .values(follow)
      .onConflict((conflict) => conflict.columns(["tenant", "feed"]).doNothing()),
  );
}

export function removeFollow(store: Store, tenant: string, feed: number): boolean {
  return (
    store.run(db.deleteFrom("follow").where("tenant", "=", tenant).where("feed", "=", feed))
      .changes > 0
  );
}

export function isFollowed(store: Store, feed: number): boolean {
  return (
    store.get(db.selectFrom("follow").select("feed").where("feed", "=", feed).limit(1)) !==
    undefined
  );
}

/** Removes a feed with its items: nobody here follows it any more. */
export function deleteFeed(store: Store, feed: number): void {
  store.run(db.deleteFrom("feed_item").where("feed", "=", feed));
  store.run(db.deleteFrom("feed").where("id", "=", feed));
}

export function followedFeeds(
  store: Store,
  tenant: string,
): (FeedRow & { target: string; created: number })[] {
  return store.all(
    db
      .selectFrom("follow")
      .innerJoin("feed", "feed.id", "follow.feed")
      .selectAll("feed")
      .select(["follow.target", "follow.created"])
      .where("follow.tenant", "=", tenant)
      .orderBy("follow.created"),
  );
}

export function followersOf(store: Store, feed: number): string[] {
  return store
    .all(db.selectFrom("follow").select("tenant").where("feed", "=", feed))
    .map(({ tenant }) => tenant);
}

export function timelineRows(
  store: Store,
  tenant: string,
  { before, limit }: { before?: TimelinePlace | undefined; limit: number },
): TimelineRow[] {
  let query = db
    .selectFrom("follow")
    .innerJoin("feed", "feed.id", "follow.feed")
    .innerJoin("feed_item", "feed_item.feed", "feed.id")
    .select([
      "feed_item.id",
      "feed_item.feed",
      "feed_item.title",
      "feed_item.url",
      "feed_item.html",
      "feed_item.summary",
      "feed_item.author",
      "feed_item.image",
      "feed_item.published",
      "feed_item.sort",
      "feed.title as feed_title",
      "feed.url as feed_url",
      "feed.site as feed_site",
    ])
    .where("follow.tenant", "=", tenant);
  if (before) {
    const { sort, id } = before;
    query = query.where((row) =>
      row.or([
        row("feed_item.sort", "<", sort),
        row.and([row("feed_item.sort", "=", sort), row("feed_item.id", "<", id)]),
      ]),
    );
  }
  return store.all(
    query.orderBy("feed_item.sort", "desc").orderBy("feed_item.id", "desc").limit(limit),
  );
}
