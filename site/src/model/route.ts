// Every address of a site, with what its page is made from: equal sources, equal page. Over 300 lines:
// that no two addresses meet is decided over all of them at once.

import { hash } from "node:crypto";
import type { Features } from "@courtyard/themes/definition.ts";
import { feedStyle } from "../feeds/feed-style.ts";
import { sitemapPartOf, sitemapParts, sitemapPath } from "../feeds/sitemap.ts";
import type { SearchShelf } from "../search/search-shelf.ts";
import type { Entry } from "../store/entry.ts";
import type { CardShelf } from "./card.ts";
import { feedRoutes } from "./feed-routes.ts";
import type { Group } from "./group.ts";
import { type ListPage, listPagesOfYears } from "./list-pages.ts";
import { newestFirst, placeOf } from "./patch.ts";
import { type Redirect, redirectFile } from "./redirect.ts";
import { type AddRoute, createRouteTable, type RouteTable } from "./route-table.ts";
import { type SeriesView, seriesViews } from "./series-view.ts";
import {
  backlinkSignature,
  bodySignature,
  cardSignatures,
  linkSignature,
  translationsOf,
} from "./signature.ts";
import type { SiteModel, Tree } from "./site-model.ts";
import type { Target } from "./target.ts";
import { TERM_KINDS } from "./term.ts";
import { archiveRoutes, termRoutes } from "./term-routes.ts";
import { isListed } from "./tree.ts";

export interface Route {
  /** Root-relative, decoded. */
  readonly path: string;
  /** Under the output folder. */
  readonly file: string;
  readonly target: Target;
  /** Everything that the page is made from, by digests: equal sources, equal page. */
  readonly source: string;
}

/** The source's digest, for keeping on disk. */
export function signatureOf({ source }: Route): string {
  return hash("sha256", source, "base64url");
}

export interface Router {
  readonly routes: ReadonlyMap<string, Route>;
  /**
   * Brings the routes up to `model`. `chrome` stands for what every page shows and is made with
   * (templates, origin); settings are added here. `features` are the theme's: what it does not show,
   * no page depends on. The search's have their own turn.
   */
  update(model: SiteModel, chrome: string, features: Features): RoutesChange;
  /** The same for the search, of the same model: an index from nothing takes longer than all else. */
  updateSearch(model: SiteModel, chrome: string, features: Features): RoutesChange;
}

export interface RoutesChange {
  readonly changed: readonly Route[];
  readonly dropped: readonly Route[];
}

/** A router that knows no route yet. */
export function createRouter({ shelf, search }: { shelf: CardShelf; search: SearchShelf }): Router {
  const routes = new Map<string, Route>();
  const table = createRouteTable(routes);
  const searchTable = createRouteTable(routes);
  const frame = (model: SiteModel, chrome: string, features: Features) =>
    frameOf(model, { shelf, chrome: `${chrome}\n${JSON.stringify(features)}` });
  return {
    routes,
    updateSearch(model, chrome, features) {
      searchTable.begin(frame(model, chrome, features));
      for (const tree of model.trees) searchRoutes(searchTable, { tree, model, search });
      return searchTable.end();
    },
    update(model, chrome, features) {
      table.begin(frame(model, chrome, features));
      for (const tree of model.trees) {
        treeRoutes(table, { tree, model, shelf, features });
        termRoutes(table, { tree, model, shelf });
        archiveRoutes(table, { tree, model, shelf });
      }
      table.section("fixed", [model.trees[0]], (add) => {
        const [tree] = model.trees;
        if (tree) add("/404", [tree], () => ({ target: { kind: "not-found", tree }, source: [] }));
        add("/feed.css", [], () => ({ target: { kind: "feed-style" }, source: [feedStyle()] }));
        add("/robots.txt", [], () => ({ target: { kind: "robots" }, source: [] }));
      });
      table.section("sitemap", [model.outline, model.translated], (add) => {
        const parts = sitemapParts(model);
        const signatures = sitemapSignatures(model, parts);
        const whole = parts === 0 ? signatures : [`${parts} parts`];
        add(sitemapPath(), whole, () => ({ target: { kind: "sitemap" }, source: whole }));
        for (let part = 1; part <= parts; part++) {
          const source = [signatures[part - 1] ?? ""];
          add(sitemapPath(part), source, () => ({ target: { kind: "sitemap", part }, source }));
        }
      });
      if (model.settings.llms) llmsRoute(table, { model, shelf });
      redirectRoutes(table, model.redirects);
      return table.end();
    },
  };
}

/** All routes of a model by path. */
export function routesOf(
  model: SiteModel,
  {
    shelf,
    search,
    chrome,
    features,
  }: { shelf: CardShelf; search: SearchShelf; chrome: string; features: Features },
): ReadonlyMap<string, Route> {
  const router = createRouter({ shelf, search });
  router.update(model, chrome, features);
  router.updateSearch(model, chrome, features);
  return router.routes;
}

