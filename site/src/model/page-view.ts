// A route as its template takes it: the theme contract's props, the head, and the text's id.

import type {
  Card,
  HomeProps,
  Link,
  ListProps,
  NotFoundProps,
  PageProps,
  PostProps,
  SearchProps,
  Site,
  TagIndexProps,
  TagProps,
} from "@courtyard/themes/contract.ts";
import { translatorFor } from "../i18n/words.ts";
import type { Entry } from "../store/entry.ts";
import { type CardShelf, pictureFor } from "./card.ts";
import { type Head, headOf } from "./head.ts";
import { hrefOf } from "./permalink.ts";
import { FEED_FILES, type PageNumbers, type Route, type Target } from "./route.ts";
import type { SiteModel, Tree } from "./site-model.ts";

/** A page for the core's one route; `kind` tells the template. */
export type PageView = {
  readonly head: Head;
  readonly entry?: string;
  readonly comments?: string;
} & (
  | { readonly kind: "home"; readonly props: HomeProps }
  | { readonly kind: "list"; readonly props: ListProps }
  | { readonly kind: "tag"; readonly props: TagProps }
  | { readonly kind: "tag-index"; readonly props: TagIndexProps }
  | { readonly kind: "post"; readonly props: PostProps }
  | { readonly kind: "search"; readonly props: SearchProps; readonly layout: string }
  | { readonly kind: "page"; readonly props: PageProps }
  | { readonly kind: "not-found"; readonly props: NotFoundProps }
);

type PageTarget = Exclude<Target, { kind: FileKind }>;
type FileKind = "feed" | "search-file" | "sitemap" | "robots";
const FILE_KINDS: ReadonlySet<string> = new Set<FileKind>([
  "feed",
  "search-file",
  "sitemap",
  "robots",
]);

function isPage(target: Target): target is PageTarget {
  return !FILE_KINDS.has(target.kind);
}

const WORDS_PER_MINUTE = 220;

/** The view of a page's route, or undefined for feeds and other files. */
export function pageView(
  route: Route,
  { model, origin, shelf }: { model: SiteModel; origin: string; shelf: CardShelf },
): PageView | undefined {
  const { target, path } = route;
  if (!isPage(target)) return undefined;
  const { tree } = target;
  const others = otherLanguages(model, target, path);
  const site = siteProps(model, tree, { path, others });
  const head = (of: { heading?: string; description?: string; entry?: Entry } = {}): Head =>
    headOf(model, {
      tree,
      origin,
      ...(target.kind === "not-found" ? {} : { path }),
      alternates: others.translated.length > 1 ? others.translated : [],
      feeds: site.feeds,
      ...of,
    });
  const cards = (posts: readonly Entry[]): Card[] => posts.map((post) => shelf.card(post, model));
  switch (target.kind) {
    case "home": {
      const more = tree.posts.length > target.posts.length ? { more: site.postsUrl } : {};
      return { kind: "home", head: head(), props: { site, posts: cards(target.posts), ...more } };
    }
    case "list": {
      const title = partName(site, site.t("posts"), target.pages);
      const props = { site, title, posts: cards(target.posts), pager: pagerOf(target.pages) };
      return { kind: "list", head: head({ heading: title }), props };
    }
    case "tag": {
      const { name, slug } = target.tag;
      const title = partName(site, site.t("tag.title", { tag: name }), target.pages);
      // No count here: it would change the oldest page with every new post.
      const tag = { label: name, url: hrefOf(`${tree.prefix}/tags/${slug}/`) };
      const props = { site, title, tag, posts: cards(target.posts), pager: pagerOf(target.pages) };
      return { kind: "tag", head: head({ heading: title }), props };
    }
    case "tag-index": {
      const tags = [...tree.tags.values()].map(({ name, slug, posts }) => ({
        label: name,
        url: hrefOf(`${tree.prefix}/tags/${slug}/`),
        count: posts.length,
      }));
      return { kind: "tag-index", head: head({ heading: site.t("tags") }), props: { site, tags } };
    }
    case "post": {
      const { entry, older, newer } = target;
      const post = {
        ...shelf.card(entry, model),
        data: entry.extra,
        minutes: Math.max(1, Math.round(entry.words / WORDS_PER_MINUTE)),
        ...(older ? { older: linkTo(model, older) } : {}),
        ...(newer ? { newer: linkTo(model, newer) } : {}),
      };
      return {
        kind: "post",
        head: head({ heading: entry.title, description: entry.summary, entry }),
        props: { site, post },
        entry: entry.file,
        ...(entry.draft || !entry.comments ? {} : { comments: path }),
      };
    }
    case "page": {
      const { entry } = target;
      const cover = entry.cover && pictureFor(model, entry.cover);
      const page = {
        title: entry.title,
        url: hrefOf(path),
        lang: entry.lang,
        ...(entry.description ? { description: entry.description } : {}),
        ...(cover ? { cover } : {}),
        data: entry.extra,
      };
      const of = { heading: entry.title, description: entry.summary, entry };
      return { kind: "page", head: head(of), props: { site, page }, entry: entry.file };
    }
    case "search": {
      const { layout } = target;
      return { kind: "search", head: head({ heading: site.t("search") }), props: { site }, layout };
    }
    case "not-found":
      return { kind: "not-found", head: head({ heading: site.t("not-found") }), props: { site } };
  }
}

