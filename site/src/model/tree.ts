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
  readonly tags: Groups;
}

/** A tree that follows the changes of its site: routes go on naming it, and see it as it is now. */
export type GrowingTree = { -readonly [Key in keyof Tree]: Tree[Key] };

/** A tree with nothing in it. */
export function emptyTree(lang: string, settings: Settings): GrowingTree {
  return {
    lang,
    prefix: languagePrefix(lang, settings.lang),
    words: languageSettings(settings, lang),
    posts: [],
    pages: [],
    tags: new Map(),
  };
}

/** Brings a tree up to a difference of the whole site; a list that nothing changed in stays itself. */
export function patchTree(tree: GrowingTree, site: Difference): void {
  const own = partOf(site, ({ lang }) => lang === tree.lang);
  const posts = partOf(own, ({ kind }) => kind === "post");
  const pages = partOf(own, ({ kind }) => kind === "page");
  tree.posts = patched(tree.posts, posts, newestFirst);
  tree.pages = patched(tree.pages, pages, byFile);
  tree.tags = patchGroups(tree.tags, posts, { namesOf: (post) => post.tags, lang: tree.lang });
}