/** A digest of what every page shows. */
function frameOf(
  model: SiteModel,
  { shelf, chrome }: { shelf: CardShelf; chrome: string },
): string {
  const { settings } = model;
  const languages = model.trees.map((tree) => `${tree.lang} ${tree.prefix}`).join("\n");
  // Without a menu in site.yaml, every page's menu names the standing pages.
  const menus = model.trees
    .flatMap(({ words, pages }) => (words.menu ? [] : pages))
    .map((page) => linkSignature(model, page))
    .join("\n");
  // The pages that list categories, series and authors are linked as soon as there are any.
  const kinds = model.trees
    .map(({ terms }) => TERM_KINDS.filter((kind) => terms[kind].size > 0).join(" "))
    .join("\n");
  const parts = [chrome, settings.source, languages, shelf.photoKey(model), menus, kinds];
  return hash("sha256", parts.join("\n\n"), "base64url");
}

/**
 * The routes of one language. An entry is a new object when anything of its own changed, its
 * pictures included, so that entries and the model's lists are all that a route depends on.
 */
function treeRoutes(
  table: RouteTable,
  {
    tree,
    model,
    shelf,
    features,
  }: { tree: Tree; model: SiteModel; shelf: CardShelf; features: Features },
): void {
  const { relatedPosts = true, backlinks = true, sections: wanted = true } = features;
  const linked = (entry: Entry) => (backlinks ? backlinkSignature(model, entry) : "");
  const { postsPerPage: size } = model.settings;
  const at = (path: string) => `${tree.prefix}${path}`;
  const key = (name: string) => `${tree.lang} ${name}`;
  const cards = (posts: readonly Entry[]) => cardSignatures(posts, { model, shelf });

  table.section(key("home"), [tree.posts, tree.terms], (add) => {
    const posts = pinnedFirst(tree, tree.posts.slice(0, size)).slice(0, size);
    const more = tree.posts.length > size ? "more" : "";
    const sections = wanted ? sectionsOf(tree) : [];
    const inside = sections.flatMap(({ slug, name, posts: own }) => [slug, name, ...own]);
    add(at("/"), [more, ...posts, ...inside], () => ({
      target: { kind: "home", tree, posts, sections },
      source: [
        cards(posts),
        more,
        ...sections.map(({ slug, name, posts: own }) => `${slug}\t${name}\t${cards(own)}`),
      ],
    }));
  });
  const { head, years } = listPagesOfYears(at("/posts/"), tree.years, model);
  const addList = (add: AddRoute, { path, posts, pages }: ListPage) => {
    add(path, [pages.page, pages.older, pages.newer, ...posts], () => ({
      target: { kind: "list", tree, posts, pages },
      source: [cards(posts), JSON.stringify(pages)],
    }));
  };
  table.section(key("posts"), [tree.posts], (add) => {
    addList(add, { ...head, posts: pinnedFirst(tree, head.posts) });
  });
  for (const { year, deps, pages } of years) {
    table.section(key(`posts ${year}`), deps, (add) => {
      for (const page of pages()) addList(add, page);
    });
  }
  const { posts: items, touched } = tree;
  const place = (post: Entry) => placeOf(items, post, newestFirst);
  const row = { items, touched, placeOf: place };
  table.row(key("post"), [model.translated], row, (add, index) => {
    const entry = tree.posts[index];
    const path = entry && model.addresses.get(entry.file);
    if (entry === undefined || path === undefined) return;
    const older = tree.posts[index + 1];
    const newer = tree.posts[index - 1];
    const group = model.translations.get(entry.key);
    const related = (relatedPosts ? tree.related.get(entry.file) : undefined) ?? [];
    const series = seriesViews(entry, tree);
    const parts = series.flatMap(({ name, position, previous, next, parts: all }) => {
      return [name, position, previous, next, ...all];
    });
    const share = model.shares.of(entry);
    add(path, [entry, older, newer, group, share, ...related, ...parts], () => ({
      target: { kind: "post", tree, entry, older, newer, series, related },
      source: [
        bodySignature(model, shelf, entry),
        share ?? "",
        linked(entry),
        ...[older, newer].map((other) => (other ? linkSignature(model, other) : "")),
        cards(related),
        ...series.map(seriesSignature(model)),
      ],
    }));
  });
  table.section(key("subscribe"), [tree], (add) => {
    add(at("/subscribe/"), [tree], () => ({ target: { kind: "subscribe", tree }, source: [] }));
  });
  table.section(key("pages"), [model.translated, tree.pages], (add) => {
    for (const entry of tree.pages) {
      const path = model.addresses.get(entry.file);
      if (path === undefined) continue;
      add(path, [entry, model.translations.get(entry.key)], () => ({
        target: { kind: "page", tree, entry },
        source: [bodySignature(model, shelf, entry), linked(entry)],
      }));
    }
  });
  table.section(key("unlisted"), [tree.unlisted], (add) => {
    for (const entry of tree.unlisted) {
      const path = model.addresses.get(entry.file);
      if (path === undefined) continue;
      add(path, [entry], () => ({
        target:
          entry.kind === "page"
            ? { kind: "page", tree, entry }
            : { kind: "post", tree, entry, ...ALONE },
        source: [bodySignature(model, shelf, entry), linked(entry)],
      }));
    }
  });
  feedRoutes(table, { tree, model, shelf });
}

