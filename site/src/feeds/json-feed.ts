// JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/): the `feed` package writes 1.0.

import type { FeedModel } from "./feed-model.ts";

/** The feed as JSON text; `self` is its own address. */
export function jsonFeed(model: FeedModel, self: string): string {
  const { name, url, avatar } = model.author;
  const feed = {
    version: "https://jsonfeed.org/version/1.1",
    title: model.title,
    home_page_url: model.home,
    feed_url: self,
    ...(model.description === "" ? {} : { description: model.description }),
    ...(avatar ? { icon: avatar } : {}),
    language: model.lang,
    authors: [{ name, url, ...(avatar ? { avatar } : {}) }],
    items: model.items.map((item) => ({
      id: item.url,
      url: item.url,
      title: item.title,
      content_html: item.html,
      ...(item.summary === "" ? {} : { summary: item.summary }),
      ...(item.image ? { image: item.image } : {}),
      date_published: item.published.toISOString(),
      date_modified: item.updated.toISOString(),
      ...(item.tags.length > 0 ? { tags: item.tags } : {}),
      language: model.lang,
    })),
  };
  return `${JSON.stringify(feed, null, 1)}\n`;
}
