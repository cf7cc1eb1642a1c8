// The first words of a text, for cards and descriptions where the writer gave none.

import { withFormulasAsText } from "../markdown/formula.ts";
import { BLOCK_ID, withoutWikilinks } from "./wikilink.ts";

const SKIP = /^(\s*$|#{1,6}\s|!\[|<|[-*+]\s|\d+[.)]\s|>|\||\s{4}|\[\^|---|===)/;

const MORE = /<!--\s*more\s*-->/i;
/** A card is no page: the part above `<!-- more -->` may be longer than this, its card is not. */
const TEASER = 1000;
/** Markdown is at most so many times as long as its words, where these are looked for at all. */
const MARKS = 20;

/** All plain prose above `<!-- more -->`, without its marks; empty where there is no such mark. */
export function teaserOf(body: string): string {
  const mark = MORE.exec(body);
  if (!mark) return "";
  const paragraphs: string[] = [];
  for (const line of proseLines(body.slice(0, mark.index))) {
    if (line !== "" || paragraphs.at(-1) !== "") paragraphs.push(line);
  }
  return cut(plainText(paragraphs.join("\n").slice(0, TEASER * MARKS)), TEASER);
}

/** The first paragraph of plain prose in Markdown, without its marks, cut near `limit` characters. */
export function excerptOf(body: string, limit = 200): string {
  const paragraph: string[] = [];
  for (const line of proseLines(body)) {
    if (line !== "") paragraph.push(line);
    else if (paragraph.length > 0) break;
  }
  return cut(plainText(paragraph.join("\n").slice(0, limit * MARKS)), limit);
}

/** The lines, those that are no prose empty: listings and formulas among them, from mark to mark. */
function* proseLines(body: string): Generator<string> {
  let open: string | undefined;
  for (const line of body.split(/\r?\n/)) {
    const mark = /^(```|~~~|\$\$)/.exec(line)?.[1];
    const closes = open === "$$" ? /\$\$\s*$/.test(line) : mark === open;
    if (open !== undefined) {
      if (closes) open = undefined;
      yield "";
    } else if (mark !== undefined) {
      if (mark !== "$$" || !/\$\$\s*$/.test(line.slice(2))) open = mark;
      yield "";
    } else yield SKIP.test(line) ? "" : line.trim();
  }
}

/** A line of Markdown, such as a heading, as a title has it. */
export function titleOf(line: string): string {
  return plainText(line.slice(0, TEASER * MARKS));
}

/** Markdown's inline marks taken off; a line break between Han characters closes up. */
function plainText(markdown: string): string {
  return withFormulasAsText(withoutWikilinks(markdown))
    .split("\n")
    .map((line) => line.replace(BLOCK_ID, ""))
    .join("\n")
    .replace(/!\[([^\]|]*)(?:\|[^\]]*)?\]\([^)]*\)/g, "$1")
    .replace(/\[\^[^\]]*\]|\^\[[^\]]*\]/g, "")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/<[^>]+>/g, "")
    .replace(/==(?=\S)(.*?\S)==/g, "$1")
    .replace(/(\*\*|__|~~|`+|\*)/g, "")
    .replace(
      /(?<=[\p{sc=Han}\u3000-\u303f\uff00-\uffef])\n(?=[\p{sc=Han}\u3000-\u303f\uff00-\uffef])/gu,
      "",
    )
    .replace(/\\([!-/:-@[-`{-~])/g, "$1")
    .replace(/\s+/g, " ")
    .trim();
}

function cut(text: string, limit: number): string {
  // A Han character says as much as two or three Latin letters.
  const room = /\p{sc=Han}/u.test(text) ? Math.round(limit / 2) : limit;
  const chars = [...text];
  if (chars.length <= room) return text;
  const short = chars.slice(0, room).join("");
  const space = short.lastIndexOf(" ");
  return `${space > short.length - 20 ? short.slice(0, space) : short}…`;
}
