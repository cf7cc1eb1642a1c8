// A route as its template takes it: the theme contract's props, the head, and the text's id. Over 300
// lines: twelve kinds of page, a few lines each.

import type {
  ArchiveProps,
  AuthorProps,
  Card,
  HomeProps,
  Link,
  ListProps,
  NotFoundProps,
  PageProps,
  PostProps,
  PostSeries,
  SearchProps,
  SeriesProps,
  Site,
  SubscribeProps,
  TermIndexProps,
  TermProps,
} from "@courtyard/themes/contract.ts";
import type { Entry } from "../store/entry.ts";
import type { ThemeInUse } from "../theme/theme-in-use.ts";
import { archiveView } from "./archive-view.ts";
import { authorWithSlug } from "./author.ts";
import type { CardShelf } from "./card.ts";
import { feedLinks } from "./feed-routes.ts";
import { type Head, headOf } from "./head.ts";
import type { PageNumbers } from "./list-pages.ts";
import { mentionsOf } from "./mention.ts";
import { monthName } from "./moment.ts";
import { hrefOf } from "./permalink.ts";
import { pictureFor } from "./picture.ts";
import type { Route } from "./route.ts";
import { translationsOf } from "./signature.ts";
import type { SiteModel } from "./site-model.ts";
import { siteProps } from "./site-props.ts";
import { isPage, type PageTarget } from "./target.ts";
import { termPath } from "./term.ts";
import { termAround, termIndex, termOf } from "./term-view.ts";
import type { Tree } from "./tree.ts";

/** A page for the core's one route; `kind` tells the template. */
export type PageView = {
  readonly head: Head;
  readonly entry?: string;
  readonly comments?: string;
} & (
  | { readonly kind: "home"; readonly props: HomeProps }
  | { readonly kind: "list"; readonly props: ListProps }
  | { readonly kind: "term"; readonly props: TermProps }
  | { readonly kind: "author"; readonly props: AuthorProps }
  | { readonly kind: "series"; readonly props: SeriesProps }
  | { readonly kind: "term-index"; readonly props: TermIndexProps }
  | { readonly kind: "archive"; readonly props: ArchiveProps }
  | { readonly kind: "subscribe"; readonly props: SubscribeProps }
  | { readonly kind: "post"; readonly props: Written<PostProps> }
  | { readonly kind: "search"; readonly props: SearchProps; readonly layout: string }
  | { readonly kind: "page"; readonly props: Written<PageProps> }
  | { readonly kind: "not-found"; readonly props: NotFoundProps }
);

/** Props of a text, whose headings are known when it is rendered. */
type Written<Props> = Omit<Props, "headings">;

