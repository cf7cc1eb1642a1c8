// The site that a folder of content makes: a tree per language, with posts in order and terms. Over 300
// lines: what an edit may keep of the model before is decided beside what makes it.

import type { ReadyPicture } from "../images/picture.ts";
import type { Content } from "../store/content.ts";
import { type Entry, isForReaders } from "../store/entry.ts";
import type { LinkedFile } from "../store/file-shelf.ts";
import type { Problem } from "../store/problem.ts";
import type { Settings } from "../store/settings.ts";
import { type Claims, createClaims } from "./claims.ts";
import { createLinkTable, type Links, type LinkTable } from "./link-table.ts";
import { byFile, type Difference, partOf, patched } from "./patch.ts";
import { languagePrefix } from "./permalink.ts";
import { type Redirect, type Redirects, redirectsOf } from "./redirect.ts";
import { createShareShelf, NO_SHARES, type ShareShelf, type Shares } from "./shares.ts";
import { createSiteFiles, type SiteFiles } from "./site-files.ts";
import { createSitePictures, type SitePictures } from "./site-pictures.ts";
import { TERM_KINDS, termIndexPath } from "./term.ts";
import { emptyTree, type GrowingTree, isListed, patchTree, type Tree } from "./tree.ts";

export type { Tree };

/**
 * A site. Every list and group is the same object as in the model before when nothing in it changed,
 * so that who depends on one may compare by identity; trees and maps by file follow the present.
 */
export interface SiteModel {
  readonly content: Content;
  readonly settings: Settings;
  readonly trees: readonly Tree[];
  /** Everything that has an address, by file name. */
  readonly standing: readonly Entry[];
  /** The texts that have an address, by file. */
  readonly addresses: ReadonlyMap<string, string>;
  /** Another object after every change of an address or of a date. */
  readonly outline: object;
  /** Another object after every change of an address, a date or a title. */
  readonly titled: object;
  /** Texts of one key in all languages, itself included, by key; empty on a site of one language. */
  readonly translations: ReadonlyMap<string, readonly Entry[]>;
  /** Another object after every change of `translations`. */
  readonly translated: object;
  /** Pictures that public texts show, by key. */
  readonly pictures: ReadonlyMap<string, ReadyPicture>;
  /** Drawings for pages without a picture. */
  readonly shares: Shares;
  /** Files that public texts link to, by path, which is their address. */
  readonly files: ReadonlyMap<string, LinkedFile>;
  /** Who links to whom; follows the present, and a text whose links changed is another entry. */
  readonly links: Links;
  /** Old addresses; another list after every change of one. */
  readonly redirects: readonly Redirect[];
  /** What was found wrong when the files were put together (E106, E114, E120, links). */
  readonly problems: readonly Problem[];
}

export interface Modeler {
  /** The model of `content`, of which only the files in `changed` differ from the last call's. */
  update(content: Content, changed: ReadonlySet<string> | "everything"): SiteModel;
}

/** A modeler that has seen nothing. `drafts` is for a preview: a published site has none. */
export function createModeler({ drafts = false } = {}): Modeler {
  let state: State | undefined;
  return {
    update(content, changed) {
      const candidate = (entry: Entry | undefined) =>
        entry && (drafts || isForReaders(entry)) ? entry : undefined;
      if (state && changed !== "everything" && state.model.settings === content.settings) {
        const next = step(state, { content, files: changed, candidate });
        if (next) return next;
      }
      state = begin(content, candidate);
      const all = step(state, { content, files: new Set(content.entries.keys()), candidate });
      if (!all) throw new Error("A model from nothing cannot lack a language.");
      return all;
    },
  };
}

/** Puts content together, from nothing. */
export function buildModel(content: Content, options?: { drafts?: boolean }): SiteModel {
  return createModeler(options).update(content, "everything");
}

interface State {
  readonly claims: Claims;
  readonly trees: readonly GrowingTree[];
  readonly pictures: SitePictures;
  readonly shares: ShareShelf;
  readonly files: SiteFiles;
  readonly links: LinkTable;
  readonly reserved: (url: string) => boolean;
  redirects: Redirects;
  /** Texts with an old address. */
  leading: number;
  readonly langOf: Map<string, string>;
  readonly perLang: Map<string, number>;
  readonly translations: Map<string, readonly Entry[]>;
  model: Omit<SiteModel, "problems">;
}

