import { isRefusal, type RefusalCode } from "@courtyard/protocol/refusal.ts";
import {
  deleteFeed,
  dueFeeds,
  type FeedRow,
  feedById,
  feedByUrl,
  isFollowed,
  newestItemTime,
  updateFeed,
} from "../store/feed.ts";
import type { Store } from "../store/open-store.ts";
import { decodeText } from "./decode-text.ts";
import { floorOf, nextAfterAnswer, nextAfterFailure } from "./feed-schedule.ts";
import { ACCEPT, FEED_BYTES, FETCH_TIMEOUT, refusalOf } from "./fetch-feed.ts";
import { keepItems } from "./keep-items.ts";
import type { GetResult, Pace, PoliteGet } from "./polite-get.ts";
import { readFeed } from "./read-feed-on-demand.ts";

/** Asks feeds again and keeps what they say. */
export interface FeedFetcher {
  /** Asks one feed now unless the floor for people forbids it; the number of new items. */
  refresh(feed: number): Promise<number>;
  /** Asks all whose hour has come, a few at a time. */
  runDue(): Promise<void>;
}

/** Different hosts at the same time; one host is always asked one thing at a time. */
const AT_ONCE = 4;
const ROUND = 64;
const NO_PACE: Pace = { retryAfter: undefined, maxAge: undefined };

export function createFeedFetcher({
  store,
  get,
  clock,
  random,
  onNew,
  closing,
}: {
  store: Store;
  get: PoliteGet;
  clock: () => number;
  /** In [0, 1). */
  random: () => number;
  /** After the commit of new items. */
  onNew: (feed: number, added: number) => void;
  closing: AbortSignal;
}): FeedFetcher {
  const running = new Map<number, Promise<number>>();

  async function ask(feed: FeedRow): Promise<number> {
    const { id, url, reach } = feed;
    // Written first: whatever happens now, nobody asks again before the floor.
    updateFeed(store, id, { asked: clock(), next: clock() + floorOf(url).byClock });
    const result = await get(url, {
      reach,
      limit: FEED_BYTES,
      timeout: FETCH_TIMEOUT,
      accept: ACCEPT,
      etag: feed.etag ?? undefined,
      modified: feed.modified ?? undefined,
    });
    if (isOver(id)) return 0;
    if (result.kind === "problem") {
      const { code } = refusalOf(result.problem, result.status);
      return failed(feed, { code, pace: result.pace, gone: result.problem === "gone" });
    }
    if (result.kind === "unchanged") {
      answered(feed, { pace: result.pace });
      return 0;
    }
    return keep(feed, result);
  }

  /** The process ends and the store with it, or the last follower left meanwhile. */
  function isOver(feed: number): boolean {
    return closing.aborted || !feedById(store, feed);
  }

  async function keep(
    feed: FeedRow,
    result: Extract<GetResult, { kind: "content" }>,
  ): Promise<number> {
    const parsed = await readFeed(decodeText(result.body, result.contentType), result.url);
    if (isOver(feed.id)) return 0;
    if (isRefusal(parsed))
      return failed(feed, { code: parsed.code, pace: result.pace, gone: false });
    const added = store.transaction(() => {
      const count = keepItems(store, feed.id, { items: parsed.items, now: clock() });
      const moved =
        result.permanent !== feed.url && !feedByUrl(store, result.permanent, feed.reach);
      updateFeed(store, feed.id, {
        title: parsed.title,
        site: parsed.site,
        etag: result.etag ?? null,
        modified: result.modified ?? null,
        ...(moved && { url: result.permanent }),
      });
      answered(feed, { pace: result.pace });
      return count;
    });
    if (added > 0) onNew(feed.id, added);
    return added;
  }

  function answered(feed: FeedRow, { pace }: { pace: Pace }): void {
    const newest = newestItemTime(store, feed.id);
    const next = nextAfterAnswer({ url: feed.url, now: clock(), newest, pace, random: random() });
    updateFeed(store, feed.id, { next, failures: 0, problem: null });
  }

  function failed(
    feed: FeedRow,
    { code, pace = NO_PACE, gone }: { code: RefusalCode; pace?: Pace | undefined; gone: boolean },
  ): number {
    const failures = feed.failures + 1;
    const next = nextAfterFailure({
      url: feed.url,
      now: clock(),
      failures,
      gone,
      pace,
      random: random(),
    });
    updateFeed(store, feed.id, { next, failures, problem: code });
    return 0;
  }

  function once(feed: FeedRow): Promise<number> {
    const current = running.get(feed.id);
    if (current) return current;
    const asking = ask(feed).finally(() => running.delete(feed.id));
    running.set(feed.id, asking);
    return asking;
  }

  return {
    refresh: async (id) => {
      const feed = feedById(store, id);
      if (!feed) return 0;
      const waiting = running.get(id);
      if (waiting) return waiting;
      return clock() - feed.asked < floorOf(feed.url).byHand ? 0 : once(feed);
    },
    runDue: async () => {
      const due = dueFeeds(store, clock(), ROUND);
      const line = due.values();
      const worker = async (): Promise<void> => {
        for (const feed of line) {
          if (closing.aborted) return;
          // Nobody here follows it any more.
          if (!isFollowed(store, feed.id)) store.transaction(() => deleteFeed(store, feed.id));
          else await once(feed);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
    },
  };
}
