// The text of a route that is not a page: feeds, the sitemap, robots.txt.

import { redirectList, redirectPage } from "../model/redirect.ts";
import type { SiteModel } from "../model/site-model.ts";
import type { FeedTarget, Target } from "../model/target.ts";
import { type ItemSources, type WriteItem, writtenItem } from "./feed-item.ts";
import { type FeedHead, feedHead } from "./feed-model.ts";
import { feedStyle } from "./feed-style.ts";
import { jsonFeed, jsonItem } from "./json-feed.ts";
import { llmsText } from "./llms.ts";
import { robots, sitemap } from "./sitemap.ts";
import { atomFeed, atomItem, rssFeed, rssItem } from "./xml-feed.ts";

interface FeedWriter {
  readonly item: WriteItem;
  readonly around: (head: FeedHead, items: readonly string[], model: SiteModel) => string;
  readonly type: string;
}

/** Not `application/rss+xml`: browsers show that as plain text, and as this they show our style. */
const XML = "application/xml; charset=utf-8";

const WRITERS: Readonly<Record<FeedTarget["format"], FeedWriter>> = {
  rss: { item: rssItem, around: rssFeed, type: XML },
  atom: { item: atomItem, around: atomFeed, type: XML },
  json: { item: jsonItem, around: jsonFeed, type: "application/feed+json; charset=utf-8" },
};

/** Text and media type, or undefined for a page. */
export async function fileText(
  target: Target,
  options: ItemSources,
): Promise<{ text: string; type: string } | undefined> {
  const { model, origin } = options;
  switch (target.kind) {
    case "feed":
      return { text: await feedText(target, options), type: WRITERS[target.format].type };
    case "feed-style":
      return { text: feedStyle(), type: "text/css; charset=utf-8" };
    case "search-file":
      return { text: target.file.text(), type: "text/plain; charset=utf-8" };
    case "sitemap":
      return {
        text: sitemap(model, { origin, part: target.part }),
        type: "application/xml; charset=utf-8",
      };
    case "redirect":
      return { text: redirectPage(target.redirect, origin), type: "text/html; charset=utf-8" };
    case "redirect-list":
      return { text: redirectList(target.redirects), type: "text/plain; charset=utf-8" };
    case "llms":
      return { text: llmsText(model, target, origin), type: "text/plain; charset=utf-8" };
    case "robots":
      return { text: robots(origin), type: "text/plain; charset=utf-8" };
    default:
      return undefined;
  }
}

async function feedText(target: FeedTarget, options: ItemSources): Promise<string> {
  const { model } = options;
  const { item: write, around } = WRITERS[target.format];
  const texts: string[] = [];
  let newest = 0;
  for (const one of target.items) {
    const { text, item } = await writtenItem(one, write, options);
    texts.push(text);
    newest = Math.max(newest, item.updated.getTime());
  }
  const head = feedHead({ ...target, updated: new Date(newest) }, options);
  return around(head, texts, model);
}