/** What every template gets to know of the site, in the page's language. */
function siteProps(
  model: SiteModel,
  tree: Tree,
  { path, others }: { path: string; others: Others },
): Site {
  const { settings } = model;
  const t = translatorFor(tree.lang);
  const at = (rest: string) => `${tree.prefix}${rest}`;
  const { url, photo } = settings.author;
  const { name, bio } = tree.words.author;
  const picture = photo ? pictureFor(model, { src: photo, alt: "" }) : undefined;
  const menu = tree.words.menu ?? [
    { label: t("posts"), url: at("/") },
    { label: t("tags"), url: at("/tags/") },
    ...tree.pages.map((page) => ({
      label: page.title,
      url: model.addresses.get(page.file) ?? "/",
    })),
  ];
  const feed = (format: keyof typeof FEED_FILES, label: string, type: string) => ({
    label,
    type,
    url: at(`/${FEED_FILES[format]}`),
  });
  return {
    title: tree.words.title,
    description: tree.words.description,
    lang: tree.lang,
    url: at("/"),
    postsUrl: at("/posts/"),
    tagsUrl: at("/tags/"),
    searchUrl: at("/search/"),
    author: {
      name,
      url: url ?? at("/"),
      ...(bio ? { bio } : {}),
      ...(picture ? { photo: picture } : {}),
    },
    menu: menu.map((item) => ({
      label: item.label,
      url: item.url.startsWith("/") ? hrefOf(item.url) : item.url,
      current: item.url === path,
    })),
    languages: others.links,
    feeds: [
      feed("rss", "RSS", "application/rss+xml"),
      feed("atom", "Atom", "application/atom+xml"),
      feed("json", "JSON Feed", "application/feed+json"),
    ],
    t,
  };
}

interface Others {
  readonly links: Site["languages"];
  /** Addresses of the same page in all its languages, this one included. */
  readonly translated: readonly { readonly lang: string; readonly path: string }[];
}

/** The switch leads to the translation where there is one, else to that language's start page. */
function otherLanguages(model: SiteModel, target: PageTarget, path: string): Others {
  const everywhere =
    target.kind === "home" ||
    target.kind === "tag-index" ||
    target.kind === "search" ||
    (target.kind === "list" && target.pages.year === undefined)
      ? path.slice(target.tree.prefix.length)
      : undefined;
  const entry = target.kind === "post" || target.kind === "page" ? target.entry : undefined;
  const group = entry ? (model.translations.get(entry.key) ?? []) : [];
  const translated: { lang: string; path: string }[] = [];
  const links = model.trees.map((tree) => {
    const own = tree.lang === target.tree.lang;
    const same = group.find((other) => other.lang === tree.lang);
    const there = own
      ? path
      : everywhere === undefined
        ? same && model.addresses.get(same.file)
        : `${tree.prefix}${everywhere}`;
    if (there !== undefined) translated.push({ lang: tree.lang, path: there });
    return {
      lang: tree.lang,
      label: tree.words.label,
      url: hrefOf(there ?? `${tree.prefix}/`),
      current: own,
    };
  });
  return { links: links.length > 1 ? links : [], translated };
}

function linkTo(model: SiteModel, entry: Entry): Link {
  return { label: entry.title, url: hrefOf(model.addresses.get(entry.file) ?? "/") };
}

function pagerOf({ year, page, older, newer }: PageNumbers): ListProps["pager"] {
  return {
    ...(year === undefined ? {} : { year }),
    ...(page === undefined ? {} : { page }),
    ...(older ? { older: hrefOf(older) } : {}),
    ...(newer ? { newer: hrefOf(newer) } : {}),
  };
}

/** The name of a list's page: the list's own, with the year and page for all but the head. */
function partName(site: Site, list: string, { year, page }: PageNumbers): string {
  if (year === undefined) return list;
  return site.t(page === undefined ? "list.year" : "list.page", { list, year, page: page ?? "" });
}
