// The site that a folder of content makes: a tree per language, with posts in order and tags.

import type { Content } from "../store/content.ts";
import type { Entry } from "../store/entry.ts";
import { type Problem, placeIn } from "../store/problem.ts";
import { type LanguageSettings, languageSettings, type Settings } from "../store/settings.ts";
import { slugOf } from "../store/slug.ts";
import { entryPath, languagePrefix } from "./permalink.ts";

export interface TagGroup {
  readonly slug: string;
  /** As the oldest post that has it spells it, so that a new post does not rename a tag. */
  readonly name: string;
  /** Newest first. */
  readonly posts: readonly Entry[];
}

export interface Tree {
  readonly lang: string;
  readonly prefix: string;
  readonly words: LanguageSettings;
  /** Newest first. */
  readonly posts: readonly Entry[];
  readonly pages: readonly Entry[];
  /** By slug, in the order of their names. */
  readonly tags: ReadonlyMap<string, TagGroup>;
}

export interface SiteModel {
  readonly content: Content;
  readonly settings: Settings;
  readonly trees: readonly Tree[];
  /** The texts that have an address, by file. */
  readonly addresses: ReadonlyMap<string, string>;
  /** Texts in other languages with the same key, by key; only where there are several. */
  readonly translations: ReadonlyMap<string, readonly Entry[]>;
  /** What was found wrong when the files were put together (E106). */
  readonly problems: readonly Problem[];
}

/** Puts content together. `drafts` is for a preview: a published site has none. */
export function buildModel(content: Content, { drafts = false } = {}): SiteModel {
  const { settings } = content;
  const problems: Problem[] = [];
  const addresses = new Map<string, string>();
  const taken = new Map<string, string>();
  const standing: Entry[] = [];
  const byFile = [...content.entries.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
  const langs = new Set(settings.languages.map(({ lang }) => lang));
  for (const entry of byFile) if (drafts || !entry.draft) langs.add(entry.lang);
  const reserved = reservedPaths([...langs], settings.lang);
  for (const entry of byFile) {
    if (entry.draft && !drafts) continue;
    const url = entryPath(entry, settings.lang);
    const other = taken.get(url);
    if (other !== undefined || reserved(url)) {
      const place = placeIn(`${content.folder}/${entry.file}`, "");
      const code = other === undefined ? "E114" : "E106";
      problems.push(place.problem(code, { line: 1, column: 1 }, { url, other: other ?? "" }));
      continue;
    }
    taken.set(url, entry.file);
    addresses.set(entry.file, url);
    standing.push(entry);
  }
  const trees = [...langs].map((lang) => treeOf(lang, standing, settings));
  return {
    content,
    settings,
    trees,
    addresses,
    translations: translationsOf(standing, trees),
    problems,
  };
}

function treeOf(lang: string, standing: readonly Entry[], settings: Settings): Tree {
  const own = standing.filter((entry) => entry.lang === lang);
  // Two posts of one moment keep the order of their names on every machine.
  const posts = own
    .filter(({ kind }) => kind === "post")
    .sort((a, b) => b.date - a.date || (a.file < b.file ? -1 : 1));
  const prefix = languagePrefix(lang, settings.lang);
  const pages = own.filter(({ kind }) => kind === "page");
  return {
    lang,
    prefix,
    words: languageSettings(settings, lang),
    posts,
    pages,
    tags: tagsOf(posts, lang),
  };
}

function tagsOf(posts: readonly Entry[], lang: string): Map<string, TagGroup> {
  const groups = new Map<string, { slug: string; name: string; posts: Entry[] }>();
  // Ten thousand posts have thirty thousand tags, but only some dozens of names.
  const slugs = new Map<string, string>();
  const slugFor = (name: string): string => {
    const known = slugs.get(name) ?? slugOf(name);
    slugs.set(name, known);
    return known;
  };
  for (const post of posts) {
    const once = new Set<string>();
    for (const name of post.tags) {
      const slug = slugFor(name);
      if (slug === "" || once.has(slug)) continue;
      once.add(slug);
      const group = groups.get(slug) ?? { slug, name, posts: [] };
      group.name = name;
      group.posts.push(post);
      groups.set(slug, group);
    }
  }
  const order = new Intl.Collator(lang);
  return new Map(
    [...groups].sort(([, a], [, b]) => order.compare(a.name, b.name) || (a.slug < b.slug ? -1 : 1)),
  );
}

function translationsOf(standing: readonly Entry[], trees: readonly Tree[]) {
  const groups = new Map<string, Entry[]>();
  if (trees.length < 2) return groups;
  for (const entry of standing) {
    const group = groups.get(entry.key);
    if (group) group.push(entry);
    else groups.set(entry.key, [entry]);
  }
  for (const [key, group] of groups) if (group.length < 2) groups.delete(key);
  return groups;
}

/** Addresses that belong to the core or to the sidecar, whatever a page's slug says. */
function reservedPaths(langs: readonly string[], main: string): (url: string) => boolean {
  const own = new Set(["/404/", "/_astro/", "/_image/", "/_courtyard/", "/.well-known/"]);
  for (const lang of langs) {
    const prefix = languagePrefix(lang, main);
    for (const path of ["/", "/posts/", "/tags/"]) own.add(`${prefix}${path}`);
  }
  const numbered = new RegExp(`^(/(${langs.join("|")}))?/posts/page/`);
  return (url) =>
    own.has(url) || numbered.test(url) || /^\/(_courtyard|_astro|_image|\.well-known)\//.test(url);
}
