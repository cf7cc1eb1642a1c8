// One language of a site: its posts in order, its pages, its tags.

import type { Entry } from "../store/entry.ts";
import { type LanguageSettings, languageSettings, type Settings } from "../store/settings.ts";
import { type Groups, patchGroups } from "./group.ts";
import { byFile, type Difference, newestFirst, partOf, patched } from "./patch.ts";
import { languagePrefix } from "./permalink.ts";

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
  readonly tags: Groups;
}

/** A tree that follows the changes of its site: routes go on naming it, and see it as it is now. */
export type GrowingTree = { -readonly [Key in keyof Tree]: Tree[Key] };

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
    tags: new Map(),
  };
}

/** Brings a tree up to a difference of the whole site; a list that nothing changed in stays itself. */
export function patchTree(tree: GrowingTree, site: Difference): void {
  const all = partOf(site, ({ lang }) => lang === tree.lang);
  const own = partOf(all, isListed);
  const hidden = partOf(all, (entry) => !isListed(entry));
  const posts = partOf(own, ({ kind }) => kind === "post");
  const pages = partOf(own, ({ kind }) => kind === "page");
  tree.posts = patched(tree.posts, posts, newestFirst);
  tree.pages = patched(tree.pages, pages, byFile);
  tree.unlisted = patched(tree.unlisted, hidden, byFile);
  const first = partOf(posts, ({ pinned }) => pinned > 0);
  tree.pinned = patched(tree.pinned, first, (a, b) => b.pinned - a.pinned || newestFirst(a, b));
  tree.tags = patchGroups(tree.tags, posts, { namesOf: (post) => post.tags, lang: tree.lang });
}
