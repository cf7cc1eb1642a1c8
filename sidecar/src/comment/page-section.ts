import { type Lang, langOf } from "./words.ts";

const OPEN = "<!--courtyard:comments-->";
const CLOSE = "<!--/courtyard:comments-->";
const LANG = /<html\b[^>]*?\slang\s*=\s*["']?([A-Za-z0-9-]{1,35})/i;

/** Where comments go in a page's HTML, in UTF-16 code units, and the page's language. */
export interface PageSection {
  readonly from: number;
  readonly to: number;
  readonly lang: Lang;
}

/** Finds the markers; undefined for a page that takes no comments. The last pair counts: the template
 * writes it after the post, whose author may have written about markers. */
export function findSection(html: string): PageSection | undefined {
  const to = html.lastIndexOf(CLOSE);
  const open = to < 0 ? -1 : html.lastIndexOf(OPEN, to);
  if (open < 0) return undefined;
  return { from: open + OPEN.length, to, lang: langOf(LANG.exec(html)?.[1]) };
}

/** The page with a list between its markers. */
export function fillSection(html: string, { from, to }: PageSection, list: string): string {
  return html.slice(0, from) + list + html.slice(to);
}
