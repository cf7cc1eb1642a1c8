// The drawings that stand for pages without a picture of their own: one for the newest posts each, one
// for each language's site.

import { type Drawing, drawingFile } from "../share/drawing.ts";
import { isDrawable } from "../share/font-part.ts";
import type { Content } from "../store/content.ts";
import { pictureOf } from "../store/content.ts";
import type { Entry } from "../store/entry.ts";
import type { Settings } from "../store/settings.ts";
import { momentOf } from "./moment.ts";
import { authorOf, authorsOf } from "./term.ts";
import type { Tree } from "./tree.ts";

export interface Shares {
  /** By published file; another map after each change. */
  readonly drawings: ReadonlyMap<string, Drawing>;
  /** The file of a post's own drawing. */
  of(post: Entry): string | undefined;
  /** The file of a language's. */
  site(lang: string): string | undefined;
}

export interface ShareShelf {
  /** Follows the trees; `moved` are posts that are what they were, and have a drawing now or no more. */
  update(trees: readonly Tree[], content: Content): { shares: Shares; moved: ReadonlySet<Entry> };
}

/** No drawing at all. */
export const NO_SHARES: Shares = {
  drawings: new Map(),
  of: () => undefined,
  site: () => undefined,
};

/** A shelf for one version of the settings. */
export function createShareShelf(settings: Settings): ShareShelf {
  const made = new WeakMap<
    Entry,
    { readonly file: string; readonly drawing: Drawing } | { readonly file: undefined }
  >();
  const most = settings.ogImages;
  let lists: readonly (readonly Entry[])[] = [];
  let files = new Map<Entry, string>();
  let shares: Shares | undefined;

  function drawn(post: Entry, tree: Tree, content: Content) {
    let known = made.get(post);
    if (!known) {
      known = { file: undefined };
      // An entry is another object as soon as its cover is there, or gone.
      const drawing =
        post.cover && pictureOf(content, post.cover)
          ? undefined
          : postDrawing(post, tree, settings);
      if (drawing) known = { file: drawingFile(drawing), drawing };
      made.set(post, known);
    }
    return known;
  }

  return {
    update(trees, content) {
      const now = trees.map((tree) => tree.posts);
      const same = shares && now.every((posts, index) => posts === lists[index]);
      if (shares && same) return { shares, moved: new Set() };
      lists = now;
      const before = files;
      files = new Map();
      const sites = new Map<string, string>();
      const drawings = new Map<string, Drawing>();
      for (const tree of trees) {
        const site = most === "none" ? undefined : siteDrawing(tree);
        if (site) {
          sites.set(tree.lang, drawingFile(site));
          drawings.set(drawingFile(site), site);
        }
        const count = most === "none" ? 0 : most === "all" ? tree.posts.length : most;
        for (const post of tree.posts.slice(0, count)) {
          const own = drawn(post, tree, content);
          if (own.file === undefined) continue;
          files.set(post, own.file);
          drawings.set(own.file, own.drawing);
        }
      }
      const moved = new Set<Entry>();
      for (const post of before.keys()) if (!files.has(post)) moved.add(post);
      for (const post of files.keys()) if (!before.has(post)) moved.add(post);
      const present = files;
      const isSame =
        shares &&
        drawings.size === shares.drawings.size &&
        [...drawings.keys()].every((file) => shares?.drawings.has(file));
      shares = {
        drawings: isSame && shares ? shares.drawings : drawings,
        of: (post) => present.get(post),
        site: (lang) => sites.get(lang),
      };
      return { shares, moved };
    },
  };
}

function postDrawing(post: Entry, tree: Tree, settings: Settings): Drawing | undefined {
  const { lang, words } = tree;
  const named = authorsOf(post, settings).map((name) => authorOf(name, { settings, lang }).name);
  const authors = named.length > 0 ? named : [words.author.name];
  const date = momentOf(post.date, lang, settings.timezone).text;
  const join = /^(zh|ja)(-|$)/.test(lang) ? "、" : ", ";
  return drawable({
    title: post.title,
    site: words.title,
    byline: `${authors.join(join)} · ${date}`,
    lang,
  });
}

function siteDrawing({ lang, words }: Tree): Drawing | undefined {
  const site = words.author.name === words.title ? "" : words.author.name;
  return drawable({ title: words.title, site, byline: words.description, lang });
}

/** Signs that no font here has, emoji among them, are left out; a title in another script is not drawn. */
function drawable(drawing: Drawing): Drawing | undefined {
  const bare = (text: string) =>
    text.replace(/\p{Extended_Pictographic}|\u200d|\ufe0f/gu, "").trim();
  const { title, site, byline, lang } = drawing;
  const made = { title: bare(title), site: bare(site), byline: bare(byline), lang };
  const fits = isDrawable(`${made.title}${made.site}${made.byline}`, lang);
  return fits && made.title !== "" ? made : undefined;
}
