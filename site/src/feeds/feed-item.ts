// A post as feeds carry it, made and written once per version: it stands in a dozen feeds, and an edit
// of one post makes none of the others anew.

import type { Enclosure } from "@courtyard/themes/contract.ts";
import { addressesOf } from "../images/picture.ts";
import { authorsFor } from "../model/author.ts";
import type { BodyShelf } from "../model/body.ts";
import { enclosuresOf } from "../model/enclosure.ts";
import { absoluteUrl } from "../model/permalink.ts";
import type { SiteModel } from "../model/site-model.ts";
import { pictureOf } from "../store/content.ts";
import type { Entry } from "../store/entry.ts";
import { feedHtml } from "./feed-html.ts";
import { xmlSafe } from "./xml-text.ts";

export interface FeedItem {
  readonly title: string;
  /** The post's address; also its id, which therefore survives every change but a new slug. */
  readonly url: string;
  readonly lang: string;
  readonly published: Date;
  readonly updated: Date;
  readonly html: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly authors: readonly {
    readonly name: string;
    readonly url: string;
    readonly avatar?: string;
  }[];
  readonly image?: string;
  /** With absolute addresses. */
  readonly enclosures: readonly Enclosure[];
}

/** A post in a feed; `stamp` differs whenever its page does. */
export interface FeedEntry {
  readonly entry: Entry;
  readonly stamp: string;
}

export interface ItemSources {
  readonly model: SiteModel;
  readonly origin: string;
  readonly bodies: BodyShelf;
}

/** Writes an item in one format. */
export type WriteItem = (item: FeedItem, model: SiteModel) => string;

interface Made {
  readonly key: string;
  readonly item: FeedItem;
  readonly written: Map<WriteItem, string>;
}

const made = new WeakMap<Entry, Made>();

/** The text of an item by `write`, and what it was made from. */
export async function writtenItem(
  { entry, stamp }: FeedEntry,
  write: WriteItem,
  sources: ItemSources,
): Promise<{ readonly text: string; readonly item: FeedItem }> {
  const { model, origin } = sources;
  // Settings are in every item: the writer's name, whether there is a podcast. A photo may be another
  // one under the same name.
  const faces = authorsFor(entry, model).map(({ photo }) => photo?.src ?? "");
  const key = `${origin} ${stamp} ${faces.join(" ")} ${model.settings.source}`;
  let known = made.get(entry);
  if (known?.key !== key) {
    known = { key, item: await itemOf(entry, sources), written: new Map() };
    made.set(entry, known);
  }
  const { item, written } = known;
  const text = written.get(write) ?? write(item, model);
  written.set(write, text);
  return { text, item };
}

async function itemOf(entry: Entry, { model, origin, bodies }: ItemSources): Promise<FeedItem> {
  const url = absoluteUrl(model.addresses.get(entry.file) ?? "/", origin);
  const body = await bodies.body(entry, model);
  const cover = entry.cover && pictureOf(model.content, entry.cover);
  return {
    title: xmlSafe(entry.title),
    url,
    lang: entry.lang,
    published: new Date(entry.date),
    updated: new Date(Math.max(entry.date, entry.updated ?? 0)),
    html: feedHtml(body.html, url),
    summary: xmlSafe(entry.summary),
    tags: [...new Set([...entry.categories.flatMap((path) => path.at(-1) ?? []), ...entry.tags])]
      .map(xmlSafe)
      .filter((tag) => tag !== ""),
    authors: authorsFor(entry, model).map(({ name, url: home, photo }) => ({
      name: xmlSafe(name),
      url: new URL(home, origin).href,
      ...(photo ? { avatar: new URL(photo.src, origin).href } : {}),
    })),
    ...(cover ? { image: new URL(addressesOf(cover).src, origin).href } : {}),
    enclosures: enclosuresOf(entry, model.content).map((one) => ({
      ...one,
      url: new URL(one.url, origin).href,
    })),
  };
}
