// One part of a language's index, held as the bytes of its files: an edit opens only the files whose
// terms it touches. What comes out depends on the texts alone, never on how they came to be.

import type { Entry } from "../store/entry.ts";
import { formatTerms, parseTerms, patchTerms } from "./index-file.ts";
import { isCorrectable, termFile, wordFiles, wordFilesOf } from "./layout.ts";
import { digestOf } from "./numbered.ts";
import {
  formatPacked,
  numbersIn,
  type PackedPostings,
  packed,
  patchPostings,
  type Weight,
} from "./postings.ts";
import { termsOfEntry } from "./text-terms.ts";

/** A file of the index: its digest, and its bytes for as long as they are nowhere else. */
export interface IndexFile {
  readonly digest: string;
  bytes: Buffer | undefined;
}

/** A text of this part; `entry` is missing when only its digest was kept. */
export interface PartText {
  readonly file: string;
  readonly number: number;
  readonly digest: string;
  readonly entry: Entry | undefined;
}

/** An update makes a new one that shares what did not change. */
export interface IndexPart {
  readonly texts: readonly PartText[];
  readonly terms: readonly IndexFile[];
  readonly words: readonly IndexFile[];
}

/** Long work that lets others in between two steps. */
export type Steps<Result> = Generator<undefined, Result>;

export const EMPTY_PART: IndexPart = { texts: [], terms: [], words: [] };

/** By file of terms, by term: each number's new weight, or 0 for none. */
type Changes = Map<number, Map<string, Map<number, Weight | 0>>>;
type Read = (kind: "terms" | "words", file: number) => string;

/** The part for these texts in `count` files, from nothing. */
export function* buildPart(texts: readonly PartText[], count: number): Steps<IndexPart> {
  // As few objects as can be: ten thousand texts have millions of postings.
  const files = Array.from({ length: count }, () => new Map<string, PackedPostings>());
  for (const { entry, number } of texts) {
    if (!entry) continue;
    yield undefined;
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

/** What left the texts of a part, and what came. */
export interface TextWindow {
  readonly left: readonly PartText[];
  readonly came: readonly PartText[];
}

/** The part after its texts changed to `texts`; `window` is the difference. */
export function updatePart(
  part: IndexPart,
  { texts, window }: { texts: readonly PartText[]; window: TextWindow },
  read: Read,
): IndexPart {
  const changes: Changes = new Map();
  noteChanges(changes, { part, read, before: byFile(window.left), now: byFile(window.came) });
  if (changes.size === 0) return { ...part, texts };
  const terms = [...part.terms];
  const words = [...part.words];
  const wordChanges = new Map<number, Map<string, string>>();
  for (const [file, changed] of changes) {
    const patched = patchTerms(read("terms", file), changed.keys(), (term, before) => {
      let postings = before;
      for (const [number, weight] of changed.get(term) ?? []) {
        postings = patchPostings(postings, number, weight);
      }
      if ((postings === "") !== (before === "") && isCorrectable(term)) {
        for (const list of wordFilesOf(term, words.length)) {
          const own = wordChanges.get(list) ?? new Map<string, string>();
          wordChanges.set(list, own.set(term, postings));
        }
      }
      return postings;
    });
    terms[file] = fileOf(patched);
  }
  for (const [file, changed] of wordChanges) {
    const text = read("words", file);
    const list = new Set(text === "" ? [] : text.split("\n"));
    for (const [word, postings] of changed) {
      if (postings === "") list.delete(word);
      else list.add(word);
    }
    words[file] = fileOf([...list].sort().join("\n"));
  }
  return { texts, terms, words };
}

function byFile(texts: readonly PartText[]): ReadonlyMap<string, PartText> {
  return new Map(texts.map((text) => [text.file, text]));
}

function noteChanges(
  changes: Changes,
  {
    part,
    read,
    before,
    now,
  }: {
    part: IndexPart;
    read: Read;
    before: ReadonlyMap<string, PartText>;
    now: ReadonlyMap<string, PartText>;
  },
): void {
  const count = part.terms.length;
  const note = (term: string, number: number, weight: Weight | 0) => {
    const file = termFile(term, count);
    const lines = changes.get(file) ?? new Map<string, Map<number, Weight | 0>>();
    const numbers = lines.get(term) ?? new Map<number, Weight | 0>();
    changes.set(file, lines.set(term, numbers.set(number, weight)));
  };
  const arriving: { text: PartText; before: Entry | undefined }[] = [];
  const strangers = new Set<number>();
  // A number that one text leaves may be another's now: all leave before any arrives.
  for (const [file, former] of before) {
    const present = now.get(file);
    if (present?.digest === former.digest && present.number === former.number) continue;
    if (former.entry && present?.number === former.number) {
      arriving.push({ text: present, before: former.entry });
      continue;
    }
    if (former.entry) {
      for (const term of termsOfEntry(former.entry).keys()) note(term, former.number, 0);
    } else strangers.add(former.number);
    if (present) arriving.push({ text: present, before: undefined });
  }
  if (strangers.size > 0) {
    // Who changed while nobody watched: what they said is in the index alone.
    for (let file = 0; file < count; file++) {
      for (const [term, postings] of parseTerms(read("terms", file))) {
        for (const number of numbersIn(postings, strangers)) note(term, number, 0);
      }
    }
  }
  for (const [file, text] of now) {
    if (!before.has(file)) arriving.push({ text, before: undefined });
  }
  for (const { text, before: former } of arriving) {
    const then = former ? termsOfEntry(former) : new Map<string, Weight>();
    const terms = text.entry ? termsOfEntry(text.entry) : new Map<string, Weight>();
    for (const term of then.keys()) if (!terms.has(term)) note(term, text.number, 0);
    for (const [term, weight] of terms) {
      if (then.get(term) !== weight) note(term, text.number, weight);
    }
  }
}

function fileOf(text: string): IndexFile {
  return { digest: digestOf(text), bytes: Buffer.from(text) };
}
