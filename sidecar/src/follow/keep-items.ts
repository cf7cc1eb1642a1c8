import { createHash } from "node:crypto";
import { feedItem, insertFeedItem, trimFeedItems, updateFeedItem } from "../store/feed.ts";
import type { Store } from "../store/open-store.ts";
import type { ParsedFeed, ParsedItem } from "./feed-model.ts";

/** Items kept of one feed; readers scroll back, archives are on the site. */
const KEPT = 500;

/**
 * Writes what is new or changed of a feed, inside the caller's transaction; how many items are new.
 * An item keeps its place in timelines when it is edited, and never stands in the future.
 */
export function keepItems(
  store: Store,
  feed: number,
  { items, now }: { items: ParsedFeed["items"]; now: number },
): number {
  let added = 0;
  for (const [index, item] of items.entries()) {
    const digest = digestOf(item);
    const known = feedItem(store, feed, item.guid);
    if (known?.digest === digest) continue;
    const { guid, title, url, html, summary, author, image = null } = item;
    const content = { title, url, html, summary, author, image, digest };
    if (known) {
      updateFeedItem(store, known.id, content);
      continue;
    }
    // Without a date the feed's own order counts: earlier in the file is newer.
    const published = item.published ?? now - index;
    const sort = Math.min(published, now);
    insertFeedItem(store, feed, { guid, ...content, published, sort });
    added += 1;
  }
  if (added > 0) trimFeedItems(store, feed, KEPT);
  return added;
}

function digestOf({ title, url, html, summary, author, image }: ParsedItem): string {
  const text = JSON.stringify([title, url, html, summary, author, image ?? null]);
  return createHash("sha256").update(text).digest("base64url");
}
