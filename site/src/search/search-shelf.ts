// The index of every language, kept from one version of the site to the next, and from one start to
// the next.

import { join } from "node:path";
import { sourceDigest } from "../cache/source-digest.ts";
import { difference } from "../model/list-window.ts";
import type { SiteModel, Tree } from "../model/site-model.ts";
import { type IndexCache, openIndexCache, type SavedText } from "../store/index-cache.ts";
import { formatCard } from "./cards.ts";
import {
  buildPart,
  EMPTY_PART,
  type IndexFile,
  type IndexPart,
  type PartText,
  type Steps,
  type TextWindow,
  updatePart,
} from "./index-part.ts";
import { cardFile, formatLayout, indexPath, type Layout, PARTS, type Part } from "./layout.ts";
import { digestOf, type Numbered, type NumberedTexts, numberTexts } from "./numbered.ts";
import { rowOf, type SearchRow } from "./search-row.ts";

/** A language's index: how it is cut, and its files. */
export interface SearchIndex {
  readonly layout: string;
  readonly rows: readonly SearchRow[];
}

export interface SearchShelf {
  /** Makes the index for a tree of this model as far as nobody has it, with a `pause` now and then. */
  prepare(tree: Tree, model: SiteModel, pause: () => Promise<void> | undefined): Promise<void>;
  /** The index for a tree of this model; what did not change is shared with the last one. */
  index(tree: Tree, model: SiteModel): SearchIndex;
  /** Writes down what changed since the last time, for the next start. */
  save(): void;
  close(): void;
}

/** Texts in one file of cards, about. */
const CARDS_PER_FILE = 32;
/** Postings in one file of terms, at most about: some 5 kB over the wire. */
const POSTINGS_PER_FILE = 6_000;
/** Distinct pairs, or words, per word of text as the store counts them (half a Han character). */
const PAIRS_PER_WORD = 1.5;
const WORDS_PER_WORD = 0.6;
const KINDS = ["terms", "words"] as const;

interface Shelved {
  /** What it was made for: the same, the same index. */
  readonly of: readonly unknown[];
  readonly numbered: NumberedTexts;
  readonly layout: Layout;
  readonly parts: Readonly<Record<Part, IndexPart>>;
  readonly cards: readonly IndexFile[];
  readonly zone: string;
}

