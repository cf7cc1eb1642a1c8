// Which file of the index has what. The publisher and the reader's browser must agree on it, so both
// use this. The index is cut by term, so that a search reads a few small files; and by age, so that a
// new post changes only the small young part.

import { isPair } from "./terms.ts";

/** Words that begin alike lie together, for looking up beginnings. */
export const BEGINNING = 4;
/** Letters at either end of a word, by which a mistyped one is looked up. */
const END = 2;

/** The old part of an index, or the young one. */
export type Part = "old" | "new";
export const PARTS: readonly Part[] = ["old", "new"];

/** How an index is cut; each number is a power of two, or 0 where there is nothing. */
export interface Layout {
  readonly terms: Readonly<Record<Part, number>>;
  readonly cards: number;
}

/** As an attribute of the search page carries it: `1024 16 512`. */
export function formatLayout({ terms, cards }: Layout): string {
  return `${terms.old} ${terms.new} ${cards}`;
}

export function parseLayout(text: string): Layout {
  const [old = 0, young = 0, cards = 0] = text.split(" ").map(Number);
  return { terms: { old, new: young }, cards };
}

/** Word lists: a sixteenth as many as files of terms. */
export function wordFiles(termFiles: number): number {
  return Math.ceil(termFiles / 16);
}

export function termFile(term: string, count: number): number {
  return hashOf(isPair(term) ? term : term.slice(0, BEGINNING)) & (count - 1);
}

/** The lists that have a word: by its beginning and by its ending, one of which an error spares. */
export function wordFilesOf(word: string, count: number): Set<number> {
  const ends = [`${word.slice(0, END)}-`, `-${word.slice(-END)}`];
  return new Set(ends.map((end) => hashOf(end) & (count - 1)));
}

export function cardFile(number: number, count: number): number {
  return number & (count - 1);
}

/** Words that a typing error is looked for in: of letters, and long enough for one. */
export function isCorrectable(word: string): boolean {
  return word.length >= 4 && word.length <= 24 && /^\p{L}+$/u.test(word) && !isPair(word);
}

/** Relative to the search page's own address. */
export function indexPath(
  kind: "terms" | "words" | "cards",
  part: Part | "",
  file: number,
): string {
  return `${kind}${part && `-${part}`}-${file.toString(16)}.txt`;
}

/** FNV-1a over UTF-16, with its high bits folded in: the low ones alone fall unevenly. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
