// Markdown as a reader sees it, roughly: marks and addresses gone, words kept, paragraphs apart.

import { withoutWikilinks } from "../store/wikilink.ts";

const HAN_BREAK =
  /(?<=[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\u3000-\u303f\uff01-\uff60])\n[ \t]*(?=[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\u3000-\u303f\uff01-\uff60])/gu;

/** Plain text with `\n` only between blocks. Linear in the text's length. */
export function plainMarkdown(markdown: string): string {
  return withoutWikilinks(markdown)
    .replace(/\r\n?/g, "\n")
    .replace(/^[ \t]*(>[ \t]?)+/gm, "")
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/^[ \t]*(```|~~~).*$/gm, "\n")
    .replace(/[ \t]\^(?=[\d-]*[A-Za-z])[A-Za-z0-9-]+[ \t]*$/gm, "")
    .replace(/^[ \t]*\[[^\]\n]+\]:[ \t]*\S+.*$/gm, "\n")
    .replace(/\]\([^()\n]*(\([^()\n]*\)[^()\n]*)*\)/g, "")
    .replace(/<\/?[a-zA-Z][^<>]*>/g, "")
    .replace(/^[ \t]*(#{1,6}[ \t]|[-*+][ \t]+|\d+[.)][ \t]+)/gm, "\n")
    .replace(/!?\[|\]/g, "")
    .replace(/\*+|__+|~~|`+|==/g, "")
    .replace(/\\(?=[!-/:-@[-`{-~])/g, "")
    .replace(HAN_BREAK, "")
    .replace(/\n[ \t]*\n\s*/g, "\u0000")
    .replace(/\s+/g, " ")
    .replaceAll("\u0000", "\n");
}