/** Opens a shelf; `file` is where it keeps what it knows between starts. */
export function openSearchShelf({ file }: { file?: string } = {}): SearchShelf {
  // What a text says is the store's to decide.
  const folders = [import.meta.dirname, join(import.meta.dirname, "../store")];
  const version = sourceDigest({ folders, packages: [] });
  const cache = file === undefined ? undefined : openIndexCache(file, version);
  const shelf = new Map<string, Shelved>();
  /** What was handed out last. */
  const told = new Map<string, Pick<Shelved, "parts" | "cards">>();
  /** Parts as they are in the cache, by key. */
  const saved = new Map<string, IndexPart>();

  function kept(key: string, name: Part, texts: readonly Numbered[]): IndexPart | undefined {
    if (!cache) return undefined;
    const part = keptPart(cache.load(key), name, texts);
    if (part) saved.set(key, part);
    return part;
  }

  function* partFor(
    lang: string,
    { name, count, texts }: { name: Part; count: number; texts: readonly Numbered[] },
  ): Steps<IndexPart> {
    if (count === 0) return EMPTY_PART;
    const key = keyOf(lang, name);
    const before = shelf.get(lang)?.parts[name] ?? kept(key, name, texts);
    if (before?.terms.length !== count) return yield* buildPart(texts, count);
    const window = difference<PartText>(before.texts, texts);
    if (isRenumbered(window, texts.length)) return yield* buildPart(texts, count);
    return updatePart(before, { texts, window }, (kind, number) => {
      const bytes = before[kind][number]?.bytes ?? cache?.read(key, indexPath(kind, name, number));
      return (bytes ?? "").toString();
    });
  }

  /** The shelf's index for a tree, made if need be. */
  function* bring(tree: Tree, model: SiteModel): Steps<Shelved> {
    const { lang } = tree;
    const before = shelf.get(lang);
    const zone = model.settings.timezone;
    const of = [tree.posts, tree.pages, zone];
    if (before?.of.every((one, at) => one === of[at])) return before;
    const numbered = numberTexts(tree, model, before?.numbered);
    const { texts, old } = numbered;
    const layout = layoutFor(numbered, lang);
    const { terms, cards: count } = layout;
    const parts = {
      old: yield* partFor(lang, { name: "old", count: terms.old, texts: texts.slice(0, old) }),
      new: yield* partFor(lang, { name: "new", count: terms.new, texts: texts.slice(old) }),
    };
    const cards = cardsFor(texts, { before, count, zone });
    const shelved = { of, numbered, layout, parts, cards, zone };
    shelf.set(lang, shelved);
    return shelved;
  }

  return {
    async prepare(tree, model, pause) {
      for (const steps = bring(tree, model); !steps.next().done; ) await pause();
    },
    index(tree, model) {
      const { lang } = tree;
      const { layout, parts, cards } = finished(bring(tree, model));
      const before = told.get(lang);
      const rows = [
        ...PARTS.flatMap((name) =>
          KINDS.map((kind) => {
            const now = parts[name][kind];
            const was = before?.parts[name][kind];
            return rowOf({ cache, key: keyOf(lang, name), kind, part: name }, { now, was });
          }),
        ),
        rowOf({ cache, key: lang, kind: "cards", part: "" }, { now: cards, was: before?.cards }),
      ];
      told.set(lang, { parts, cards });
      return { layout: formatLayout(layout), rows };
    },
    save() {
      if (!cache) return;
      for (const [lang, { parts }] of shelf) {
        for (const name of PARTS) {
          const key = keyOf(lang, name);
          const part = parts[name];
          if (saved.get(key) === part) continue;
          savePart(cache, { key, name, before: saved.get(key), part });
          saved.set(key, part);
        }
      }
    },
    close: () => cache?.close(),
  };
}

function finished<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

function keyOf(lang: string, part: Part): string {
  return `${lang} ${part}`;
}

/** How many files: a function of the texts alone, in powers of two, so that it seldom changes. */
function layoutFor({ texts, old }: NumberedTexts, lang: string): Layout {
  const perWord = /^(zh|ja|ko|th|lo|km|my)(-|$)/.test(lang) ? PAIRS_PER_WORD : WORDS_PER_WORD;
  const files = (from: number, end: number) => {
    if (from === end) return 0;
    let words = 0;
    for (let i = from; i < end; i++) words += texts[i]?.entry.words ?? 0;
    return powerOfTwo((words * perWord) / POSTINGS_PER_FILE);
  };
  return {
    terms: { old: files(0, old), new: files(old, texts.length) },
    cards: texts.length === 0 ? 0 : powerOfTwo(texts.length / CARDS_PER_FILE),
  };
}

function powerOfTwo(least: number): number {
  return 2 ** Math.max(0, Math.ceil(Math.log2(least)));
}

