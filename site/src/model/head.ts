// What a page's <head> says. The core's alone, so that a theme cannot lose a feed or a canonical.

import type { FeedLink } from "@courtyard/themes/contract.ts";
import type { Entry } from "../store/entry.ts";
import { absoluteUrl } from "./permalink.ts";
import { pictureFor } from "./picture.ts";
import type { SiteModel, Tree } from "./site-model.ts";

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
  readonly og: readonly { readonly property: string; readonly content: string }[];
}

const RIGHT_TO_LEFT = /^(ar|fa|he|ur|ps|sd|ug|yi|dv|ckb)(-|$)/;

/** Options: `heading` is absent on the start page; `entry` gives an article its dates and picture. */
export function headOf(
  model: SiteModel,
  {
    tree,
    origin,
    path,
    heading,
    description,
    entry,
    alternates,
    feeds,
  }: {
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
  const image = entry?.cover && pictureFor(model, entry.cover);
  const og: [string, string | undefined][] = [
    ["og:type", entry?.kind === "post" ? "article" : "website"],
    ["og:title", heading ?? words.title],
    ["og:description", summary || undefined],
    ["og:url", canonical],
    ["og:site_name", words.title],
    ["og:locale", tree.lang.replace("-", "_")],
    ["og:image", image && new URL(image.src, origin).href],
    ["og:image:alt", image?.alt || undefined],
  ];
  if (entry?.kind === "post") {
    og.push(["article:published_time", new Date(entry.date).toISOString()]);
    if (entry.updated) og.push(["article:modified_time", new Date(entry.updated).toISOString()]);
    for (const tag of entry.tags) og.push(["article:tag", tag]);
  }
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
    og: og.flatMap(([property, content]) => (content ? [{ property, content }] : [])),
  };
}
