// A fenced block of code: its language, and what the rest of the fence's first line asks for.
// ```ts title="a.ts" {1,3-5} numbers diff

import { escapeAttribute } from "../images/picture.ts";
import { type CodeHighlighter, escapeHtml } from "./highlight.ts";

/** What the line after the three backticks says. */
export interface CodeInfo {
  readonly language: string;
  readonly title: string | undefined;
  /** Line numbers, from 1. */
  readonly marked: ReadonlySet<number>;
  readonly numbered: boolean;
  /** Lines that begin with `+` or `-` are what came and what went. */
  readonly diff: boolean;
}

/** Longer lists of lines than any block has would only cost time. */
const MOST_LINES = 10_000;

/** Reads an info string; words that it does not know are left alone. */
export function readCodeInfo(info: string): CodeInfo {
  const language = languageOf(info);
  const rest = info.trim().slice(/^[^\s{]*/.exec(info.trim())?.[0].length ?? 0);
  const title = /(?:^|\s)(?:title|file(?:name)?)=(?:"([^"]*)"|'([^']*)'|(\S+))/.exec(rest);
  const bare = rest.replace(/"[^"]*"|'[^']*'/g, "");
  return {
    language,
    title: title?.[1] ?? title?.[2] ?? title?.[3],
    marked: linesIn(/\{([\d\s,-]+)\}/.exec(bare)?.[1] ?? ""),
    numbered: /(?:^|\s)(?:numbers|line-?numbers|linenos|showLineNumbers)(?=\s|$)/i.test(bare),
    diff: /(?:^|\s)diff(?=\s|$)/.test(bare),
  };
}

/** The language of a fence's info string: `ts title="x"` → `ts`. */
export function languageOf(info: string): string {
  return info.trim().split(/[\s{]/)[0]?.toLowerCase() ?? "";
}

/** The code of a block itself: that of a diff without its signs. */
export function plainCode(code: string, { diff }: CodeInfo): string {
  return diff ? code.replace(/^[+-]/gm, "") : code;
}

/** The HTML of a block; `code` without its last line break. */
export function codeBlockHtml(code: string, info: CodeInfo, highlighter: CodeHighlighter): string {
  const { language, title, marked, numbered, diff } = info;
  const signs: string[] = [];
  const plain = plainCode(code, info);
  if (diff) for (const line of code.split("\n")) signs.push(/^[+-]/.exec(line)?.[0] ?? "");
  const html = highlighter.highlight(plain, language) ?? escapeHtml(plain);
  const lined = marked.size > 0 || numbered || diff;
  const inside = lined
    ? html
        .split("\n")
        .map((line, index) => lineHtml(line, signs[index] ?? "", marked.has(index + 1)))
        .join("")
    : `${html}\n`;
  const label = language === "" ? "" : ` data-language="${escapeAttribute(language)}"`;
  const classes = ["code", ...(lined ? ["lined"] : []), ...(numbered ? ["numbered"] : [])];
  // A wide block scrolls sideways; a keyboard can only scroll what has the focus.
  const block = `<pre class="${classes.join(" ")}"${label} tabindex="0"><code>${inside}</code></pre>\n`;
  if (title === undefined || title === "") return block;
  return `<figure class="listing"><figcaption>${escapeHtml(title)}</figcaption>\n${block}</figure>\n`;
}

/** The sign stays in the text: a reader without the theme's colours needs it. */
function lineHtml(html: string, sign: string, marked: boolean): string {
  const tag = sign === "+" ? "ins" : sign === "-" ? "del" : "span";
  const shown = sign === "" ? "" : `<span class="sign">${sign}</span>`;
  return `<${tag} class="line${marked ? " marked" : ""}">${shown}${html}\n</${tag}>`;
}

function linesIn(list: string): Set<number> {
  const lines = new Set<number>();
  for (const part of list.split(",")) {
    const [, from, to] = /^\s*(\d+)(?:\s*-\s*(\d+))?\s*$/.exec(part) ?? [];
    if (from === undefined) continue;
    const last = Math.min(Number(to ?? from), MOST_LINES);
    for (let line = Number(from); line <= last; line++) lines.add(line);
  }
  return lines;
}