type Candidate = (entry: Entry | undefined) => Entry | undefined;

function begin(content: Content, candidate: Candidate): State {
  const { settings } = content;
  const perLang = new Map<string, number>();
  const langOf = new Map<string, string>();
  for (const { lang } of settings.languages) perLang.set(lang, 0);
  for (const entry of content.entries.values()) {
    if (!candidate(entry)) continue;
    langOf.set(entry.file, entry.lang);
    perLang.set(entry.lang, (perLang.get(entry.lang) ?? 0) + 1);
  }
  // Languages that site.yaml does not name come after those that it does, in their own order.
  const declared = settings.languages.map(({ lang }) => lang);
  const others = [...perLang.keys()].filter((lang) => !declared.includes(lang)).sort();
  const langs = [...declared, ...others];
  const reserved = reservedPaths(langs, settings.lang);
  const claims = createClaims({ folder: content.folder, mainLang: settings.lang, reserved });
  const links = createLinkTable({
    folder: content.folder,
    addresses: claims.addresses,
    reserved,
  });
  const translations = new Map<string, readonly Entry[]>();
  const trees = langs.map((lang) => emptyTree(lang, settings));
  return {
    claims,
    trees,
    pictures: createSitePictures(),
    shares: createShareShelf(settings),
    files: createSiteFiles(),
    links,
    reserved,
    redirects: { all: [], problems: [] },
    leading: 0,
    langOf,
    perLang,
    translations,
    model: {
      content,
      settings,
      trees,
      standing: [],
      addresses: claims.addresses,
      outline: {},
      titled: {},
      translations,
      translated: translations,
      pictures: new Map(),
      shares: NO_SHARES,
      files: new Map(),
      links,
      redirects: [],
    },
  };
}

/** The next model, or undefined when a language came or went: then everything is put together anew. */
function step(
  state: State,
  {
    content,
    files,
    candidate,
  }: { content: Content; files: ReadonlySet<string>; candidate: Candidate },
): SiteModel | undefined {
  const { claims, trees, links, model: before } = state;
  for (const file of files) {
    const entry = candidate(content.entries.get(file));
    if (!countLanguage(state, file, entry?.lang)) return undefined;
    claims.put(file, entry);
  }
  const difference = withLinks(state, content, { files, difference: claims.settle() });
  const several = trees.length > 1;
  const translated = several && patchTranslations(state.translations, partOf(difference, isListed));
  for (const tree of trees) patchTree(tree, difference, content.settings);
  const { shares, moved } = state.shares.update(trees, content);
  for (const tree of trees) tree.touched = new Set([...tree.touched, ...moved]);
  const standing = patched(before.standing, difference, byFile);
  const outline = same(difference, outlineOf) ? before.outline : {};
  const titled = same(difference, titledOutlineOf) ? before.titled : {};
  const leads = (entry: Entry) => entry.redirects.length > 0;
  state.leading += difference.came.filter(leads).length - [...difference.left].filter(leads).length;
  const had = state.redirects.all.length + state.redirects.problems.length;
  if (state.leading + had > 0 && (outline !== before.outline || !sameRedirects(difference))) {
    const { addresses } = claims;
    const { folder } = content;
    state.redirects = redirectsOf(standing, { folder, addresses, reserved: state.reserved });
  }
  state.model = {
    ...before,
    content,
    standing,
    outline,
    titled,
    translated: translated ? {} : before.translated,
    pictures: state.pictures.update(content, difference),
    shares,
    files: state.files.update(content, { links, files: filesOf(difference) }),
    redirects: state.redirects.all,
  };
  const problems = [...claims.problems(), ...state.redirects.problems, ...links.problems()];
  return { ...state.model, problems };
}

/**
 * The difference with the texts in it whose links lead elsewhere now, or who are linked to by others:
 * each is another object, so that everything made from it is made again.
 */
