// What a text is found by, and how heavily.

import type { Entry } from "../store/entry.ts";
import { plainMarkdown } from "./plain-markdown.ts";
import type { Weight } from "./postings.ts";
import { countTerms } from "./terms.ts";

/** A text that has a term so many times is about it. */
const OFTEN = 4;

/** Every term of a text with its weight. */
export function termsOfEntry(entry: Entry): Map<string, Weight> {
  const weights = new Map<string, Weight>();
  const body = new Map<string, number>();
  countTerms(plainMarkdown(entry.text.read()), body);
  if (entry.description) countTerms(entry.description, body);
  for (const [term, count] of body) weights.set(term, count >= OFTEN ? 2 : 1);
  const title = new Map<string, number>();
  countTerms([entry.title, ...entry.tags].join("\n"), title);
  for (const term of title.keys()) weights.set(term, 3);
  return weights;
}
