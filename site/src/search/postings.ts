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

/** The postings with another weight for one document, 0 for none. */
export function patchPostings(text: string, number: number, weight: Weight | 0): string {
  const lists = text.split(" ");
  while (lists.length < WEIGHTS.length) lists.push("");
  return lists
    .map((list, index) => patchList(list, number, WEIGHTS[index] === weight))
    .join(" ")
    .trimEnd();
}

/** Only the distances around `number` are written anew: a common word has ten thousand others. */
function patchList(list: string, number: number, isIn: boolean): string {
  let at = 0;
  let before = 0;
  while (at < list.length) {
    const { distance, end } = readDistance(list, at);
    const next = before + distance;
    if (next > number) {
      if (!isIn) return list;
      const between = formatNumber(number - before) + formatNumber(next - number);
      return list.slice(0, at) + between + list.slice(end);
    }
    if (next === number) {
      if (isIn) return list;
      if (end === list.length) return list.slice(0, at);
      const after = readDistance(list, end);
      return list.slice(0, at) + formatNumber(distance + after.distance) + list.slice(after.end);
    }
    before = next;
    at = end;
  }
  return isIn ? list + formatNumber(number - before) : list;
}

function readDistance(list: string, from: number): { distance: number; end: number } {
  let distance = 0;
  let end = from;
  for (;;) {
    const digit = VALUES[list.charCodeAt(end)] ?? 0;
    distance = distance * 32 + (digit & 31);
    end += 1;
    if (digit < 32 || end >= list.length) return { distance, end };
  }
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

/** Those of the numbers that have the term. */
export function numbersIn(text: string, numbers: ReadonlySet<number>): number[] {
  const found: number[] = [];
  let number = 0;
  let distance = 0;
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) === SPACE) {
      number = 0;
      continue;
    }
    const digit = VALUES[text.charCodeAt(i)] ?? 0;
    distance = distance * 32 + (digit & 31);
    if (digit >= 32) continue;
    number += distance;
    distance = 0;
    if (numbers.has(number)) found.push(number);
  }
  return found;
}

const SPACE = 32;

function formatNumber(value: number): string {
  let text = DIGITS.charAt(value % 32);
  for (let rest = Math.floor(value / 32); rest > 0; rest = Math.floor(rest / 32)) {
    text = DIGITS.charAt(32 + (rest % 32)) + text;
  }
  return text;
}
