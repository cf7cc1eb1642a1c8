// The window through which the templates' bundle sees the site: addresses in, props and text out.

import { fileText } from "../feeds/file-text.ts";
import type { Body } from "../store/body-cache.ts";
import type { ThemeInUse, ThemeValues } from "../theme/theme-in-use.ts";
import type { BodyShelf } from "./body.ts";
import type { CardShelf } from "./card.ts";
import { mentionsOf } from "./mention.ts";
import { type PageView, pageView } from "./page-view.ts";
import { pictureFor } from "./picture.ts";
import type { Route } from "./route.ts";
import type { SiteModel } from "./site-model.ts";
import { themedText } from "./themed-text.ts";

export interface SiteReader {
  /** Decoded paths of every page (`/`, `/posts/x/`) and file (`/feed.xml`). */
  paths(): readonly string[];
  page(path: string): PageView | undefined;
  /** The text of a feed, the sitemap or robots.txt. */
  file(path: string): Promise<{ readonly text: string; readonly type: string } | undefined>;
  body(file: string): Promise<Body | undefined>;
  /** The theme's settings for templates, in a page's language. */
  settings(lang: string): ThemeValues;
  /** The address of the style sheet that the site's settings make, if they make one. */
  readonly sheet: string | undefined;
  /** The ground of a page by day, and by night where that is another: a browser colours its frame so. */
  readonly paper: ThemeInUse["paper"];
}

/** A reader over one model; `routes` are `routesOf` the same model. */
export function createReader(options: {
  model: SiteModel;
  routes: ReadonlyMap<string, Route>;
  origin: string;
  shelf: CardShelf;
  bodies: BodyShelf;
  theme: ThemeInUse;
}): SiteReader {
  const { model, routes, bodies, theme } = options;
  const settings = new Map<string, ThemeValues>();
  return {
    paths: () => [...routes.keys()],
    page(path) {
      const route = routes.get(path);
      return route && pageView(route, options);
    },
    async file(path) {
      const route = routes.get(path);
      return route && fileText(route.target, options);
    },
    async body(file) {
      const entry = model.content.entries.get(file);
      if (!entry) return undefined;
      return themedText(await bodies.body(entry, model), theme, mentionsOf(model, entry));
    },
    settings(lang) {
      const known = settings.get(lang);
      const values = known ?? theme.settings(lang, (src) => pictureFor(model, { src }));
      settings.set(lang, values);
      return values;
    },
    paper: theme.paper,
    sheet: theme.sheet && `/${theme.sheet.file}`,
  };
}
