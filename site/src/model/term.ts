// What posts are sorted by: tags, categories within categories, authors and series.

import { authorNamed } from "../store/author-settings.ts";
import type { Entry } from "../store/entry.ts";
import type { Settings } from "../store/settings.ts";
import { slugOf } from "../store/slug.ts";
import type { Grouping, Groups } from "./group.ts";
import { byFile, newestFirst } from "./patch.ts";

export const TERM_KINDS = ["tag", "category", "series", "author"] as const;
export type TermKind = (typeof TERM_KINDS)[number];

/** All terms of a language. */
export type Terms = Readonly<Record<TermKind, Groups>>;

const FOLDERS: Readonly<Record<TermKind, string>> = {
  tag: "tags",
  category: "categories",
  series: "series",
  author: "authors",
};

/** `/tags/` and so on: where all terms of a kind are listed. */
export function termIndexPath(kind: TermKind, prefix: string): string {
  return `${prefix}/${FOLDERS[kind]}/`;
}

/** A term's own address; a category's slug has a `/` for each level. */
export function termPath(kind: TermKind, { prefix, slug }: { prefix: string; slug: string }) {
  return `${termIndexPath(kind, prefix)}${slug}/`;
}

/** Ten thousand posts have thirty thousand tags, but only some dozens of names. */
const slugs = new Map<string, string>();

function slugFor(name: string): string {
  const slug = slugs.get(name) ?? slugOf(name);
  slugs.set(name, slug);
  return slug;
}

/** The names of files and folders that stand beside a category's own categories. */
const TAKEN = /^(page|feed\.(xml|json)|atom\.xml)$/;

/** The slug of a category, and of those around it, outermost first; empty when nothing is left. */
export function categorySlugs(path: readonly string[]): { slug: string; name: string }[] {
  const found: { slug: string; name: string }[] = [];
  let slug = "";
  for (const name of path) {
    const own = slugFor(name);
    if (own === "") continue;
    slug = `${slug}${slug && "/"}${TAKEN.test(own) ? `${own}_` : own}`;
    found.push({ slug, name });
  }
  return found;
}

/** The author's slug and name as `lang` has it, for a name or key of a post's `authors`. */
export function authorOf(
  named: string,
  { settings, lang }: { settings: Settings; lang: string },
): { slug: string; name: string } {
  const known = authorNamed(settings.authors, named);
  if (!known?.key) return { slug: slugFor(named), name: named };
  const words = settings.languages.find((language) => language.lang === lang);
  const name = words?.authors[known.key]?.name ?? known.name;
  const isOwn = known.key === settings.author.key;
  return { slug: slugFor(known.key), name: isOwn ? (words?.author.name ?? name) : name };
}

/** Whom a post names, or the site's author where that is one of site.yaml's `authors`. */
export function authorsOf(post: Entry, { author }: Settings): readonly string[] {
  if (post.authors.length > 0) return post.authors;
  return author.key === undefined ? [] : [author.key];
}

/** How the posts of a language are grouped by terms of each kind. */
export function termGroupings(
  settings: Settings,
  lang: string,
): Readonly<Record<TermKind, Grouping>> {
  const byDate = {
    orderIn: () => newestFirst,
    // So that a new post does not rename a term.
    namer: (posts: readonly Entry[]) => posts.at(-1),
    lang,
  };
  return {
    tag: {
      ...byDate,
      placesOf: (post) => firstNames(post.tags.map((name) => ({ slug: slugFor(name), name }))),
    },
    category: {
      ...byDate,
      placesOf: (post) => firstNames(post.categories.flatMap(categorySlugs)),
    },
    author: {
      ...byDate,
      placesOf: (post) =>
        firstNames(authorsOf(post, settings).map((named) => authorOf(named, { settings, lang }))),
    },
    series: {
      placesOf: seriesPlaces,
      orderIn: partOrder,
      namer: (posts) => posts[0],
      lang,
    },
  };
}

/** The series that a post is part of: names by slug. */
export function seriesPlaces({ series }: Entry): ReadonlyMap<string, string> {
  return firstNames(series.map(({ name }) => ({ slug: slugFor(name), name })));
}

/** The order of a series' parts: by their numbers, then by date, the oldest first. */
function partOrder(slug: string): (a: Entry, b: Entry) => number {
  const number = ({ series }: Entry) =>
    series.find(({ name }) => slugFor(name) === slug)?.order ?? Number.MAX_VALUE;
  return (a, b) => number(a) - number(b) || a.date - b.date || byFile(a, b);
}

/** By slug, each with its first spelling; a name of signs alone has no slug. */
function firstNames(places: readonly { slug: string; name: string }[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const { slug, name } of places) {
    if (slug !== "" && !names.has(slug)) names.set(slug, name);
  }
  return names;
}
