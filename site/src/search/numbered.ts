// The documents of one language, each with a number that is its own for as long as it can be: the
// hour of its date. Newer is greater, which is how results are ordered; and a text more or less
// changes no other's number unless they crowd the same hour.

import { hash } from "node:crypto";
import { hrefOf } from "../model/permalink.ts";
import type { SiteModel, Tree } from "../model/site-model.ts";
import type { Entry } from "../store/entry.ts";
import { hashOf, type Part } from "./layout.ts";

/** A text in the index. */
export interface Numbered {
  readonly entry: Entry;
  readonly number: number;
  readonly part: Part;
  readonly url: string;
}

const HOUR = 3_600_000;
/** The young part ends at about one text in so many, whichever it is: so an old one never moves it. */
const YOUNG = 128;

/** All texts of a language, from the oldest. */
export function numberTexts(tree: Tree, model: Pick<SiteModel, "addresses">): Numbered[] {
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
    const url = hrefOf(model.addresses.get(entry.file) ?? "/");
    return { entry, number, part: index <= boundary ? "old" : "new", url };
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