function withLinks(
  { claims, links }: State,
  content: Content,
  { files, difference }: { files: ReadonlySet<string>; difference: Difference },
): Difference {
  const renewed = links.update(content, { files, difference });
  if (renewed.size === 0) return difference;
  for (const file of renewed) {
    const entry = claims.standing(file);
    if (entry) claims.put(file, { ...entry });
  }
  const more = claims.settle();
  return {
    left: new Set([...difference.left, ...more.left]),
    came: [...difference.came, ...more.came],
  };
}

function filesOf({ left, came }: Difference): Set<string> {
  return new Set([...left, ...came].map(({ file }) => file));
}

function sameRedirects({ left, came }: Difference): boolean {
  const all = (entries: Iterable<Entry>) =>
    [...entries]
      .filter(({ redirects }) => redirects.length > 0)
      .map(({ file, lang, redirects }) => JSON.stringify([file, lang, redirects]))
      .sort()
      .join("\n");
  return all(left) === all(came);
}

/** Notes a file's language; false when that makes a language come or go. */
function countLanguage(
  { langOf, perLang, model }: State,
  file: string,
  lang: string | undefined,
): boolean {
  const before = langOf.get(file);
  if (before === lang) return true;
  if (before !== undefined) {
    const left = (perLang.get(before) ?? 1) - 1;
    perLang.set(before, left);
    const declared = model.settings.languages.some((language) => language.lang === before);
    if (left === 0 && !declared) return false;
  }
  langOf.delete(file);
  if (lang === undefined) return true;
  langOf.set(file, lang);
  const known = perLang.get(lang);
  perLang.set(lang, (known ?? 0) + 1);
  return known !== undefined;
}

/** Addresses with their dates. */
function outlineOf({ file, kind, lang, slug, permalink, visibility, date, updated }: Entry) {
  return JSON.stringify([file, kind, lang, slug, permalink, visibility, date, updated]);
}

function titledOutlineOf(entry: Entry): string {
  return `${outlineOf(entry)} ${entry.title}`;
}

/** Whether what came looks like what left. */
function same({ left, came }: Difference, look: (entry: Entry) => string): boolean {
  const before = new Set([...left].map(look));
  return before.size === came.length && came.every((entry) => before.has(look(entry)));
}

/** Whether a text that has translations changed, or one of them. */
function patchTranslations(
  translations: Map<string, readonly Entry[]>,
  { left, came }: Difference,
): boolean {
  const touched = new Map<string, { left: Set<Entry>; came: Entry[] }>();
  const touch = (key: string) => {
    const known = touched.get(key) ?? { left: new Set<Entry>(), came: [] };
    touched.set(key, known);
    return known;
  };
  for (const entry of left) touch(entry.key).left.add(entry);
  for (const entry of came) touch(entry.key).came.push(entry);
  let changed = false;
  for (const [key, difference] of touched) {
    const before = translations.get(key) ?? [];
    const group = patched(before, difference, byFile);
    changed ||= before.length > 1 || group.length > 1;
    if (group.length > 0) translations.set(key, group);
    else translations.delete(key);
  }
  return changed;
}

/** Addresses that belong to the core or to the sidecar, whatever a page's slug says. */
function reservedPaths(langs: readonly string[], main: string): (url: string) => boolean {
  const kept =
    /\/(feed\.xml|atom\.xml|feed\.json|sitemap\.xml|robots\.txt|404\.html|_redirects)(\/|$)/;
  const own = new Set(["/404/", "/_astro/", "/_image/", "/_courtyard/", "/.well-known/"]);
  const folders = [...TERM_KINDS.map((kind) => termIndexPath(kind, "")), "/archive/"];
  for (const lang of langs) {
    const prefix = languagePrefix(lang, main);
    for (const path of ["/", "/posts/", ...folders, "/search/", "/subscribe/"]) {
      own.add(`${prefix}${path}`);
    }
  }
  const below = folders.map((path) => path.slice(1, -1)).join("|");
  const numbered = new RegExp(`^(/(${langs.join("|")}))?/(posts/page|${below})/`);
  return (url) =>
    own.has(url) ||
    kept.test(url) ||
    numbered.test(url) ||
    /^\/(_courtyard|_astro|_image|\.well-known)\//.test(url);
}
