// What a feed says, whatever its format: one model, three writings.

import { addressesOf } from "../images/picture.ts";
import type { BodyShelf } from "../model/body.ts";
import { absoluteUrl } from "../model/permalink.ts";
import type { SiteModel, Tree } from "../model/site-model.ts";
import type { Body } from "../store/body-cache.ts";
import { pictureOf } from "../store/content.ts";
import type { Entry } from "../store/entry.ts";
import { absoluteHtml, xmlSafe } from "./absolute.ts";

export interface FeedItem {
  readonly title: string;
  /** The post's address; also its id, which therefore survives every change but a new slug. */
  readonly url: string;
  readonly published: Date;
  readonly updated: Date;
  readonly html: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly image?: string;
}

export interface FeedModel {
  readonly title: string;
  readonly description: string;
  readonly lang: string;
  readonly home: string;
  readonly author: { readonly name: string; readonly url: string; readonly avatar?: string };
  /** Newest change of an item; the epoch when there is none. */
  readonly updated: Date;
  readonly items: readonly FeedItem[];
}

/** The feed of one language: `posts` newest first, with their full text. */
export async function feedModel(
  { tree, posts }: { tree: Tree; posts: readonly Entry[] },
  { model, origin, bodies }: { model: SiteModel; origin: string; bodies: BodyShelf },
): Promise<FeedModel> {
  const { author } = model.settings;
  const home = absoluteUrl(`${tree.prefix}/`, origin);
  const items: FeedItem[] = [];
  for (const entry of posts) {
    const url = absoluteUrl(model.addresses.get(entry.file) ?? "/", origin);
    const body = await bodies.body(entry, model);
    const cover = entry.cover && pictureOf(model.content, entry.cover);
    items.push({
      title: xmlSafe(entry.title),
      url,
      published: new Date(entry.date),
      updated: new Date(Math.max(entry.date, entry.updated ?? 0)),
      html: absoluteBody(body, url),
      summary: xmlSafe(entry.summary),
      tags: entry.tags.map(xmlSafe),
      ...(cover ? { image: new URL(addressesOf(cover).src, origin).href } : {}),
    });
  }
  const photo = author.photo && pictureOf(model.content, { src: author.photo, folder: "" });
  return {
    title: xmlSafe(tree.words.title),
    description: xmlSafe(tree.words.description),
    lang: tree.lang,
    home,
    author: {
      name: xmlSafe(tree.words.author.name),
      url: author.url ?? home,
      ...(photo ? { avatar: new URL(addressesOf(photo).src, origin).href } : {}),
    },
    updated: new Date(Math.max(0, ...items.map((item) => item.updated.getTime()))),
    items,
  };
}

const absolute = new WeakMap<Body, { readonly url: string; readonly html: string }>();

/** The same text stands in several feeds, and in the next version of each. */
function absoluteBody(body: Body, url: string): string {
  const known = absolute.get(body);
  if (known?.url === url) return known.html;
  const html = xmlSafe(absoluteHtml(body.html, url));
  absolute.set(body, { url, html });
  return html;
}
