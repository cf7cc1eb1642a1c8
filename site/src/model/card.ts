// What lists show of posts, made once per version of a post and kept while nothing of it changes.

import { hash } from "node:crypto";
import type { Card, Moment, Picture } from "@courtyard/themes/contract.ts";
import { addressesOf } from "../images/picture.ts";
import { pictureOf } from "../store/content.ts";
import type { Entry } from "../store/entry.ts";
import type { ImageReference } from "../store/image-reference.ts";
import { slugOf } from "../store/slug.ts";
import { hrefOf, languagePrefix } from "./permalink.ts";
import type { SiteModel } from "./site-model.ts";
import { yearIn } from "./year.ts";

export interface CardShelf {
  card(entry: Entry, model: SiteModel): Card;
  /** Digest of the card's fields: equal digests, equal card. */
  signature(entry: Entry, model: SiteModel): string;
  /** Keys of the ready pictures in the entry's text, in order. */
  pictureKeys(entry: Entry, model: SiteModel): readonly string[];
  photoKey(model: SiteModel): string;
}

interface Shelved {
  readonly deps: string;
  readonly card: Card;
  readonly signature: string;
}

/** A shelf; entries that are gone leave it by themselves. */
export function createCardShelf(): CardShelf {
  const shelf = new WeakMap<Entry, Shelved>();
  // A card stands on some six pages: within one model its sources need comparing only once.
  let present: SiteModel | undefined;
  let checked = new Map<Entry, Shelved>();
  function take(entry: Entry, model: SiteModel): Shelved {
    if (present !== model) {
      present = model;
      checked = new Map();
    }
    let shelved = checked.get(entry);
    if (!shelved) {
      shelved = compare(entry, model);
      checked.set(entry, shelved);
    }
    return shelved;
  }
  function compare(entry: Entry, model: SiteModel): Shelved {
    const { settings } = model;
    const url = model.addresses.get(entry.file) ?? "";
    const cover = entry.cover && pictureOf(model.content, entry.cover)?.key;
    const deps = `${url} ${cover ?? ""} ${settings.lang} ${settings.timezone}`;
    const kept = shelf.get(entry);
    if (kept?.deps === deps) return kept;
    const card = makeCard(entry, model, url);
    const made = { deps, card, signature: hash("sha1", JSON.stringify(card), "base64url") };
    shelf.set(entry, made);
    return made;
  }
  return {
    card: (entry, model) => take(entry, model).card,
    signature: (entry, model) => take(entry, model).signature,
    pictureKeys: (entry, { content }) =>
      entry.images.map((image) => pictureOf(content, image)?.key ?? "-"),
    photoKey: (model) => pictureFor(model, { src: model.settings.author.photo ?? "" })?.src ?? "",
  };
}

function makeCard(entry: Entry, model: SiteModel, url: string): Card {
  const { settings } = model;
  const prefix = languagePrefix(entry.lang, settings.lang);
  const cover = entry.cover && pictureFor(model, entry.cover);
  return {
    title: entry.title,
    url: hrefOf(url),
    lang: entry.lang,
    date: momentOf(entry.date, entry.lang, settings.timezone),
    ...(entry.updated === undefined
      ? {}
      : { updated: momentOf(entry.updated, entry.lang, settings.timezone) }),
    ...(entry.summary === "" ? {} : { description: entry.summary }),
    tags: entry.tags
      .map((label) => ({ label, slug: slugOf(label) }))
      .filter(({ slug }) => slug !== "")
      .map(({ label, slug }) => ({ label, url: hrefOf(`${prefix}/tags/${slug}/`) })),
    ...(cover ? { cover } : {}),
    draft: entry.draft,
  };
}

/** The picture that a reference means, as templates take it. */
export function pictureFor(
  model: SiteModel,
  reference: { src: string; alt?: string; folder?: string } | ImageReference,
): Picture | undefined {
  const ready = pictureOf(model.content, { src: reference.src, folder: reference.folder ?? "" });
  return ready && { ...addressesOf(ready), alt: reference.alt ?? "" };
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** A moment for machines and for readers of `lang`, in the site's zone. */
export function momentOf(at: number, lang: string, timezone: string): Moment {
  const key = `${lang} ${timezone}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(lang, { dateStyle: "long", timeZone: timezone });
    formats.set(key, format);
  }
  const text = format.format(at);
  return { iso: new Date(at).toISOString(), text, year: yearIn(at, timezone) };
}
