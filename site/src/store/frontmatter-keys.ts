// The names of frontmatter keys: the canonical one, and those by which Hugo, Jekyll, Hexo, Astro and
// Obsidian call the same thing. Letter case, `-` and `_` do not matter.

import { nearestName } from "./nearest-name.ts";

/** By canonical key, its other names in the order in which they are asked. */
export const SYNONYMS = {
  title: [],
  date: ["pubDate", "publishDate", "pubDatetime", "published", "created", "createdAt"],
  updated: [
    "lastmod",
    "updatedDate",
    "modified",
    "modDatetime",
    "last_modified_at",
    "updatedAt",
    "dateModified",
  ],
  draft: [],
  tags: ["tag"],
  categories: ["category"],
  slug: [],
  permalink: ["url"],
  aliases: ["alias"],
  redirect_from: [],
  description: ["summary", "excerpt"],
  cover: ["image", "heroImage", "coverImage", "banner", "thumbnail", "featured_image", "ogImage"],
  lang: ["language", "locale"],
  translationKey: [],
  visibility: [],
  authors: ["author"],
  series: [],
  seriesOrder: ["series_weight", "series_index"],
  pinned: ["pin", "sticky", "top"],
  toc: [],
  math: ["mathjax", "katex"],
  comments: [],
  expiryDate: ["expires", "unpublishDate"],
  enclosure: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type KnownKey = keyof typeof SYNONYMS;

/** Keys that only say yes or no to something that another key says as well. */
export const SWITCHES = ["publish", "unlisted", "hidden", "private"] as const;
export type Switch = (typeof SWITCHES)[number];

/** Keys of other programs that mean nothing here and look like one that does. */
const FOREIGN = new Set(["data", "state", "slugs", "links", "images", "authorId", "page", "name"]);

/** What a head's own keys are called here, with the first name that the writer gave a value. */
export interface NamedKeys {
  readonly values: ReadonlyMap<
    KnownKey | Switch,
    { readonly key: string; readonly value: unknown }
  >;
  /** What no name fits, as it stands. */
  readonly extra: Readonly<Record<string, unknown>>;
}

const canonicalOf = new Map<string, KnownKey | Switch>();
const rankOf = new Map<string, number>();
for (const [canonical, others] of Object.entries(SYNONYMS)) {
  for (const [rank, name] of [canonical, ...others].entries()) {
    canonicalOf.set(plain(name), canonical as KnownKey);
    rankOf.set(plain(name), rank);
  }
}
for (const name of SWITCHES) canonicalOf.set(name, name);

/** Under these keys a number or a date is the writer's own characters. */
const TEXT = new Set<string>([
  ...["title", "date", "updated", "expiryDate", "tags", "categories", "authors", "series"],
  ...["slug", "permalink"],
  ...["aliases", "redirect_from", "description", "lang", "translationKey", "cover"],
]);

/** Whether a key is one of ours, by whatever name. */
export function isKnownKey(key: string): boolean {
  return canonicalOf.has(plain(key));
}

/** Whether scalars under a key keep their spelling: `slug: 0123` is "0123". */
export function isTextKey(key: string): boolean {
  return TEXT.has(canonicalOf.get(plain(key)) ?? "");
}

/** Sorts a head's keys by meaning. An empty value counts as none; `published: false` is no date. */
export function nameKeys(data: Readonly<Record<string, unknown>>): NamedKeys {
  const values = new Map<KnownKey | Switch, { key: string; value: unknown }>();
  const extra: [string, unknown][] = [];
  for (const [key, value] of Object.entries(data)) {
    const canonical = meaningOf(key, value);
    if (canonical === undefined) {
      extra.push([key, value]);
      continue;
    }
    if (value === null || value === undefined || value === "") continue;
    const known = values.get(canonical);
    const isBetter = known && (rankOf.get(plain(key)) ?? 0) < (rankOf.get(plain(known.key)) ?? 0);
    if (!known || isBetter) values.set(canonical, { key, value });
  }
  return { values, extra: Object.fromEntries(extra) };
}

function meaningOf(key: string, value: unknown): KnownKey | Switch | undefined {
  const name = plain(key);
  // Jekyll's `published: false` and Obsidian's `publish: false` are one thing.
  if (name === "published" && asSwitch(value) !== undefined) return "publish";
  return canonicalOf.get(name);
}

/** Yes or no as YAML 1.1, and so Jekyll and Hexo, write it; undefined for anything else. */
export function asSwitch(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (typeof value !== "string") return undefined;
  if (/^(true|yes|on)$/i.test(value.trim())) return true;
  return /^(false|no|off)$/i.test(value.trim()) ? false : undefined;
}

/** The known name within two edits of an unknown one (one edit in short names), if there is any. */
export function nearestKey(unknown: string): string | undefined {
  if (FOREIGN.has(unknown)) return undefined;
  const known = Object.entries(SYNONYMS).flatMap(([canonical, others]) => [canonical, ...others]);
  return nearestName(unknown, known);
}

function plain(key: string): string {
  return key.toLowerCase().replace(/[-_ ]/g, "");
}
