// The ids within a text that a link can lead to, found without rendering it.

import { maskCode } from "./code-mask.ts";
import { slugOf } from "./slug.ts";
import { BLOCK_ID, withoutWikilinks } from "./wikilink.ts";

/** The id that a heading with this text gets, unless an earlier one has it. */
export function anchorOf(heading: string): string {
  return slugOf(heading) || "section";
}

/** Ids of headings (`rain`, `rain-2`), of blocks (`^id`) and of the writer's own HTML, in order. */
export function anchorsIn(body: string): string[] {
  if (!/^[ \t>]*#|^[ \t>]*[=-]+[ \t]*$|\^[A-Za-z0-9-]+[ \t]*$|\s(?:id|name)=/m.test(body))
    return [];
  const found = new Set<string>();
  const lines = body.split("\n");
  const masked = maskCode(body).split("\n");
  for (const [index, line] of masked.entries()) {
    if (line.trim() === "" && lines[index]?.trim() !== "") continue;
    const raw = (lines[index] ?? "").replace(/\r$/, "");
    for (const [, id = ""] of line.matchAll(/<[a-z][^>]*?\s(?:id|name)=["']?([^"'\s>]+)/gi)) {
      found.add(id.normalize("NFC"));
    }
    const text = raw.replace(BLOCK_ID, "");
    const block = BLOCK_ID.exec(raw)?.[1];
    if (block) found.add(`^${block}`);
    const atx = /^(?:[ \t>])*#{1,6}(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/.exec(text);
    const under = /^ {0,3}(=+|-+)[ \t]*$/.test(masked[index + 1] ?? "");
    const setext = under && /^ {0,3}[^\s#>|\-*+]/.test(text) ? text.trim() : undefined;
    const heading = atx ? (atx[1] ?? "") : setext;
    if (heading === undefined) continue;
    const slug = anchorOf(plainHeading(heading));
    let id = slug;
    for (let count = 2; found.has(id); count++) id = `${slug}-${count}`;
    found.add(id);
  }
  return [...found];
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
