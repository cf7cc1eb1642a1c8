// RSS 2.0 and Atom by the `feed` package, with its gaps closed.

import { Feed } from "feed";
import { escapeHtml } from "../markdown/highlight.ts";
import type { FeedItem, FeedModel } from "./feed-model.ts";

/** RSS 2.0, full text in `content:encoded`; `self` is the feed's own address. */
export function rssFeed(model: FeedModel, self: string): string {
  const feed = start(model, self);
  for (const item of model.items) {
    feed.addItem({
      ...common(item),
      // In RSS a title is plain text; in Atom's `type="html"` it is markup.
      title: item.title,
      date: item.published,
      extensions: [{ name: "dc:creator", objects: { _text: model.author.name } }],
    });
  }
  return tidy(feed.rss2());
}

/** Atom 1.0 (RFC 4287). */
export function atomFeed(model: FeedModel, self: string): string {
  const feed = start(model, self);
  for (const item of model.items) {
    feed.addItem({
      ...common(item),
      title: escapeHtml(item.title),
      id: item.url,
      date: item.updated,
      published: item.published,
    });
  }
  const atom = feed.atom1();
  // `feed` knows no language for Atom; readers choose fonts and hyphenation by it.
  return tidy(atom.replace("<feed ", `<feed xml:lang="${model.lang}" `));
}

function start({ title, description, lang, home, author, updated }: FeedModel, self: string): Feed {
  return new Feed({
    id: home,
    title,
    description,
    link: home,
    feed: self,
    language: lang,
    updated,
    author: { name: author.name, link: author.url },
    generator: "Courtyard",
    ...(author.avatar ? { image: author.avatar } : {}),
  });
}

function common(item: FeedItem) {
  return {
    link: item.url,
    // `feed` splits only the first `]]>` of a text, and a second one would end the section.
    content: item.html.replaceAll("]]>", "]]&gt;"),
    ...(item.summary === "" ? {} : { description: escapeHtml(item.summary) }),
    // An Atom category without `term` is invalid (RFC 4287 §4.2.2.1).
    category: item.tags.map((tag) => ({ name: tag, term: tag })),
  };
}

/** The indentation that `feed` writes costs a tenth of the bytes and no reader looks at it. */
function tidy(xml: string): string {
  return `${xml.trimEnd()}\n`;
}
