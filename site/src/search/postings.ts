// Which documents have a term, as text: three ascending lists of numbers, each number as its distance
// to the one before in base 32, digit by digit (a "final" digit ends it). Runs in browsers too.

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const VALUES = new Uint8Array(128);
for (let i = 0; i < DIGITS.length; i++) VALUES[DIGITS.charCodeAt(i)] = i;

/** Where a term stands in a document: here or there, often, or in its title or tags. */
export type Weight = 1 | 2 | 3;
const WEIGHTS: readonly Weight[] = [1, 2, 3];

/** Documents' numbers with the term's weight there. */
export type Postings = Map<number, Weight>;

/** Postings as numbers that hold both, ascending: small while an index is built. */
export type PackedPostings = number[];

export function packed(number: number, weight: Weight): number {
  return number * 4 + weight;
}

/** `list list list`, the heaviest last; lists at the end that are empty are left out. */
export function formatPacked(postings: PackedPostings): string {
  const lists = ["", "", ""];
  const last = [0, 0, 0];
  for (const one of postings) {
    const list = (one % 4) - 1;
    const number = Math.floor(one / 4);
    lists[list] += formatNumber(number - (last[list] ?? 0));
    last[list] = number;
  }
  return lists.join(" ").trimEnd();
}

export function formatPostings(postings: Postings): string {
  const all = [...postings].map(([number, weight]) => packed(number, weight));
  return formatPacked(all.sort((a, b) => a - b));
}

/** The inverse. Throws on anything else: a file of another program's. */
export function parsePostings(text: string): Postings {
  const postings: Postings = new Map();
  for (const [index, list] of text.split(" ").entries()) {
    const weight = WEIGHTS[index];
    if (weight === undefined) throw new Error("Not a list of postings.");
    let number = 0;
    let distance = 0;
    for (let i = 0; i < list.length; i++) {
      const digit = VALUES[list.charCodeAt(i)] ?? 0;
      distance = distance * 32 + (digit & 31);
      if (digit >= 32) continue;
      number += distance;
      distance = 0;
      postings.set(number, weight);
    }
  }
  return postings;
}

function formatNumber(value: number): string {
  let text = DIGITS.charAt(value % 32);
  for (let rest = Math.floor(value / 32); rest > 0; rest = Math.floor(rest / 32)) {
    text = DIGITS.charAt(32 + (rest % 32)) + text;
  }
  return text;
}