/** The view of a page's route, or undefined for feeds and other files. */
export function pageView(
  route: Route,
  {
    model,
    origin,
    shelf,
    theme,
  }: {
    model: SiteModel;
    origin: string;
    shelf: CardShelf;
    theme: Pick<ThemeInUse, "translate" | "features">;
  },
): PageView | undefined {
  const { target, path } = route;
  if (!isPage(target)) return undefined;
  const { tree } = target;
  const others = otherLanguages(model, target, path);
  const site = {
    ...siteProps(model, tree, { path, origin, languages: others.links }),
    t: theme.translate(tree.lang),
  };
  const head = (
    of: { heading?: string; description?: string; entry?: Entry; feeds?: Head["feeds"] } = {},
  ): Head =>
    headOf(model, {
      target,
      tree,
      origin,
      ...(target.kind === "not-found" ? {} : { path }),
      alternates: others.translated.length > 1 ? others.translated : [],
      ...of,
      feeds: [...(of.feeds ?? []), ...site.feeds],
    });
  const cards = (posts: readonly Entry[]): Card[] => posts.map((post) => shelf.card(post, model));
  const backlinks = ({ file }: Entry) =>
    theme.features.backlinks === false
      ? []
      : model.links.backlinks(file).map((from) => linkTo(model, from));
  switch (target.kind) {
    case "home": {
      const more = tree.posts.length > target.posts.length ? { more: site.postsUrl } : {};
      const sections = target.sections.map(({ slug, name, posts }) => ({
        term: termOf("category", { slug, name }, tree),
        posts: cards(posts),
      }));
      const props = { site, posts: cards(target.posts), ...more, sections };
      return { kind: "home", head: head(), props };
    }
    case "list": {
      const title = partName(site, site.t("posts"), target.pages);
      const props = { site, title, posts: cards(target.posts), pager: pagerOf(target.pages) };
      return { kind: "list", head: head({ heading: title }), props };
    }
    case "term": {
      const { of, term, posts } = target;
      const home = termPath(of, { prefix: tree.prefix, slug: term.slug });
      const feeds = feedLinks(home);
      const named = feedLinks(home, term.name);
      const title = partName(site, site.t(`${of}.title`, { name: term.name }), target.pages);
      const list = { site, title, posts: cards(posts), pager: pagerOf(target.pages) };
      if (of === "author") {
        const author = authorWithSlug(term, { model, lang: tree.lang });
        const bio = author.bio === undefined ? {} : { description: author.bio };
        return {
          kind: "author",
          head: head({ heading: title, ...bio, feeds: named }),
          props: { ...list, author, feeds },
        };
      }
      const props = { ...list, ...termAround(target), feeds };
      return { kind: "term", head: head({ heading: title, feeds: named }), props };
    }
    case "series": {
      const series = termOf("series", target.term, tree);
      const heading = site.t("series.title", { name: series.label });
      const home = termPath("series", { prefix: tree.prefix, slug: target.term.slug });
      const props = { site, series, posts: cards(target.posts), feeds: feedLinks(home) };
      const feeds = feedLinks(home, series.label);
      return { kind: "series", head: head({ heading, feeds }), props };
    }
    case "term-index": {
      const props = termIndex(target, { site, model });
      return { kind: "term-index", head: head({ heading: props.title }), props };
    }
    case "archive": {
      const props = archiveView(target, { site, model });
      return { kind: "archive", head: head({ heading: props.title }), props };
    }
    case "subscribe": {
      const own = { lang: tree.lang, label: tree.words.label, feeds: site.feeds };
      const rest = model.trees
        .filter((other) => other !== tree)
        .map((other) => {
          const { feeds } = siteProps(model, other, { path, origin, languages: [] });
          return { lang: other.lang, label: other.words.label, feeds };
        });
      const props = { site, languages: [own, ...rest] };
      return { kind: "subscribe", head: head({ heading: site.t("subscribe") }), props };
    }
    case "post": {
      const { entry, older, newer } = target;
      const post = {
        ...shelf.card(entry, model),
        data: entry.extra,
        ...(older ? { older: linkTo(model, older) } : {}),
        ...(newer ? { newer: linkTo(model, newer) } : {}),
        series: target.series.map((series): PostSeries => {
          const { previous, next } = series;
          return {
            ...termOf("series", { slug: series.slug, name: series.name }, tree),
            position: series.position,
            ...(previous ? { previous: linkTo(model, previous) } : {}),
            ...(next ? { next: linkTo(model, next) } : {}),
            posts: series.parts.map((part) => ({
              ...linkTo(model, part),
              current: part === entry,
            })),
          };
        }),
        related: cards(target.related),
        backlinks: backlinks(entry),
        mentions: mentionsOf(model, entry),
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
        backlinks: backlinks(entry),
        mentions: mentionsOf(model, entry),
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

interface Others {
  readonly links: Site["languages"];
  /** Addresses of the same page in all its languages, this one included. */
  readonly translated: readonly { readonly lang: string; readonly path: string }[];
}

/** The switch leads to the translation where there is one, else to that language's start page. */
function otherLanguages(model: SiteModel, target: PageTarget, path: string): Others {
  const rest = path.slice(target.tree.prefix.length);
  const entry = target.kind === "post" || target.kind === "page" ? target.entry : undefined;
  const group = entry ? translationsOf(entry, model) : [];
  const translated: { lang: string; path: string }[] = [];
  const links = model.trees.map((tree) => {
    const own = tree.lang === target.tree.lang;
    const same = group.find((other) => other.lang === tree.lang);
    const there = own
      ? path
      : entry
        ? same && model.addresses.get(same.file)
        : isIn(tree, target)
          ? `${tree.prefix}${rest}`
          : undefined;
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

/**
 * Whether a language has a page of its own for what is no text. Of terms it is asked of authors alone,
 * whose keys name the same person everywhere; a tag that is spelled alike may mean something else.
 */
function isIn(tree: Tree, target: PageTarget): boolean {
  switch (target.kind) {
    case "home":
    case "search":
    case "subscribe":
      return true;
    case "list":
      return target.pages.year === undefined;
    case "archive":
      return target.year === undefined;
    case "term-index":
      // Which kinds a language has is part of what every page shows.
      return target.of === "tag" || tree.terms[target.of].size > 0;
    case "term":
      return target.of === "author" && target.pages.year === undefined
        ? tree.terms.author.has(target.term.slug)
        : false;
    default:
      return false;
  }
}

function linkTo(model: SiteModel, entry: Entry): Link {
  return { label: entry.title, url: hrefOf(model.addresses.get(entry.file) ?? "/") };
}

function pagerOf({ year, month, page, older, newer }: PageNumbers): ListProps["pager"] {
  return {
    ...(year === undefined ? {} : { year }),
    ...(month === undefined ? {} : { month }),
    ...(page === undefined ? {} : { page }),
    ...(older ? { older: hrefOf(older) } : {}),
    ...(newer ? { newer: hrefOf(newer) } : {}),
  };
}

/** The name of a list's page: the list's own, with the year or month and page for all but the head. */
function partName(site: Site, list: string, { year, month, page }: PageNumbers): string {
  if (year === undefined) return list;
  const numbered = page === undefined ? {} : { page };
  if (month === undefined) {
    return site.t(page === undefined ? "list.year" : "list.page", { list, year, ...numbered });
  }
  const words = { list, month: monthName(year, month, site.lang), ...numbered };
  return site.t(page === undefined ? "list.month" : "list.month.page", words);
}
