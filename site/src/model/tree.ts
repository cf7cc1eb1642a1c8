// One language of a site: its posts in order, its pages, its terms and its years.

import type { Entry } from "../store/entry.ts";
import { type LanguageSettings, languageSettings, type Settings } from "../store/settings.ts";
import { type Groups, patchGroups } from "./group.ts";
import { byFile, type Difference, newestFirst, partOf, patched } from "./patch.ts";
import { languagePrefix } from "./permalink.ts";
import { patchRelated } from "./related.ts";
import { TERM_KINDS, type TermKind, type Terms, termGroupings } from "./term.ts";
import { yearIn } from "./year.ts";

export interface Tree {
  readonly lang: string;
  readonly prefix: string;
  readonly words: LanguageSettings;
  /** Newest first. */
  readonly posts: readonly Entry[];
  readonly pages: readonly Entry[];
  /** Texts that have a page and are in no list. */
  readonly unlisted: readonly Entry[];
  /** Posts that stand first, the most important before the others. */
  readonly pinned: readonly Entry[];
  readonly terms: Terms;
  /** Posts by the year of their date, the oldest year first. */
  readonly years: Groups;
  /** By file, the posts that a post's page names beneath it. */
  readonly related: ReadonlyMap<string, readonly Entry[]>;
  /** Posts whose pages show others than in the model before, though they themselves are the same. */
  readonly touched: ReadonlySet<Entry>;
}

/** A tree that follows the changes of its site: routes go on naming it, and see it as it is now. */
export type GrowingTree = { -readonly [Key in keyof Omit<Tree, "related">]: Tree[Key] } & {
  readonly related: Map<string, readonly Entry[]>;
};

/** Whether lists, feeds, the sitemap and the search may name a text. */
export function isListed({ visibility }: Entry): boolean {
  return visibility !== "unlisted";
}

/** A tree with nothing in it. */
export function emptyTree(lang: string, settings: Settings): GrowingTree {
  return {
    lang,
    prefix: languagePrefix(lang, settings.lang),
    words: languageSettings(settings, lang),
    posts: [],
    pages: [],
    unlisted: [],
    pinned: [],
    terms: { tag: new Map(), category: new Map(), series: new Map(), author: new Map() },
    years: new Map(),
    related: new Map(),
    touched: new Set(),
  };
}

/** Brings a tree up to a difference of the whole site; a list that nothing changed in stays itself. */
export function patchTree(tree: GrowingTree, site: Difference, settings: Settings): void {
  const { lang } = tree;
  const all = partOf(site, (entry) => entry.lang === lang);
  const own = partOf(all, isListed);
  const hidden = partOf(all, (entry) => !isListed(entry));
  const posts = partOf(own, ({ kind }) => kind === "post");
  const pages = partOf(own, ({ kind }) => kind === "page");
  tree.posts = patched(tree.posts, posts, newestFirst);
  tree.pages = patched(tree.pages, pages, byFile);
  tree.unlisted = patched(tree.unlisted, hidden, byFile);
  const first = partOf(posts, ({ pinned }) => pinned > 0);
  tree.pinned = patched(tree.pinned, first, (a, b) => b.pinned - a.pinned || newestFirst(a, b));
  const groupings = termGroupings(settings, lang);
  const before = tree.terms;
  const groups = (kind: TermKind) => patchGroups(before[kind], posts, groupings[kind]);
  const terms = {
    tag: groups("tag"),
    category: groups("category"),
    series: groups("series"),
    author: groups("author"),
  };
  tree.terms = TERM_KINDS.every((kind) => terms[kind] === before[kind]) ? before : terms;
  tree.years = patchGroups(tree.years, posts, {
    placesOf: ({ date }) => {
      const year = String(yearIn(date, settings.timezone));
      return new Map([[year, year]]);
    },
    orderIn: () => newestFirst,
    namer: (own) => own[0],
    lang,
  });
  const related = patchRelated(tree.related, {
    before,
    now: terms,
    posts: tree.posts,
    difference: posts,
    groupings,
  });
  const parts = [...terms.series].flatMap(([slug, series]) =>
    before.series.get(slug) === series ? [] : series.posts,
  );
  tree.touched = new Set([...related, ...parts]);
}
