// The index of every language, kept from one version of the site to the next.

import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { sourceDigest } from "../cache/source-digest.ts";
import type { SiteModel, Tree } from "../model/site-model.ts";
import { formatCard } from "./cards.ts";
import { buildPart, EMPTY_PART, type IndexFile, type IndexPart, updatePart } from "./index-part.ts";
import { cardFile, formatLayout, indexPath, type Layout, PARTS, type Part } from "./layout.ts";
import { differingWindow } from "./list-window.ts";
import { digestOf, type Numbered, type NumberedTexts, numberTexts } from "./numbered.ts";

/** A file of the index as a route needs it. */
export interface SearchFile {
  readonly digest: string;
  text(): string;
}

/** A language's index: how it is cut, and its files by their path below the search page. */
export interface SearchIndex {
  readonly layout: string;
  readonly files: ReadonlyMap<string, SearchFile>;
}

export interface SearchShelf {
  /** The index for a tree of this model; what did not change is shared with the last one. */
  index(tree: Tree, model: SiteModel): SearchIndex;
  /** Writes down what is known, for the next start. */
  save(): void;
}

/** Texts in one file of cards, about. */
const CARDS_PER_FILE = 32;
/** Postings in one file of terms, at most about: some 5 kB over the wire. */
const POSTINGS_PER_FILE = 6_000;
/** Distinct pairs, or words, per word of text as the store counts them (half a Han character). */
const PAIRS_PER_WORD = 1.5;
const WORDS_PER_WORD = 0.6;

interface Shelved {
  readonly layout: Layout;
  readonly parts: Readonly<Record<Part, IndexPart>>;
  readonly texts: readonly Numbered[];
  readonly cards: readonly IndexFile[];
  readonly zone: string;
  readonly index: SearchIndex;
}

const part = z.object({
  texts: z.array(z.tuple([z.string(), z.int(), z.string()])),
  terms: z.array(z.string()),
  words: z.array(z.string()),
});
const shelfFile = z.object({
  version: z.string(),
  trees: z.record(z.string(), z.object({ old: part, new: part })),
});

/** The site's files as they were last written. */
export interface Published {
  /** SHA-256, base64url, of a file that is there. */
  digest(path: string): string | undefined;
  read(path: string): Buffer;
}

/**
 * Opens a shelf. `file` is where it keeps what it knows between starts; the index itself is kept
 * nowhere but in what was `published`.
 */
export function openSearchShelf({
  file,
  published,
}: {
  file?: string;
  published?: Published;
} = {}): SearchShelf {
  const version = sourceDigest({ folders: [import.meta.dirname], packages: [] });
  const kept = readKept(file, version);
  const shelf = new Map<string, Shelved>();
  const numbered: NumberedTexts = new WeakMap();

  const pathOf = (tree: Tree, path: string) => `${tree.prefix}/search/${path}`.slice(1);

  /** A part as the last run left it, if the files are still there. */
  function keptFor(tree: Tree, name: Part, texts: readonly Numbered[]): IndexPart | undefined {
    const one = kept.get(tree.lang)?.[name];
    const stands = (["terms", "words"] as const).every((kind) =>
      one?.[kind].every(
        (digest, i) => published?.digest(pathOf(tree, indexPath(kind, name, i))) === digest,
      ),
    );
    return one && stands ? keptPart(one, texts) : undefined;
  }

  function partFor(
    tree: Tree,
    { name, count, texts }: { name: Part; count: number; texts: readonly Numbered[] },
  ): IndexPart {
    if (count === 0) return EMPTY_PART;
    const before = shelf.get(tree.lang)?.parts[name] ?? keptFor(tree, name, texts);
    const wanted = texts.filter(({ part: own }) => own === name);
    if (before?.terms.length !== count) return buildPart(wanted, count);
    const read = (kind: "terms" | "words", index: number) => {
      const file = before[kind][index];
      const bytes = file?.bytes ?? published?.read(pathOf(tree, indexPath(kind, name, index)));
      return bytes?.toString() ?? "";
    };
    return updatePart(before, wanted, read) ?? buildPart(wanted, count);
  }

  return {
    index(tree, model) {
      const before = shelf.get(tree.lang);
      const texts = numberTexts(tree, model, numbered);
      const zone = model.settings.timezone;
      const layout = layoutFor(texts, tree.lang);
      const parts = {
        old: partFor(tree, { name: "old", count: layout.terms.old, texts }),
        new: partFor(tree, { name: "new", count: layout.terms.new, texts }),
      };
      const cards = cardsFor(texts, { before, count: layout.cards, zone });
      const files = new Map<string, SearchFile>();
      const add = (path: string, { digest, bytes }: IndexFile) => {
        const text = () => (bytes ?? published?.read(pathOf(tree, path)) ?? "").toString();
        files.set(path, { digest, text });
      };
      for (const name of PARTS) {
        for (const kind of ["terms", "words"] as const) {
          for (const [i, one] of parts[name][kind].entries()) add(indexPath(kind, name, i), one);
        }
      }
      for (const [i, one] of cards.entries()) add(indexPath("cards", "", i), one);
      const index = { layout: formatLayout(layout), files };
      shelf.set(tree.lang, { layout, parts, texts, cards, zone, index });
      return index;
    },
    save() {
      if (file === undefined || shelf.size === 0) return;
      const trees = Object.fromEntries(
        [...shelf].map(([lang, { parts }]) => [
          lang,
          { old: writable(parts.old), new: writable(parts.new) },
        ]),
      );
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(`${file}.new`, JSON.stringify({ version, trees }));
      renameSync(`${file}.new`, file);
    },
  };
}

