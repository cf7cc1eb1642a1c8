// What a feed says of itself, whatever its format: its items are written one by one.

import { translatorFor } from "../i18n/words.ts";
import { authorWithSlug, siteAuthor } from "../model/author.ts";
import { absoluteUrl } from "../model/permalink.ts";
import { podcastArtwork, siteIcon } from "../model/site-icon.ts";
import type { SiteModel } from "../model/site-model.ts";
import type { FeedTarget } from "../model/target.ts";
import { xmlSafe } from "./xml-text.ts";

export interface FeedHead {
  readonly title: string;
  readonly description: string;
  readonly lang: string;
  /** The page that shows the same posts. */
  readonly home: string;
  /** The feed's own address. */
  readonly self: string;
  readonly author: { readonly name: string; readonly url: string; readonly avatar?: string };
  /** Newest change of an item; the epoch when there is none. */
  readonly updated: Date;
  /** A WebSub hub that tells of news. */
  readonly hub?: string;
  /** The site's icon, by its width in pixels. */
  readonly icon?: Readonly<Record<64 | 144 | 512, string>>;
  /** The podcast's artwork. */
  readonly artwork?: string;
}

/** The head of a feed; `updated` is the newest change of its items. */
export function feedHead(
  { tree, of, path, home, updated }: FeedTarget & { updated: Date },
  { model, origin }: { model: SiteModel; origin: string },
): FeedHead {
  const { hub } = model.settings;
  const artwork = podcastArtwork(model);
  const { lang, words } = tree;
  const author =
    of?.kind === "author" ? authorWithSlug(of, { model, lang }) : siteAuthor(model, lang);
  const heading = of && translatorFor(lang)(`${of.kind}.title`, { name: of.name });
  return {
    title: xmlSafe(heading === undefined ? words.title : `${heading} · ${words.title}`),
    description: xmlSafe(words.description),
    lang,
    home: absoluteUrl(home, origin),
    self: absoluteUrl(path, origin),
    author: {
      name: xmlSafe(author.name),
      url: new URL(author.url, origin).href,
      ...(author.photo ? { avatar: new URL(author.photo.src, origin).href } : {}),
    },
    updated,
    ...(hub ? { hub } : {}),
    ...(iconOf(model, origin) ?? {}),
    ...(artwork ? { artwork: new URL(artwork, origin).href } : {}),
  };
}

function iconOf(model: SiteModel, origin: string): Pick<FeedHead, "icon"> | undefined {
  const [small, middle, large] = ([64, 144, 512] as const).map((width) => {
    const path = siteIcon(model, width);
    return path && new URL(path, origin).href;
  });
  if (!small || !middle || !large) return undefined;
  return { icon: { 64: small, 144: middle, 512: large } };
}
