// The text of a route that is not a page: feeds, the sitemap, robots.txt.

import type { BodyShelf } from "../model/body.ts";
import { absoluteUrl } from "../model/permalink.ts";
import { redirectList, redirectPage } from "../model/redirect.ts";
import { FEED_FILES } from "../model/route.ts";
import type { SiteModel } from "../model/site-model.ts";
import type { Target } from "../model/target.ts";
import { feedModel } from "./feed-model.ts";
import { jsonFeed } from "./json-feed.ts";
import { robots, sitemap } from "./sitemap.ts";
import { atomFeed, rssFeed } from "./xml-feed.ts";

const WRITERS = {
  rss: { write: rssFeed, type: "application/rss+xml; charset=utf-8" },
  atom: { write: atomFeed, type: "application/atom+xml; charset=utf-8" },
  json: { write: jsonFeed, type: "application/feed+json; charset=utf-8" },
} as const;

/** Text and media type, or undefined for a page. */
export async function fileText(
  target: Target,
  options: { model: SiteModel; origin: string; bodies: BodyShelf },
): Promise<{ text: string; type: string } | undefined> {
  const { model, origin } = options;
  switch (target.kind) {
    case "feed": {
      const { write, type } = WRITERS[target.format];
      const self = absoluteUrl(`${target.tree.prefix}/${FEED_FILES[target.format]}`, origin);
      return { text: write(await feedModel(target, options), self), type };
    }
    case "search-file":
      return { text: target.file.text(), type: "text/plain; charset=utf-8" };
    case "sitemap":
      return { text: sitemap(model, origin), type: "application/xml; charset=utf-8" };
    case "redirect":
      return { text: redirectPage(target.redirect, origin), type: "text/html; charset=utf-8" };
    case "redirect-list":
      return { text: redirectList(target.redirects), type: "text/plain; charset=utf-8" };
    case "robots":
      return { text: robots(origin), type: "text/plain; charset=utf-8" };
    default:
      return undefined;
  }
}
