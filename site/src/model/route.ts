// Every address of a site, with what its page is made from: equal sources, equal page.

import { hash } from "node:crypto";
import type { SearchFile, SearchShelf } from "../search/search-shelf.ts";
import type { Entry } from "../store/entry.ts";
import type { CardShelf } from "./card.ts";
import { paginate } from "./pagination.ts";
import { createRouteTable, type RouteTable } from "./route-table.ts";
import type { SiteModel, TagGroup, Tree } from "./site-model.ts";
import { isListed } from "./tree.ts";
import { yearIn } from "./year.ts";

export type FeedFormat = "rss" | "atom" | "json";

/** What stands at an address. Lists carry their posts, so that a page and its digest agree. */
export type Target =
  | { readonly kind: "home"; readonly tree: Tree; readonly posts: readonly Entry[] }
  | {
      readonly kind: "list";
      readonly tree: Tree;
      readonly posts: readonly Entry[];
      readonly pages: PageNumbers;
    }
  | {
      readonly kind: "tag";
      readonly tree: Tree;
      readonly tag: Pick<TagGroup, "slug" | "name">;
      readonly posts: readonly Entry[];
      readonly pages: PageNumbers;
    }
  | { readonly kind: "tag-index"; readonly tree: Tree }
  | {
      readonly kind: "post";
      readonly tree: Tree;
      readonly entry: Entry;
      readonly older: Entry | undefined;
      readonly newer: Entry | undefined;
    }
  | { readonly kind: "page"; readonly tree: Tree; readonly entry: Entry }
  | { readonly kind: "not-found"; readonly tree: Tree }
  | {
      readonly kind: "feed";
      readonly tree: Tree;
      readonly format: FeedFormat;
      readonly posts: readonly Entry[];
    }
  /** `layout` says how the index below the page is cut. */
  | { readonly kind: "search"; readonly tree: Tree; readonly layout: string }
  | { readonly kind: "search-file"; readonly file: SearchFile }
  | { readonly kind: "sitemap" }
  | { readonly kind: "robots" };

/** Where a list page stands in its row; the head, which has the newest posts, has no year. */
export interface PageNumbers {
  readonly year?: number;
  /** Within the year, from the oldest; absent when the year has one page. */
  readonly page?: number;
  readonly older?: string;
  readonly newer?: string;
}

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

/** Newest posts in a feed; a reader that was away longer has the list pages. */
export const FEED_POSTS = 30;
export const FEED_FILES: Readonly<Record<FeedFormat, string>> = {
  rss: "feed.xml",
  atom: "atom.xml",
  json: "feed.json",
};

export interface Router {
  readonly routes: ReadonlyMap<string, Route>;
  /**
   * Brings the routes up to `model`. `chrome` stands for what every page shows and is made with
   * (templates, origin); settings are added here.
   */
  update(
    model: SiteModel,
    chrome: string,
  ): { readonly changed: readonly Route[]; readonly dropped: readonly Route[] };
}

/** A router that knows no route yet. */
export function createRouter({ shelf, search }: { shelf: CardShelf; search: SearchShelf }): Router {
  const table = createRouteTable();
  return {
    routes: table.routes,
    update(model, chrome) {
      table.begin(frameOf(model, { shelf, chrome }));
      for (const tree of model.trees) {
        treeRoutes(table, { tree, model, shelf });
        searchRoutes(table, { tree, model, search });
      }
      table.section("fixed", [model.trees[0]], (add) => {
        const [tree] = model.trees;
        if (tree) add("/404", [tree], () => ({ target: { kind: "not-found", tree }, source: [] }));
        add("/robots.txt", [], () => ({ target: { kind: "robots" }, source: [] }));
      });
      table.section("sitemap", [model.outline], (add) => {
        add("/sitemap.xml", [model.outline], () => ({
          target: { kind: "sitemap" },
          source: [sitemapSignature(model)],
        }));
      });
      return table.end();
    },
  };
}

/** All routes of a model by path. */
export function routesOf(
  model: SiteModel,
  { shelf, search, chrome }: { shelf: CardShelf; search: SearchShelf; chrome: string },
): ReadonlyMap<string, Route> {
  const router = createRouter({ shelf, search });
  router.update(model, chrome);
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
  const photo = settings.author.photo ? shelf.photoKey(model) : "";
  const parts = [chrome, settings.source, languages, photo, menus];
  return hash("sha256", parts.join("\n\n"), "base64url");
}

/**
 * The routes of one language. An entry is a new object when anything of its own changed, its
 * pictures included, so that entries and the model's lists are all that a route depends on.
 */
