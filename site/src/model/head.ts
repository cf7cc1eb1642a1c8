// What a page's <head> says. The core's alone, so that a theme cannot lose a feed or a canonical.

import type { FeedLink } from "@courtyard/themes/contract.ts";
import type { Entry } from "../store/entry.ts";
import { authorsFor } from "./author.ts";
import { enclosuresOf } from "./enclosure.ts";
import { absoluteUrl } from "./permalink.ts";
import { sharePicture } from "./share-picture.ts";
import { siteIcon } from "./site-icon.ts";
import type { SiteModel, Tree } from "./site-model.ts";
import { structuredData } from "./structured-data.ts";
import type { PageTarget } from "./target.ts";

export interface Head {
  readonly lang: string;
  readonly dir: "ltr" | "rtl";
  /** As the window shows it: with the site's title. */
  readonly title: string;
  readonly description: string;
  /** Whether search engines are asked to leave the page out. */
  readonly hidden: boolean;
  /** Absent where an address must not be kept: the 404 page. */
  readonly canonical?: string;
  readonly alternates: readonly { readonly lang: string; readonly href: string }[];
  readonly feeds: readonly FeedLink[];
  /** The page in other languages, for those whose language is none of them. */
  readonly fallback?: string;
  readonly og: readonly { readonly property: string; readonly content: string }[];
  readonly twitter: readonly { readonly name: string; readonly content: string }[];
  /** Where else the author is: whoever links back from there is the same person. */
  readonly me: readonly string[];
  /** The site's own icon: for a tab, and for a phone's home screen; the theme's without it. */
  readonly icon?: { readonly tab: string; readonly large: string; readonly touch: string };
  /** JSON-LD, safe between script tags. */
  readonly data?: string;
}

const RIGHT_TO_LEFT = /^(ar|fa|he|ur|ps|sd|ug|yi|dv|ckb)(-|$)/;

/** Options: `heading` is absent on the start page; `entry` gives an article its dates and picture. */
export function headOf(
  model: SiteModel,
  {
    target,
    tree,
    origin,
    path,
    heading,
    description,
    entry,
    alternates,
    feeds,
  }: {
    target: PageTarget;
    tree: Tree;
    origin: string;
    path?: string;
    heading?: string;
    description?: string;
    entry?: Entry;
    alternates: readonly { lang: string; path: string }[];
    feeds: Head["feeds"];
  },
): Head {
  const { words } = tree;
  const canonical = path === undefined ? undefined : absoluteUrl(path, origin);
  const summary = description || words.description;
  const picture = path === undefined ? undefined : sharePicture(model, tree, entry);
  const image = picture && new URL(picture.src, origin).href;
  const og: [string, string | undefined][] = [
    ["og:type", entry?.kind === "post" ? "article" : "website"],
    ["og:title", heading ?? words.title],
    ["og:description", summary || undefined],
    ["og:url", canonical],
    ["og:site_name", words.title],
    ["og:locale", tree.lang.replace("-", "_")],
    ...alternates
      .filter(({ lang }) => lang !== tree.lang)
      .map(({ lang }): [string, string] => ["og:locale:alternate", lang.replace("-", "_")]),
    ["og:image", image],
    ["og:image:type", picture?.type],
    ["og:image:width", picture && String(picture.width)],
    ["og:image:height", picture && String(picture.height)],
    ["og:image:alt", picture?.alt || undefined],
  ];
  if (entry?.kind === "post") {
    og.push(["article:published_time", new Date(entry.date).toISOString()]);
    if (entry.updated) og.push(["article:modified_time", new Date(entry.updated).toISOString()]);
    for (const { name } of authorsFor(entry, model)) og.push(["article:author", name]);
    for (const tag of entry.tags) og.push(["article:tag", tag]);
    for (const one of enclosuresOf(entry, model.content)) {
      if (one.kind === "file") continue;
      og.push([`og:${one.kind}`, new URL(one.url, origin).href], [`og:${one.kind}:type`, one.type]);
    }
  }
  const isWide = picture !== undefined && picture.width >= 600 && picture.width > picture.height;
  const main = alternates.find(({ lang }) => lang === model.settings.lang);
  const data =
    path === undefined
      ? undefined
      : structuredData(target, { model, origin, path, description: summary, picture });
  const [tab, large, touch] = ([32, 512, 180] as const).map((width) => siteIcon(model, width));
  return {
    lang: tree.lang,
    dir: RIGHT_TO_LEFT.test(tree.lang) ? "rtl" : "ltr",
    title: heading === undefined ? words.title : `${heading} · ${words.title}`,
    description: summary,
    hidden: canonical === undefined || entry?.visibility === "unlisted",
    ...(canonical ? { canonical } : {}),
    alternates: alternates.map(({ lang, path: other }) => ({
      lang,
      href: absoluteUrl(other, origin),
    })),
    feeds,
    ...(main ? { fallback: absoluteUrl(main.path, origin) } : {}),
    twitter: [{ name: "twitter:card", content: isWide ? "summary_large_image" : "summary" }],
    me: target.kind === "home" ? model.settings.social.map(({ url }) => url) : [],
    ...(tab && large && touch ? { icon: { tab, large, touch } } : {}),
    ...(data === undefined ? {} : { data }),
    og: og.flatMap(([property, content]) => (content ? [{ property, content }] : [])),
  };
}
