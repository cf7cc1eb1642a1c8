// The documents of one language, each with a number that is its own for as long as it can be: the
// hours to its date, counted in steps that suit how often the site's texts come. Newer is greater, which
// is how results are ordered; and a text more or less changes no other's number unless they crowd.

import { hash } from "node:crypto";
import { sameEnds } from "../model/list-window.ts";
import { hrefOf } from "../model/permalink.ts";
import type { SiteModel, Tree } from "../model/site-model.ts";
import type { Entry } from "../store/entry.ts";
import { hashOf } from "./layout.ts";

/** A text in the index. The same object for as long as nothing of it changes. */
export interface Numbered {
  readonly file: string;
  readonly digest: string;
  readonly entry: Entry;
  readonly number: number;
  readonly path: string;
  readonly url: string;
}

export interface NumberedTexts {
  readonly entries: readonly Entry[];
  /** From the oldest. */
  readonly texts: readonly Numbered[];
  /** How many of them are the old part of the index. */
  readonly old: number;
  /** The moment from which steps are counted. */
  readonly base: number;
  /** A step in milliseconds. */
  readonly step: number;
}

const HOUR = 3_600_000;
/** Steps from one text to the next in quiet times: fewer crowd, and more are bytes in every list of numbers. */
const APART = 4;
/** The young part begins after about one text in so many, whichever it is: so an old one never moves it. */
const YOUNG = 128;

/** All texts of a language; what did not change is taken over from `before`. */
export function numberTexts(
  tree: Tree,
  { addresses }: Pick<SiteModel, "addresses">,
  before: NumberedTexts | undefined,
): NumberedTexts {
  const entries = [...tree.pages, ...tree.posts.toReversed()];
  const oldest = tree.posts.at(-1)?.date ?? 0;
  const base = Date.UTC(new Date(oldest).getUTCFullYear(), 0);
  let old = entries.length;
  while (old > 0 && !isBoundary(entries[old - 1]?.file ?? "")) old -= 1;
  const step = stepFor(entries.slice(tree.pages.length, old));
  const known = before?.base === base && before.step === step ? before : undefined;
  const [start, tail] = known ? sameEnds(known.entries, entries) : [0, 0];
  const shift = (known?.entries.length ?? 0) - entries.length;
  /** What an entry was before, when it lay there or beside: a text that moves shifts others by one. */
  const textOf = (entry: Entry, index: number) => {
    for (const at of [index + shift, index, index - 1, index + 1]) {
      if (known?.entries[at] === entry) return known.texts[at];
    }
    return undefined;
  };
  const texts = known ? known.texts.slice(0, start) : [];
  let free = (texts.at(-1)?.number ?? -1) + 1;
  for (let index = start; index < entries.length; index++) {
    const entry = entries[index] as Entry;
    const steps = entry.kind === "post" ? Math.floor((entry.date - base) / step) : 0;
    const number = Math.max(free, steps);
    const same = textOf(entry, index);
    if (same?.number === number && index >= entries.length - tail) {
      // Numbers depend on the one before alone: from here on all are as they were.
      const others = known?.texts.slice(index + shift) ?? [];
      return { entries, texts: texts.concat(others), old, base, step };
    }
    free = number + 1;
    if (same?.number === number) {
      texts.push(same);
      continue;
    }
    const { file, digest } = entry;
    // An entry with another address is another entry.
    const path = addresses.get(file) ?? "/";
    texts.push({ file, digest, entry, number, path, url: hrefOf(path) });
  }
  return { entries, texts, old, base, step };
}

/**
 * Hours, in a power of two, so that it seldom changes. The middle half of the old posts tells: one date
 * in the year 9999 says nothing of the others.
 */
function stepFor(old: readonly Entry[]): number {
  const [from, to] = [Math.floor(old.length / 4), Math.floor((old.length * 3) / 4)];
  const apart = ((old[to]?.date ?? 0) - (old[from]?.date ?? 0)) / Math.max(1, to - from);
  return HOUR * 2 ** Math.floor(Math.log2(Math.max(HOUR, apart / APART) / HOUR));
}

function isBoundary(file: string): boolean {
  return hashOf(file) % YOUNG === 0;
}

/** The digest of an index file, which is the one that a manifest has for it. */
export function digestOf(text: string): string {
  return hash("sha256", text, "base64url");
}