function treeRoutes(
  table: RouteTable,
  { tree, model, shelf }: { tree: Tree; model: SiteModel; shelf: CardShelf },
): void {
  const { postsPerPage: size } = model.settings;
  const at = (path: string) => `${tree.prefix}${path}`;
  const key = (name: string) => `${tree.lang} ${name}`;
  const cards = (posts: readonly Entry[]) =>
    posts.map((entry) => shelf.signature(entry, model)).join(" ");

  table.section(key("home"), [tree.posts], (add) => {
    const posts = pinnedFirst(tree, tree.posts.slice(0, size)).slice(0, size);
    const more = tree.posts.length > size ? "more" : "";
    add(at("/"), [more, ...posts], () => ({
      target: { kind: "home", tree, posts },
      source: [cards(posts), more],
    }));
  });
  table.section(key("posts"), [tree.posts], (add) => {
    for (const { path, posts: own, pages } of listPages(at("/posts/"), tree.posts, model)) {
      const posts = pages.year === undefined ? pinnedFirst(tree, own) : own;
      add(path, [pages.page, pages.older, pages.newer, ...posts], () => ({
        target: { kind: "list", tree, posts, pages },
        source: [cards(posts), JSON.stringify(pages)],
      }));
    }
  });
  for (const tag of tree.tags.values()) {
    table.section(key(`tag ${tag.slug}`), [tag], (add) => {
      const { name, slug } = tag;
      for (const { path, posts, pages } of listPages(at(`/tags/${slug}/`), tag.posts, model)) {
        add(path, [name, pages.page, pages.older, pages.newer, ...posts], () => ({
          target: { kind: "tag", tree, tag: { name, slug }, posts, pages },
          source: [name, cards(posts), JSON.stringify(pages)],
        }));
      }
    });
  }
  table.section(key("tag-index"), [tree.tags], (add) => {
    add(at("/tags/"), [tree.tags], () => ({
      target: { kind: "tag-index", tree },
      source: [...tree.tags.values()].map(
        ({ slug, name, posts }) => `${slug}\t${name}\t${posts.length}`,
      ),
    }));
  });
  table.row(key("post"), [model.translated], tree.posts, (add, index) => {
    const entry = tree.posts[index];
    const path = entry && model.addresses.get(entry.file);
    if (entry === undefined || path === undefined) return;
    const older = tree.posts[index + 1];
    const newer = tree.posts[index - 1];
    const group = model.translations.get(entry.key);
    add(path, [entry, older, newer, group], () => ({
      target: { kind: "post", tree, entry, older, newer },
      source: [
        bodySignature(model, shelf, entry),
        ...[older, newer].map((other) => (other ? linkSignature(model, other) : "")),
      ],
    }));
  });
  table.section(key("pages"), [model.translated, tree.pages], (add) => {
    for (const entry of tree.pages) {
      const path = model.addresses.get(entry.file);
      if (path === undefined) continue;
      add(path, [entry, model.translations.get(entry.key)], () => ({
        target: { kind: "page", tree, entry },
        source: [bodySignature(model, shelf, entry)],
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
            : { kind: "post", tree, entry, older: undefined, newer: undefined },
        source: [bodySignature(model, shelf, entry)],
      }));
    }
  });
  const fed = tree.posts.slice(0, FEED_POSTS);
  table.section(key("feeds"), [model.translated, ...fed], (add) => {
    const bodies = fed.map((entry) => bodySignature(model, shelf, entry)).join(" ");
    for (const format of ["rss", "atom", "json"] as const) {
      add(at(`/${FEED_FILES[format]}`), [bodies, ...fed], () => ({
        target: { kind: "feed", tree, format, posts: fed },
        source: [format, bodies],
      }));
    }
  });
}

/** The search page and its index, whose files change by themselves: each has its own digest. */
function searchRoutes(
  table: RouteTable,
  { tree, model, search }: { tree: Tree; model: SiteModel; search: SearchShelf },
): void {
  const { timezone } = model.settings;
  table.section(`${tree.lang} search`, [tree.posts, tree.pages, timezone], (add) => {
    const { layout, files } = search.index(tree, model);
    const page = `${tree.prefix}/search/`;
    add(page, [layout], () => ({ target: { kind: "search", tree, layout }, source: [layout] }));
    for (const [name, file] of files) {
      add(`${page}${name}`, [file.digest], () => ({
        target: { kind: "search-file", file },
        source: [file.digest],
      }));
    }
  });
}

/** A head of a list with the pinned posts before it; they keep their place in the numbered pages. */
function pinnedFirst({ pinned }: Tree, posts: readonly Entry[]): readonly Entry[] {
  if (pinned.length === 0) return posts;
  return [...pinned, ...posts.filter((post) => !pinned.includes(post))];
}

/** The pages of a list at `base`, the head first. */
function listPages(base: string, posts: readonly Entry[], { settings }: SiteModel) {
  const { postsPerPage: size, timezone } = settings;
  const { head, pages } = paginate(posts, { size, yearOf: ({ date }) => yearIn(date, timezone) });
  const address = (at: number) => {
    const page = pages[at];
    return page ? `${base}page/${page.year}-${page.page}/` : at < 0 ? base : undefined;
  };
  const row = (at: number, own: readonly Entry[], numbers: PageNumbers) => {
    const older = address(at + 1);
    const newer = at < 0 ? undefined : address(at - 1);
    const around = { ...(older ? { older } : {}), ...(newer ? { newer } : {}) };
    return { path: address(at) ?? base, posts: own, pages: { ...numbers, ...around } };
  };
  return [
    row(-1, head, {}),
    ...pages.map(({ year, page, alone, items }, at) =>
      row(at, items, alone ? { year } : { year, page }),
    ),
  ];
}

function linkSignature(model: SiteModel, entry: Entry): string {
  return `${model.addresses.get(entry.file)} ${entry.title}`;
}

function bodySignature(model: SiteModel, shelf: CardShelf, entry: Entry): string {
  const others = (model.translations.get(entry.key) ?? [])
    .filter((other) => other !== entry)
    .map((other) => `${other.lang} ${linkSignature(model, other)}`);
  return [
    entry.digest,
    shelf.signature(entry, model),
    ...shelf.pictureKeys(entry, model),
    ...others,
  ].join(" ");
}

function sitemapSignature(model: SiteModel): string {
  let lines = "";
  for (const entry of model.standing) {
    const { file, updated, date } = entry;
    if (isListed(entry)) lines += `${model.addresses.get(file)} ${updated ?? date}\n`;
  }
  return lines;
}