/** The search page and its index, whose files change by themselves: each has its own digest. */
function searchRoutes(
  table: RouteTable,
  { tree, model, search }: { tree: Tree; model: SiteModel; search: SearchShelf },
): void {
  const { layout, rows } = search.index(tree, model);
  const page = `${tree.prefix}/search/`;
  table.section(`${tree.lang} search`, [layout], (add) => {
    add(page, [layout], () => ({ target: { kind: "search", tree, layout }, source: [layout] }));
  });
  for (const { name, count, changed: touched, path, file } of rows) {
    const items = Array.from({ length: count }, (_, number) => number);
    const row = { items, touched, placeOf: (number: number) => number };
    table.row(`${tree.lang} search ${name}`, [count], row, (add, number) => {
      const one = file(number);
      if (!one) return;
      add(`${page}${path(number)}`, [one.digest], () => ({
        target: { kind: "search-file", file: one },
        source: [one.digest],
      }));
    });
  }
}

/** Old addresses stand under the names of their files: none of them is a page. */
function redirectRoutes(table: RouteTable, redirects: readonly Redirect[]): void {
  table.section("redirects", [redirects], (add) => {
    for (const redirect of redirects) {
      const { from, to, lang, listed } = redirect;
      add(`/${redirectFile(from)}`, [to, lang, listed], () => ({
        target: { kind: "redirect", redirect },
        source: [from, to, lang],
      }));
    }
    const listed = redirects.filter((redirect) => redirect.listed);
    if (listed.length === 0) return;
    add("/_redirects", [redirects], () => ({
      target: { kind: "redirect-list", redirects: listed },
      source: listed.map(({ from, to }) => `${from} ${to}`),
    }));
  });
}

/** A head of a list with the pinned posts before it; they keep their place in the numbered pages. */
function pinnedFirst({ pinned }: Tree, posts: readonly Entry[]): readonly Entry[] {
  if (pinned.length === 0) return posts;
  return [...pinned, ...posts.filter((post) => !pinned.includes(post))];
}

/** What stands around the page of a text that is in no list. */
const ALONE = { older: undefined, newer: undefined, series: [], related: [] } as const;

/** Categories on the start page, and posts of each. */
const SECTIONS = 12;
const SECTION_POSTS = 4;

function sectionsOf({ terms }: Tree): readonly Group[] {
  return [...terms.category.values()]
    .filter(({ slug }) => !slug.includes("/"))
    .slice(0, SECTIONS)
    .map(({ slug, name, posts }) => ({ slug, name, posts: posts.slice(0, SECTION_POSTS) }));
}

function seriesSignature(model: SiteModel): (series: SeriesView) => string {
  const link = (entry: Entry | undefined) => (entry ? linkSignature(model, entry) : "");
  return ({ slug, name, position, previous, next, parts }) =>
    [slug, name, position, link(previous), link(next), ...parts.map(link)].join("\n");
}

/** Newest posts of a language in llms.txt. */
const LLMS_POSTS = 100;

function llmsRoute(
  table: RouteTable,
  { model, shelf }: { model: SiteModel; shelf: CardShelf },
): void {
  const lists = model.trees.map((tree) => ({
    tree,
    texts: [...tree.pages, ...tree.posts.slice(0, LLMS_POSTS)],
  }));
  const deps = lists.flatMap(({ texts }) => texts);
  table.section("llms", deps, (add) => {
    add("/llms.txt", deps, () => ({
      target: { kind: "llms", lists },
      source: lists.map(({ texts }) => cardSignatures(texts, { model, shelf })),
    }));
  });
}

/** What the sitemap says of a text without translations: ten thousand are looked at for each new post. */
const placesOf = new WeakMap<Entry, string>();

/** What each part of the sitemap is made from, or the whole where it has none. */
function sitemapSignatures(model: SiteModel, parts: number): string[] {
  const starts = model.trees.map(({ lang, prefix }) => `${lang} ${prefix}/`);
  const lines = Array.from({ length: Math.max(1, parts) }, (_, part) => (part === 0 ? starts : []));
  for (const entry of model.standing) {
    if (!isListed(entry)) continue;
    const own = lines[(sitemapPartOf(entry, model, parts) ?? 1) - 1];
    let line = placesOf.get(entry);
    if (line === undefined) {
      line = `${model.addresses.get(entry.file)} ${entry.updated ?? entry.date}`;
      placesOf.set(entry, line);
    }
    own?.push(line);
    const others = translationsOf(entry, model);
    if (others.length < 2) continue;
    for (const { lang, file } of others) own?.push(`${lang} ${model.addresses.get(file)}`);
  }
  return lines.map((own) => hash("sha256", own.join("\n"), "base64url"));
}