/** How many files: a function of the texts alone, in powers of two, so that it seldom changes. */
function layoutFor(texts: readonly Numbered[], lang: string): Layout {
  const perWord = /^(zh|ja|ko|th|lo|km|my)(-|$)/.test(lang) ? PAIRS_PER_WORD : WORDS_PER_WORD;
  const words = { old: 0, new: 0 };
  const number = { old: 0, new: 0 };
  for (const { entry, part: own } of texts) {
    words[own] += entry.words;
    number[own] += 1;
  }
  const files = (own: Part) =>
    number[own] === 0 ? 0 : powerOfTwo((words[own] * perWord) / POSTINGS_PER_FILE);
  return {
    terms: { old: files("old"), new: files("new") },
    cards: texts.length === 0 ? 0 : powerOfTwo(texts.length / CARDS_PER_FILE),
  };
}

function powerOfTwo(least: number): number {
  return 2 ** Math.max(0, Math.ceil(Math.log2(least)));
}

function cardsFor(
  texts: readonly Numbered[],
  { before, count, zone }: { before: Shelved | undefined; count: number; zone: string },
): IndexFile[] {
  const keep = before?.cards.length === count && before.zone === zone ? before : undefined;
  const stale = new Set<number>();
  if (keep) {
    const window = differingWindow(keep.texts, texts);
    const [then, now] = [new Set(window.before), new Set(window.now)];
    for (const one of then) if (!now.has(one)) stale.add(cardFile(one.number, count));
    for (const one of now) if (!then.has(one)) stale.add(cardFile(one.number, count));
  }
  const lines = Array.from({ length: count }, (): string[] => []);
  const days = keep && stale.size === 0 ? undefined : dayFormat(zone);
  for (const { number, url, entry } of days ? texts : []) {
    const at = cardFile(number, count);
    if (keep && !stale.has(at)) continue;
    const day = entry.kind === "post" && days ? days.format(entry.date) : "";
    lines[at]?.push(formatCard({ number, url, title: entry.title, day }));
  }
  return lines.map((own, index) => {
    const same = keep && !stale.has(index) ? keep.cards[index] : undefined;
    if (same) return same;
    const text = own.join("\n");
    return { digest: digestOf(text), bytes: Buffer.from(text) };
  });
}

function dayFormat(timeZone: string): Intl.DateTimeFormat {
  // Sweden's dates are ISO 8601's.
  return new Intl.DateTimeFormat("sv", { timeZone, dateStyle: "short" });
}

function writable({ texts, terms, words }: IndexPart): z.infer<typeof part> {
  return {
    texts: texts.map(({ file, number, digest }) => [file, number, digest]),
    terms: terms.map(({ digest }) => digest),
    words: words.map(({ digest }) => digest),
  };
}

type Kept = z.infer<typeof shelfFile>["trees"][string];

function readKept(file: string | undefined, version: string): Map<string, Kept> {
  try {
    const kept = shelfFile.parse(JSON.parse(readFileSync(file ?? "", "utf8")));
    if (kept.version === version) return new Map(Object.entries(kept.trees));
  } catch {
    // None yet, or another version's: the index is built anew.
  }
  return new Map();
}

/** A kept part; texts that are still what they were bring their earlier version along. */
function keptPart(kept: Kept[Part], texts: readonly Numbered[]): IndexPart {
  const now = new Map(texts.map(({ entry }) => [entry.file, entry]));
  const file = (digest: string): IndexFile => ({ digest, bytes: undefined });
  return {
    texts: kept.texts.map(([name, number, digest]) => {
      const entry = now.get(name);
      return { file: name, number, digest, entry: entry?.digest === digest ? entry : undefined };
    }),
    terms: kept.terms.map(file),
    words: kept.words.map(file),
  };
}
