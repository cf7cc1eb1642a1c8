// Every address of a site, with what its page is made from: equal sources, equal page.

import { hash } from "node:crypto";
import type { Entry } from "../store/entry.ts";
import type { CardShelf } from "./card.ts";
import { paginate } from "./pagination.ts";
import { fileOf } from "./permalink.ts";
import type { SiteModel, TagGroup, Tree } from "./site-model.ts";

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
      readonly tag: TagGroup;
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
  | { readonly kind: "sitemap" }
  | { readonly kind: "robots" };

/** Where a list page stands in its row. */
export interface PageNumbers {
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

/**
 * All routes by path. `chrome` stands for what every page shows and is made with (templates,
 * origin); settings are added here.
 */
export function routesOf(
  model: SiteModel,
  { shelf, chrome }: { shelf: CardShelf; chrome: string },
): Map<string, Route> {
  const routes = new Map<string, Route>();
  const { settings } = model;
  const languages = model.trees.map((tree) => `${tree.lang} ${tree.prefix}`).join("\n");
  // Without a menu in site.yaml, every page's menu names the standing pages.
  const menus = model.trees
    .flatMap(({ words, pages }) => (words.menu ? [] : pages))
    .map((page) => linkSignature(model, page))
    .join("\n");
  const photo = settings.author.photo ? shelf.photoKey(model) : "";
  const frame = hash(
    "sha256",
    [chrome, settings.source, languages, photo, menus].join("\n\n"),
    "base64url",
  );
  const card = (entry: Entry) => shelf.signature(entry, model);
  const cards = (posts: readonly Entry[]) => posts.map(card).join(" ");
  const add = (path: string, target: Target, ...parts: readonly string[]) => {
    const source = `${frame}\n${target.kind}\n${parts.join("\n")}`;
    routes.set(path, { path, file: fileOf(path), target, source });
  };
  const size = settings.postsPerPage;

  for (const tree of model.trees) {
    const at = (path: string) => `${tree.prefix}${path}`;
    const home = tree.posts.slice(0, size);
    add(
      at("/"),
      { kind: "home", tree, posts: home },
      cards(home),
      tree.posts.length > size ? "more" : "",
    );
    for (const { path, posts, pages } of listPages(at("/posts/"), tree.posts, size)) {
      add(path, { kind: "list", tree, posts, pages }, cards(posts), JSON.stringify(pages));
    }
    for (const tag of tree.tags.values()) {
      for (const { path, posts, pages } of listPages(at(`/tags/${tag.slug}/`), tag.posts, size)) {
        add(
          path,
          { kind: "tag", tree, tag, posts, pages },
          tag.name,
          cards(posts),
          JSON.stringify(pages),
        );
      }
    }
    const counts = [...tree.tags.values()].map(
      ({ slug, name, posts }) => `${slug}\t${name}\t${posts.length}`,
    );
    add(at("/tags/"), { kind: "tag-index", tree }, ...counts);
    for (const [index, entry] of tree.posts.entries()) {
      const older = tree.posts[index + 1];
      const newer = tree.posts[index - 1];
      const path = model.addresses.get(entry.file);
      if (path === undefined) continue;
      const beside = [older, newer].map((other) => (other ? linkSignature(model, other) : ""));
      add(
        path,
        { kind: "post", tree, entry, older, newer },
        bodySignature(model, shelf, entry),
        ...beside,
      );
    }
    for (const entry of tree.pages) {
      const path = model.addresses.get(entry.file);
      if (path) add(path, { kind: "page", tree, entry }, bodySignature(model, shelf, entry));
    }
    const fed = tree.posts.slice(0, FEED_POSTS);
    const bodies = fed.map((entry) => bodySignature(model, shelf, entry)).join(" ");
    for (const format of ["rss", "atom", "json"] as const) {
      add(at(`/${FEED_FILES[format]}`), { kind: "feed", tree, format, posts: fed }, format, bodies);
    }
  }
  const [main] = model.trees;
  if (main) add("/404", { kind: "not-found", tree: main });
  add("/robots.txt", { kind: "robots" });
  add("/sitemap.xml", { kind: "sitemap" }, sitemapSignature(model));
  return routes;
}

function listPages(base: string, posts: readonly Entry[], size: number) {
  const { head, numbered } = paginate(posts, size);
  const address = (page: number) =>
    page > numbered.length ? base : page < 1 ? undefined : `${base}page/${page}/`;
  const row = (page: number, own: readonly Entry[], isHead: boolean) => {
    const older = address(page - 1);
    const newer = isHead ? undefined : address(page + 1);
    const pages: PageNumbers = {
      ...(isHead ? {} : { page }),
      ...(older ? { older } : {}),
      ...(newer ? { newer } : {}),
    };
    return { path: address(page) ?? base, posts: own, pages };
  };
  return [
    row(numbered.length + 1, head, true),
    ...numbered.map((own, index) => row(index + 1, own, false)),
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
  const lines: string[] = [];
  for (const [file, path] of model.addresses) {
    const entry = model.content.entries.get(file);
    lines.push(`${path} ${entry?.updated ?? entry?.date}`);
  }
  return lines.join("\n");
}
