// The feeds of a language and of everything that its posts are sorted by, each in three formats.

import type { FeedLink } from "@courtyard/themes/contract.ts";
import type { Entry } from "../store/entry.ts";
import type { CardShelf } from "./card.ts";
import { newestFirst } from "./patch.ts";
import { hrefOf } from "./permalink.ts";
import type { RouteTable } from "./route-table.ts";
import { bodySignature } from "./signature.ts";
import type { SiteModel } from "./site-model.ts";
import type { FeedFormat, FeedTarget } from "./target.ts";
import { TERM_KINDS, termPath } from "./term.ts";
import type { Tree } from "./tree.ts";

/** Newest posts in a feed; a reader that was away longer has the list pages. */
export const FEED_POSTS = 30;
/** In the feed of a term: an edit writes some ten of them anew. */
const TERM_POSTS = 20;

const FORMATS: readonly { format: FeedFormat; file: string; label: string; type: string }[] = [
  { format: "rss", file: "feed.xml", label: "RSS", type: "application/rss+xml" },
  { format: "atom", file: "atom.xml", label: "Atom", type: "application/atom+xml" },
  { format: "json", file: "feed.json", label: "JSON Feed", type: "application/feed+json" },
];

/** Links to the feeds that stand beside the page at `home`; `of` tells them from the site's own. */
export function feedLinks(home: string, of?: string): readonly FeedLink[] {
  return FORMATS.map(({ file, label, type }) => ({
    label: of === undefined ? label : `${of} (${label})`,
    type,
    url: hrefOf(`${home}${file}`),
  }));
}

interface Around {
  readonly tree: Tree;
  readonly model: SiteModel;
  readonly shelf: CardShelf;
}

/** Routes of all feeds of a language. */
export function feedRoutes(table: RouteTable, around: Around): void {
  const { tree } = around;
  const newest = tree.posts.slice(0, FEED_POSTS);
  addFeeds(table, { home: `${tree.prefix}/`, deps: newest, newest: () => newest }, around);
  for (const kind of TERM_KINDS) {
    for (const group of tree.terms[kind].values()) {
      const { slug, name, posts } = group;
      // A series stands in the order of its parts.
      const byDate = () => (kind === "series" ? [...posts].sort(newestFirst) : posts);
      const newest = () => byDate().slice(0, TERM_POSTS);
      const home = termPath(kind, { prefix: tree.prefix, slug });
      addFeeds(table, { home, of: { kind, name, slug }, deps: [group], newest }, around);
    }
  }
}

interface Fed {
  readonly home: string;
  readonly of?: FeedTarget["of"];
  readonly deps: readonly unknown[];
  readonly newest: () => readonly Entry[];
}

function addFeeds(
  table: RouteTable,
  { home, of, deps, newest }: Fed,
  { tree, model, shelf }: Around,
): void {
  table.section(`${tree.lang} feeds ${home}`, [model.translated, ...deps], (add) => {
    const items = newest().map((entry) => ({ entry, stamp: bodySignature(model, shelf, entry) }));
    const stamps = items.map(({ stamp }) => stamp).join(" ");
    const name = of?.name ?? "";
    for (const { format, file } of FORMATS) {
      const path = `${home}${file}`;
      const target: FeedTarget = {
        kind: "feed",
        tree,
        format,
        path,
        home,
        items,
        ...(of ? { of } : {}),
      };
      add(path, [name, stamps, ...items.map(({ entry }) => entry)], () => ({
        target,
        source: [format, name, stamps],
      }));
    }
  });
}
