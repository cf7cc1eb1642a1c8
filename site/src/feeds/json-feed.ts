// JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/).

import type { FeedItem } from "./feed-item.ts";
import type { FeedHead } from "./feed-model.ts";

/** The whole feed around its written items. */
export function jsonFeed(head: FeedHead, items: readonly string[]): string {
  const { name, url, avatar } = head.author;
  const { icon } = head;
  const feed = {
    version: "https://jsonfeed.org/version/1.1",
    title: head.title,
    home_page_url: head.home,
    feed_url: head.self,
    ...(head.description === "" ? {} : { description: head.description }),
    ...(icon ? { icon: icon[512], favicon: icon[64] } : avatar ? { icon: avatar } : {}),
    language: head.lang,
    authors: [{ name, url, ...(avatar ? { avatar } : {}) }],
    ...(head.hub ? { hubs: [{ type: "WebSub", url: head.hub }] } : {}),
  };
  const opening = JSON.stringify(feed, null, 1).replace(/\n\}$/, "");
  return `${opening},\n "items": [${items.length > 0 ? `\n${items.join(",\n")}\n ` : ""}]\n}\n`;
}

/** One item. */
export function jsonItem(item: FeedItem): string {
  return JSON.stringify({
    id: item.url,
    url: item.url,
    title: item.title,
    content_html: item.html,
    ...(item.summary === "" ? {} : { summary: item.summary }),
    ...(item.image ? { image: item.image } : {}),
    date_published: item.published.toISOString(),
    date_modified: item.updated.toISOString(),
    authors: item.authors,
    ...(item.tags.length > 0 ? { tags: item.tags } : {}),
    language: item.lang,
    ...(item.enclosures.length > 0
      ? {
          attachments: item.enclosures.map(({ url, type, title, bytes, seconds }) => ({
            url,
            mime_type: type,
            ...(title ? { title } : {}),
            ...(bytes === undefined ? {} : { size_in_bytes: bytes }),
            ...(seconds === undefined ? {} : { duration_in_seconds: seconds }),
          })),
        }
      : {}),
  });
}
