// What lists show of posts, made once per version of a post and kept while nothing of it changes.

import type { Card, Term } from "@courtyard/themes/contract.ts";
import { pictureOf } from "../store/content.ts";
import type { Entry } from "../store/entry.ts";
import type { Settings } from "../store/settings.ts";
import { settingsPictures } from "../store/settings-pictures.ts";
import { authorsFor } from "./author.ts";
import { enclosuresOf } from "./enclosure.ts";
import { momentOf } from "./moment.ts";
import { hrefOf, languagePrefix } from "./permalink.ts";
import { pictureFor } from "./picture.ts";
import type { SiteModel } from "./site-model.ts";
import { type TermKind, termGroupings, termPath } from "./term.ts";

export interface CardShelf {
  card(entry: Entry, model: SiteModel): Card;
  /** What the card is made from, in short: equal signatures, equal card. */
  signature(entry: Entry, model: SiteModel): string;
  /** Keys of the ready pictures in the entry's text, in order. */
  pictureKeys(entry: Entry, model: SiteModel): readonly string[];
  /** Digest of the authors' pictures. */
  photoKey(model: SiteModel): string;
}

interface Shelved {
  readonly signature: string;
  readonly version: number;
  readonly url: string;
  /** Made when a page shows it: most cards of a start are on no page that changed. */
  card: Card | undefined;
}

/** A shelf; entries that are gone leave it by themselves. */
export function createCardShelf(): CardShelf {
  const shelf = new WeakMap<Entry, Shelved>();
  // A card stands on some six pages: within one model its sources need comparing only once.
  let present: SiteModel | undefined;
  let checked = new Map<Entry, Shelved>();
  // Names and photos of authors are on cards: another number for each change of one. Signatures do
  // without: settings and photos are in what every page is made from.
  let people = { settings: undefined as Settings | undefined, photos: "", version: 0 };
  function take(entry: Entry, model: SiteModel): Shelved {
    if (present !== model) {
      present = model;
      checked = new Map();
      const { settings } = model;
      const photos = photoKey(model);
      if (people.settings !== settings || people.photos !== photos) {
        people = { settings, photos, version: people.version + 1 };
      }
    }
    let shelved = checked.get(entry);
    if (!shelved) {
      shelved = compare(entry, model);
      checked.set(entry, shelved);
    }
    return shelved;
  }
  function compare(entry: Entry, model: SiteModel): Shelved {
    const url = model.addresses.get(entry.file) ?? "";
    const cover = entry.cover && pictureOf(model.content, entry.cover)?.key;
    // Only a few posts have recordings.
    const recordings =
      entry.enclosures.length === 0
        ? ""
        : enclosuresOf(entry, model.content)
            .map(({ url: file }) => file)
            .join(" ");
    const signature = `${entry.face} ${url} ${cover ?? ""} ${minutesOf(entry)} ${recordings}`;
    const kept = shelf.get(entry);
    const { version } = people;
    if (kept?.signature === signature && kept.version === version) return kept;
    const made: Shelved = { signature, version, url, card: undefined };
    shelf.set(entry, made);
    return made;
  }
  return {
    card(entry, model) {
      const shelved = take(entry, model);
      shelved.card ??= makeCard(entry, model, shelved.url);
      return shelved.card;
    },
    signature: (entry, model) => take(entry, model).signature,
    pictureKeys: (entry, { content }) =>
      entry.images.map((image) => pictureOf(content, image)?.key ?? "-"),
    photoKey,
  };
}

function photoKey(model: SiteModel): string {
  return settingsPictures(model.settings)
    .map((one) => pictureOf(model.content, { ...one, folder: "" })?.key ?? "")
    .join(" ");
}

function makeCard(entry: Entry, model: SiteModel, url: string): Card {
  const { settings } = model;
  const prefix = languagePrefix(entry.lang, settings.lang);
  const place = { prefix, grouping: termGroupings(settings, entry.lang) };
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
    tags: termLinks(entry, "tag", place),
    categories: innermost(termLinks(entry, "category", place)),
    authors: authorsFor(entry, model),
    series: termLinks(entry, "series", place),
    ...(cover ? { cover } : {}),
    minutes: minutesOf(entry),
    pinned: entry.pinned > 0,
    enclosures: enclosuresOf(entry, model.content),
    draft: entry.draft,
  };
}

const WORDS_PER_MINUTE = 220;

function minutesOf({ words }: Entry): number {
  return Math.max(1, Math.round(words / WORDS_PER_MINUTE));
}

/** A post's terms as it spells them itself. */
function termLinks(
  entry: Entry,
  kind: TermKind,
  { prefix, grouping }: { prefix: string; grouping: ReturnType<typeof termGroupings> },
): Term[] {
  return [...grouping[kind].placesOf(entry)].map(([slug, label]) => ({
    kind,
    label,
    url: hrefOf(termPath(kind, { prefix, slug })),
  }));
}

/** Without the categories that another of the list is in. */
function innermost(terms: readonly Term[]): Term[] {
  return terms.filter(
    ({ url }) => !terms.some((other) => other.url !== url && other.url.startsWith(url)),
  );
}
