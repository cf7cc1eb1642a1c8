import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** One link or picture of a Markdown file, as it is written there. */
export interface MarkdownLink {
  /** Path of the file, from the repository's root. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly target: string;
}

// Inline links and pictures, with or without a title, and definitions at the start of a line.
const INLINE =
  /\]\(\s*(?:<([^>\n]*)>|([^\s()]+(?:\([^\s()]*\)[^\s()]*)*))(?:\s+["'][^\n]*?["'])?\s*\)/g;
const DEFINITION = /^ {0,3}\[[^\]^][^\]]*\]:\s*(?:<([^>\n]*)>|(\S+))/;

/** The links of a Markdown text, without those inside code. */
export function linksOf(file: string, markdown: string): MarkdownLink[] {
  const found: MarkdownLink[] = [];
  let fence: string | undefined;
  for (const [index, text] of markdown.split(/\r?\n/).entries()) {
    const mark = /^\s{0,3}(```+|~~~+)/.exec(text)?.[1];
    if (mark !== undefined && (fence === undefined || mark.startsWith(fence))) {
      fence = fence === undefined ? mark : undefined;
      continue;
    }
    if (fence !== undefined) continue;
    const prose = text.replace(/(`+)(?!`).*?(?<!`)\1(?!`)/g, "");
    const add = (target: string | undefined) => {
      if (target) found.push({ file, line: index + 1, target });
    };
    for (const match of prose.matchAll(INLINE)) add(match[1] ?? match[2]);
    const definition = DEFINITION.exec(prose);
    add(definition?.[1] ?? definition?.[2]);
  }
  return found;
}

/** Whether a target is a path relative to its file, rather than a URL, a site's address or a heading. */
export function isRelative(target: string): boolean {
  return !/^([a-z][a-z0-9+.-]*:|\/|#)/i.test(target);
}

/** Whether the file or folder that a relative link names is there, under `root`. */
export function resolves({ file, target }: MarkdownLink, root: string): boolean {
  const path = decodeURI(target.replace(/[?#].*$/, ""));
  return existsSync(join(root, dirname(file), path));
}

/** The Markdown file of the content folder that a site's address shows; undefined for lists and feeds. */
export function contentFileOf(address: string): string | undefined {
  const path = decodeURI(address.replace(/[?#].*$/, ""));
  const [, zh = "", post = "", slug] = /^(\/zh)?(\/posts)?\/([^/]+)\/$/.exec(path) ?? [];
  if (slug === undefined || ["posts", "tags", "zh"].includes(slug)) return undefined;
  return `content/${post === "" ? "pages" : "posts"}/${slug}${zh === "" ? "" : ".zh"}.md`;
}
