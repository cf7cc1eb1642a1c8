// Which part of which font has a character: Noto Serif for Chinese, Japanese and Korean, with Latin and
// Cyrillic beside them, in the hundred parts that browsers load one by one. No font is read for this.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { z } from "zod";

const FAMILIES = ["sc", "jp", "kr"] as const;
export type Family = (typeof FAMILIES)[number];

/** A part of a family, by its name in the package. */
export interface FontPart {
  readonly family: Family;
  readonly part: string;
}

interface Ranges {
  readonly part: string;
  readonly ranges: readonly (readonly [first: number, last: number])[];
}

const require = createRequire(import.meta.url);
const parts = new Map<Family, readonly Ranges[]>();

/** Where a family's files lie. */
export function folderOf(family: Family): string {
  return dirname(require.resolve(`@fontsource-variable/noto-serif-${family}/package.json`));
}

const unicodeFile = z.record(z.string(), z.string());

function partsOf(family: Family): readonly Ranges[] {
  let known = parts.get(family);
  if (!known) {
    const file = join(folderOf(family), "unicode.json");
    const listed = unicodeFile.parse(JSON.parse(readFileSync(file, "utf8")));
    known = Object.entries(listed).map(([name, text]) => ({
      part: name.replace(/[[\]]/g, ""),
      ranges: text.split(",").map((range) => {
        const [first = "", last = first] = range.trim().replace(/^U\+/i, "").split("-");
        return [Number.parseInt(first, 16), Number.parseInt(last, 16)] as const;
      }),
    }));
    parts.set(family, known);
  }
  return known;
}

/** The families for a language, its own first: one character has other strokes in Tokyo. */
function familiesFor(lang: string): readonly Family[] {
  const own = /^ja(-|$)/.test(lang) ? "jp" : /^ko(-|$)/.test(lang) ? "kr" : "sc";
  return [own, ...FAMILIES.filter((family) => family !== own)];
}

const found = new Map<string, FontPart | undefined>();

/** The part that has a character, or undefined where none of the families does. */
export function partFor(char: string, lang: string): FontPart | undefined {
  const families = familiesFor(lang);
  const isEastern = /^(zh|ja|ko)(-|$)/.test(lang);
  const key = `${families[0]}${isEastern}${char}`;
  if (found.has(key)) return found.get(key);
  const code = char.codePointAt(0) ?? 0;
  let part: FontPart | undefined;
  for (const family of families) {
    const own = partsOf(family).filter(({ ranges }) =>
      ranges.some(([first, last]) => code >= first && code <= last),
    );
    // Quotation marks and dots are in two parts: as wide as a character, and as Latin has them.
    const wanted = isEastern ? own.at(0) : own.at(-1);
    if (!wanted) continue;
    part = { family, part: wanted.part };
    break;
  }
  found.set(key, part);
  return part;
}

/** Whether a font is here for every letter and digit of a text. */
export function isDrawable(text: string, lang: string): boolean {
  for (const char of text) {
    if (/[\p{L}\p{N}\p{M}]/u.test(char) && !partFor(char, lang)) return false;
  }
  return true;
}
