// The documents of one language, each with a number that is its own for as long as it can be: the
// hour of its date. Newer is greater, which is how results are ordered; and a text more or less
// changes no other's number unless they crowd the same hour.

import { hash } from "node:crypto";
import { hrefOf } from "../model/permalink.ts";
import type { SiteModel, Tree } from "../model/site-model.ts";
import type { Entry } from "../store/entry.ts";
import { hashOf, type Part } from "./layout.ts";

/** A text in the index. The same object for as long as nothing of it changes. */
export interface Numbered {
  readonly file: string;
  readonly digest: string;
  readonly entry: Entry;
  readonly number: number;
  readonly part: Part;
  readonly path: string;
  readonly url: string;
}

/** The present ones, by entry. */
export type NumberedTexts = WeakMap<Entry, Numbered>;

const HOUR = 3_600_000;
/** The young part ends at about one text in so many, whichever it is: so an old one never moves it. */
const YOUNG = 128;

/** All texts of a language, from the oldest. */
export function numberTexts(
  tree: Tree,
  model: Pick<SiteModel, "addresses">,
  known: NumberedTexts,
): Numbered[] {
  const entries = [...tree.pages, ...tree.posts.toReversed()];
  const oldest = tree.posts.at(-1)?.date ?? 0;
  const base = Date.UTC(new Date(oldest).getUTCFullYear(), 0);
  let boundary = -1;
  for (const [index, { file }] of entries.entries()) if (isBoundary(file)) boundary = index;
  let free = 0;
  return entries.map((entry, index) => {
    const hour = entry.kind === "post" ? Math.floor((entry.date - base) / HOUR) : 0;
    const number = Math.max(free, hour);
    free = number + 1;
    const part = index <= boundary ? "old" : "new";
    const { file, digest } = entry;
    const path = model.addresses.get(file) ?? "/";
    const same = known.get(entry);
    if (same?.number === number && same.part === part && same.path === path) return same;
    const made: Numbered = { file, digest, entry, number, part, path, url: hrefOf(path) };
    known.set(entry, made);
    return made;
  });
}

const boundaries = new Map<string, boolean>();

function isBoundary(file: string): boolean {
  let known = boundaries.get(file);
  if (known === undefined) {
    known = hashOf(file) % YOUNG === 0;
    boundaries.set(file, known);
  }
  return known;
}

/** The digest of an index file, which is the one that a manifest has for it. */
export function digestOf(text: string): string {
  return hash("sha256", text, "base64url");
}
