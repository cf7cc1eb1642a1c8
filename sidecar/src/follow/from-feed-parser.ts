import { parseFeed } from "@rowanmanning/feed-parser";
import type { RawFeed, RawItem, RawText } from "./feed-model.ts";

/** Reads RSS or Atom with the second parser, which forgives other faults. Throws for the rest. */
export function fromFeedParser(text: string, maxItems: number): RawFeed {
  const feed = parseFeed(text);
  return {
    title: html(feed.title),
    site: feed.url ?? undefined,
    items: feed.items.slice(0, maxItems).map(
      (item): RawItem => ({
        guid: item.id ?? undefined,
        title: html(item.title),
        url: item.url ?? undefined,
        content: html(item.content ?? item.description),
        summary: html(item.description),
        author: item.authors[0]?.name ?? undefined,
        image: item.image?.url ?? item.mediaImages[0]?.url,
        published: (item.published ?? item.updated)?.toISOString(),
      }),
    ),
  };
}

function html(value: string | null): RawText | undefined {
  return value === null ? undefined : { value, html: true };
}
