// One part of a language's index, held as the bytes of its files: an edit opens only the files whose
// terms it touches. What comes out depends on the texts alone, never on how they came to be.

import type { Entry } from "../store/entry.ts";
import { formatTerms, parseTerms } from "./index-file.ts";
import { isCorrectable, termFile, wordFiles, wordFilesOf } from "./layout.ts";
import { differingWindow } from "./list-window.ts";
import { digestOf } from "./numbered.ts";
import {
  formatPacked,
  type PackedPostings,
  packed,
  patchPostings,
  type Weight,
} from "./postings.ts";
import { termsOfEntry } from "./text-terms.ts";

/** A file of the index: its digest, and its text when it is at hand. */
export interface IndexFile {
  readonly digest: string;
  readonly bytes: Buffer | undefined;
}

/** A text of this part; `entry` is missing when only its digest was kept. */
export interface PartText {
  readonly file: string;
  readonly number: number;
  readonly digest: string;
  readonly entry: Entry | undefined;
}

/** Immutable: an update makes a new one that shares what did not change. */
export interface IndexPart {
  readonly texts: readonly PartText[];
  readonly terms: readonly IndexFile[];
  readonly words: readonly IndexFile[];
}

export const EMPTY_PART: IndexPart = { texts: [], terms: [], words: [] };

/** By file of terms, by term: each number's new weight, or 0 for none. */
type Changes = Map<number, Map<string, Map<number, Weight | 0>>>;
type Read = (kind: "terms" | "words", file: number) => string;

/** The part for these texts in `count` files, from nothing. */
export function buildPart(texts: readonly PartText[], count: number): IndexPart {
  if (count === 0) return EMPTY_PART;
  // As few objects as can be: ten thousand texts have millions of postings.
  const files = Array.from({ length: count }, () => new Map<string, PackedPostings>());
  for (const { entry, number } of texts) {
    if (!entry) continue;
    for (const [term, weight] of termsOfEntry(entry)) {
      const lines = files[termFile(term, count)];
      const postings = lines?.get(term);
      if (postings) postings.push(packed(number, weight));
      else lines?.set(term, [packed(number, weight)]);
    }
  }
  const words = Array.from({ length: wordFiles(count) }, (): string[] => []);
  const terms = files.map((lines, index) => {
    const formatted = new Map<string, string>();
    for (const [term, postings] of lines) {
      formatted.set(term, formatPacked(postings));
      if (!isCorrectable(term)) continue;
      for (const list of wordFilesOf(term, words.length)) words[list]?.push(term);
    }
    files[index] = new Map();
    return fileOf(formatTerms(formatted));
  });
  return { texts, terms, words: words.map((list) => fileOf(list.sort().join("\n"))) };
}

/**
 * The part after its texts changed to `texts`, or undefined when that cannot be told from what is at
 * hand (the earlier version of a text is gone): then it has to be built.
 */
export function updatePart(
  part: IndexPart,
  texts: readonly PartText[],
  read: Read,
): IndexPart | undefined {
  const window = differingWindow(part.texts, texts);
  const changes = changesBetween(byFile(window.before), byFile(window.now), part.terms.length);
  if (!changes) return undefined;
  if (changes.size === 0) return { ...part, texts };
  const terms = [...part.terms];
  const wordChanges = new Map<number, Map<string, boolean>>();
  const wordCount = part.words.length;
  for (const [file, changed] of changes) {
    const lines = parseTerms(read("terms", file));
    for (const [term, numbers] of changed) {
      const before = lines.get(term);
      let postings = before ?? "";
      for (const [number, weight] of numbers) postings = patchPostings(postings, number, weight);
      const present = postings !== "";
      if (present) lines.set(term, postings);
      else lines.delete(term);
      if (present === (before !== undefined) || !isCorrectable(term)) continue;
      for (const list of wordFilesOf(term, wordCount)) {
        const own = wordChanges.get(list) ?? new Map<string, boolean>();
        wordChanges.set(list, own.set(term, present));
      }
    }
    terms[file] = fileOf(formatTerms(lines));
  }
  const words = [...part.words];
  for (const [file, changed] of wordChanges) {
    const text = read("words", file);
    const list = new Set(text === "" ? [] : text.split("\n"));
    for (const [word, present] of changed) {
      if (present) list.add(word);
      else list.delete(word);
    }
    words[file] = fileOf([...list].sort().join("\n"));
  }
  return { texts, terms, words };
}

function byFile(texts: readonly PartText[]): ReadonlyMap<string, PartText> {
  return new Map(texts.map((text) => [text.file, text]));
}

function changesBetween(
  earlier: ReadonlyMap<string, PartText>,
  texts: ReadonlyMap<string, PartText>,
  count: number,
): Changes | undefined {
  const changes: Changes = new Map();
  const note = (term: string, number: number, weight: Weight | 0) => {
    const file = termFile(term, count);
    const lines = changes.get(file) ?? new Map<string, Map<number, Weight | 0>>();
    const numbers = lines.get(term) ?? new Map<number, Weight | 0>();
    changes.set(file, lines.set(term, numbers.set(number, weight)));
  };
  const arriving: { text: PartText; before: PartText | undefined }[] = [];
  // A number that one text leaves may be another's now: all leave before any arrives.
  for (const [file, before] of earlier) {
    const now = texts.get(file);
    if (now?.digest === before.digest && now.number === before.number) continue;
    if (!before.entry) return undefined;
    if (now?.number === before.number) {
      arriving.push({ text: now, before });
      continue;
    }
    for (const term of termsOfEntry(before.entry).keys()) note(term, before.number, 0);
    if (now) arriving.push({ text: now, before: undefined });
  }
  for (const [file, text] of texts) {
    if (!earlier.has(file)) arriving.push({ text, before: undefined });
  }
  for (const { text, before } of arriving) {
    if (!text.entry) return undefined;
    const now = termsOfEntry(text.entry);
    const then = before?.entry ? termsOfEntry(before.entry) : new Map<string, Weight>();
    for (const term of then.keys()) if (!now.has(term)) note(term, text.number, 0);
    for (const [term, weight] of now) {
      if (then.get(term) !== weight) note(term, text.number, weight);
    }
  }
  return changes;
}

function fileOf(text: string): IndexFile {
  const bytes = Buffer.from(text);
  return { digest: digestOf(text), bytes };
}