/** The files of cards; the cards of a file are in the order of their numbers. */
function cardsFor(
  texts: readonly Numbered[],
  { before, count, zone }: { before: Shelved | undefined; count: number; zone: string },
): readonly IndexFile[] {
  const keep = before?.cards.length === count && before.zone === zone ? before : undefined;
  const card = cardFormat(zone);
  if (!keep) {
    const lines = Array.from({ length: count }, (): string[] => []);
    for (const text of texts) lines[cardFile(text.number, count)]?.push(card(text));
    return lines.map(cardsOf);
  }
  const window = difference(keep.numbered.texts, texts);
  const changes = new Map<number, string>();
  for (const text of window.left) changes.set(text.number, "");
  for (const text of window.came) changes.set(text.number, card(text));
  for (const text of window.left) {
    if (changes.get(text.number) === card(text)) changes.delete(text.number);
  }
  const stale = new Set([...changes.keys()].map((number) => cardFile(number, count)));
  if (stale.size === 0) return keep.cards;
  const lines = new Map<number, string[]>();
  for (const text of texts) {
    const at = cardFile(text.number, count);
    if (!stale.has(at)) continue;
    const own = lines.get(at);
    if (own) own.push(card(text));
    else lines.set(at, [card(text)]);
  }
  return keep.cards.map((same, at) => (stale.has(at) ? cardsOf(lines.get(at) ?? []) : same));
}

function cardsOf(lines: readonly string[]): IndexFile {
  const text = lines.join("\n");
  return { digest: digestOf(text), bytes: Buffer.from(text) };
}

const days = new Map<string, Intl.DateTimeFormat>();

function cardFormat(timeZone: string): (text: Numbered) => string {
  // Sweden's dates are ISO 8601's.
  const day = days.get(timeZone) ?? new Intl.DateTimeFormat("sv", { timeZone, dateStyle: "short" });
  days.set(timeZone, day);
  return ({ number, url, entry: { kind, date, title } }) =>
    formatCard({ number, url, title, day: kind === "post" ? day.format(date) : "" });
}

function filesOf(part: IndexPart, name: Part): Map<string, IndexFile> {
  return new Map(
    KINDS.flatMap((kind) =>
      part[kind].map((file, number) => [indexPath(kind, name, number), file] as const),
    ),
  );
}

/** Puts a part in the place of what is saved; its bytes are not needed in memory then. */
function savePart(
  cache: IndexCache,
  {
    key,
    name,
    before = EMPTY_PART,
    part,
  }: { key: string; name: Part; before: IndexPart | undefined; part: IndexPart },
): void {
  // What lies there and was not looked at is no part of it.
  if (before === EMPTY_PART) cache.clear(key);
  const window = difference(before.texts, part.texts);
  const texts = new Map<string, SavedText | undefined>();
  for (const { file } of window.left) texts.set(file, undefined);
  for (const text of window.came) texts.set(text.file, text);
  const files = new Map<string, { digest: string; bytes: Buffer } | undefined>();
  const [then, now] = [filesOf(before, name), filesOf(part, name)];
  for (const path of then.keys()) if (!now.has(path)) files.set(path, undefined);
  for (const [path, { digest, bytes }] of now) {
    if (bytes) files.set(path, { digest, bytes });
  }
  cache.save(key, { texts, files });
  for (const file of now.values()) file.bytes = undefined;
}

/** Whether most of so many texts have another number: nearly every line would have to be patched. */
function isRenumbered({ left, came }: TextWindow, count: number): boolean {
  const numbers = new Map(left.map(({ file, number }) => [file, number]));
  return came.filter(({ file, number }) => numbers.get(file) !== number).length > count / 2;
}

/** A saved part; texts that are still what they were bring their earlier version along. */
function keptPart(
  { texts: saved, files }: ReturnType<IndexCache["load"]>,
  name: Part,
  texts: readonly Numbered[],
): IndexPart | undefined {
  if (saved.length === 0) return undefined;
  const present = new Map(texts.map(({ entry }) => [entry.file, entry]));
  const all = (kind: (typeof KINDS)[number]) => {
    const found: IndexFile[] = [];
    for (;;) {
      const digest = files.get(indexPath(kind, name, found.length));
      if (digest === undefined) return found;
      found.push({ digest, bytes: undefined });
    }
  };
  return {
    texts: saved.map((one) => {
      const entry = present.get(one.file);
      return { ...one, entry: entry?.digest === one.digest ? entry : undefined };
    }),
    terms: all("terms"),
    words: all("words"),
  };
}
