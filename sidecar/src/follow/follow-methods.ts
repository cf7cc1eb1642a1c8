import { isRefusal, refuse } from "@courtyard/protocol/refusal.ts";
import { z } from "zod";
import { fitAnswer } from "../device-api/fit-answer.ts";
import { type Methods, method } from "../device-api/method.ts";
import { reachOf } from "../net/guarded-client.ts";
import {
  type FeedRow,
  feedById,
  feedByUrl,
  followedFeeds,
  insertFeed,
  putFollow,
  removeFollow,
  timelineRows,
} from "../store/feed.ts";
import type { Store } from "../store/open-store.ts";
import type { FeedFetcher } from "./feed-fetcher.ts";
import { nextAfterAnswer } from "./feed-schedule.ts";
import { type FoundFeed, findFeed } from "./fetch-feed.ts";
import { targetUrl } from "./follow-target.ts";
import { keepItems } from "./keep-items.ts";
import type { PoliteGet } from "./polite-get.ts";

const CURSOR = /^(\d{1,16})\.(\d{1,16})$/;
/** Feeds one tenant may follow. */
const FOLLOWS = 2000;
/** A refresh of everything answers after this; what is still running goes on. */
const REFRESH_ANSWER = 20_000;
/** Feeds of one refresh that are asked at the same time. */
const REFRESH_AT_ONCE = 6;

/** `timeline.list` and `follow.*`, scoped to the tenant of the socket. */
export function followMethods({
  store,
  fetcher,
  get,
  random,
  onNew,
}: {
  store: Store;
  fetcher: FeedFetcher;
  get: PoliteGet;
  random: () => number;
  onNew: (feed: number, added: number) => void;
}): Methods {
  const roles = ["device", "vault"] as const;
  const followId = z.string().regex(/^[1-9]\d{0,15}$/);

  return {
    "timeline.list": method({
      roles,
      params: z.strictObject({
        before: z.string().regex(CURSOR).optional(),
        limit: z.int().min(1).max(100).default(30),
      }),
      run: ({ tenant }, { before, limit }) => {
        const [, sort, id] = CURSOR.exec(before ?? "") ?? [];
        const place = id === undefined ? undefined : { sort: Number(sort), id: Number(id) };
        const rows = timelineRows(store, tenant.id, { before: place, limit: limit + 1 });
        const all = rows.slice(0, limit).map((row) => ({
          id: `${row.sort}.${row.id}`,
          feed: {
            id: String(row.feed),
            title: row.feed_title,
            url: siteOf(row.feed_site, row.feed_url),
          },
          title: row.title,
          url: row.url,
          html: row.html,
          summary: row.summary,
          author: row.author,
          published: row.published,
          ...(row.image !== null && { image: row.image }),
        }));
        const items = fitAnswer(all);
        return { items, more: rows.length > items.length };
      },
    }),

    "follow.add": method({
      roles,
      params: z.strictObject({ target: z.string().min(1).max(2048) }),
      run: async ({ tenant, now }, { target }) => {
        const url = targetUrl(target);
        if (url === undefined) return refuse("address-form");
        if (followedFeeds(store, tenant.id).length >= FOLLOWS) return refuse("quota-exceeded");
        const reach = reachOf(tenant);
        const known = feedByUrl(store, url, reach);
        const found = known ? undefined : await findFeed(get, url, reach);
        if (isRefusal(found)) return found;
        const id = store.transaction(() => {
          const feed = known?.id ?? (found && keepFound(found, reach, now));
          if (feed !== undefined)
            putFollow(store, { tenant: tenant.id, feed, target, created: now });
          return feed;
        });
        const feed = id === undefined ? undefined : feedById(store, id);
        if (!feed) return refuse("feed-not-found");
        onNew(feed.id, 0);
        return { follow: { ...followOf(feed), target } };
      },
    }),

    "follow.list": method({
      roles,
      params: z.strictObject({}),
      run: ({ tenant }) => ({
        follows: followedFeeds(store, tenant.id).map((feed) => ({
          ...followOf(feed),
          target: feed.target,
          created: feed.created,
          asked: feed.asked,
          next: feed.next,
          ...(feed.problem !== null && { problem: feed.problem }),
        })),
      }),
    }),

    "follow.remove": method({
      roles,
      params: z.strictObject({ id: followId }),
      run: ({ tenant }, { id }) =>
        removeFollow(store, tenant.id, Number(id)) ? { ok: true } : refuse("not-found"),
    }),

    "follow.refresh": method({
      roles,
      params: z.strictObject({ id: followId.optional() }),
      run: async ({ tenant }, { id }) => {
        const mine = followedFeeds(store, tenant.id).map((feed) => feed.id);
        const wanted = id === undefined ? mine : mine.filter((feed) => feed === Number(id));
        if (id !== undefined && wanted.length === 0) return refuse("not-found");
        let added = 0;
        const line = wanted.values();
        const worker = async (): Promise<void> => {
          for (const feed of line) added += await fetcher.refresh(feed);
        };
        const all = Promise.all(Array.from({ length: REFRESH_AT_ONCE }, worker));
        const done = await withinTime(all, REFRESH_ANSWER);
        return { added, done };
      },
    }),
  };

  function keepFound(
    { url, feed, content }: FoundFeed,
    reach: FeedRow["reach"],
    now: number,
  ): number {
    const known = feedByUrl(store, url, reach);
    if (known) return known.id;
    const newest = feed.items.reduce((latest, item) => Math.max(latest, item.published ?? 0), 0);
    const id = insertFeed(store, {
      url,
      reach,
      title: feed.title,
      site: feed.site,
      etag: content.etag ?? null,
      modified: content.modified ?? null,
      next: nextAfterAnswer({ url, now, newest, pace: content.pace, random: random() }),
      asked: now,
      failures: 0,
      problem: null,
    });
    keepItems(store, id, { items: feed.items, now });
    return id;
  }
}

function followOf(feed: FeedRow): { id: string; title: string; url: string; site: string } {
  const { id, title, url, site } = feed;
  return { id: String(id), title, url, site: siteOf(site, url) };
}

/** The site's page; for a feed that names none, the root of where it lies. */
function siteOf(site: string, url: string): string {
  return site === "" ? new URL("/", url).href : site;
}

async function withinTime(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
