// The ids within a text that a link can lead to, found without rendering it.

import { maskCode } from "./code-mask.ts";
import { slugOf } from "./slug.ts";
import { BLOCK_ID, withoutWikilinks } from "./wikilink.ts";

/** The id that a heading with this text gets, unless an earlier one has it. */
export function anchorOf(heading: string): string {
  return slugOf(heading) || "section";
}

/**
 * Ids of headings (`rain`, `rain-2`), of blocks (`^id`) and of the writer's own HTML, in order; `text`
 * is the body without its code.
 */
export function anchorsIn(body: string, text = maskCode(body)): string[] {
  const found = new Set<string>();
  /** Where to go on counting: a diary with a thousand headings of one name must not begin at 2. */
  const counted = new Map<string, number>();
  let start = 0;
  while (start < text.length) {
    const end = lineEnd(text, start);
    const mark = text.slice(start, end);
    // Most lines are prose: a glance has to be enough for them.
    const heads = ATX.test(mark) || UNDERLINE.test(text.slice(end + 1, lineEnd(text, end + 1)));
    if (heads || mark.includes("^") || mark.includes("<")) {
      const line = body.slice(start, end).replace(/\r$/, "");
      if (mark.includes("<")) {
        for (const [, id = ""] of mark.matchAll(/<[a-z][^<>]*?\s(?:id|name)=["']?([^"'\s>]+)/gi)) {
          found.add(id.normalize("NFC"));
        }
      }
      const block = mark.includes("^") ? BLOCK_ID.exec(line)?.[1] : undefined;
      if (block) found.add(`^${block}`);
      const heading =
        heads && mark.trim() !== "" ? headingOf(line.replace(BLOCK_ID, "")) : undefined;
      if (heading !== undefined) {
        const slug = anchorOf(plainHeading(heading));
        let id = slug;
        let count = counted.get(slug) ?? 2;
        for (; found.has(id); count++) id = `${slug}-${count}`;
        counted.set(slug, count);
        found.add(id);
      }
    }
    start = end + 1;
  }
  return [...found];
}

/** A heading's line, in quotes and lists too. */
const ATX = /^(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*#{1,6}(?=[ \t]|\r?$)/;
const UNDERLINE = /^ {0,3}(=+|-+)[ \t]*\r?$/;

function lineEnd(text: string, start: number): number {
  const end = text.indexOf("\n", start);
  return end < 0 ? text.length : end;
}

/** The words of a line that is known to begin with `#` or to be underlined, if it is a heading. */
function headingOf(line: string): string | undefined {
  if (ATX.test(line))
    return line
      .replace(ATX, "")
      .replace(/[ \t]+#+[ \t]*$/, "")
      .trim();
  return /^ {0,3}[^\s#>|\-*+]/.test(line) ? line.trim() : undefined;
}

/** A heading's words as the renderer's slug sees them: no pictures, notes, formulas or marks. */
function plainHeading(markdown: string): string {
  return withoutWikilinks(markdown)
    .replace(/!\[[^\]]*\]\([^)]*\)/g, "")
    .replace(/\[\^[^\]]*\]/g, "")
    .replace(/\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, "$1")
    .replace(/<\/?[a-zA-Z][^>]*>/g, "")
    .replace(/(^|[^\\$])\$(?!\s)[^$]+\$(?!\d)/g, "$1")
    .replace(/\*+|~~|`+|==/g, "")
    .replace(/(^|[^\p{L}\p{N}])_+(?=\S)|(?<=\S)_+(?=$|[^\p{L}\p{N}])/gu, "$1")
    .replace(/\\([!-/:-@[-`{-~])/g, "$1")
    .replace(/&amp;/g, "&");
}
