// Callouts as Obsidian (`> [!note]- Title`) and GitHub (`> [!WARNING]`) write them: a quote whose first
// line names its kind. A `-` or `+` after the name makes it a `details`, closed or open.

import type { MarkdownIt, Token } from "markdown-it";
import { type MarkdownWord, markdownWord } from "./words.ts";

const FIRST_LINE = /^\[!([\p{L}][\p{L}\p{N}_-]*)\]([+-]?)(?:[ \t]+([^\n]*))?(?:\n|$)/u;

/** Obsidian's other names, and the kind that each one means. */
const OTHER_NAMES: Readonly<Record<string, MarkdownWord>> = {
  summary: "abstract",
  tldr: "abstract",
  hint: "tip",
  check: "success",
  done: "success",
  help: "question",
  faq: "question",
  attention: "warning",
  fail: "failure",
  missing: "failure",
  error: "danger",
  cite: "quote",
};

const KINDS: ReadonlySet<string> = new Set<MarkdownWord>([
  "note",
  "abstract",
  "info",
  "todo",
  "tip",
  "important",
  "success",
  "question",
  "warning",
  "caution",
  "failure",
  "danger",
  "bug",
  "example",
  "quote",
]);

/** A markdown-it plugin; runs before the inline texts are parsed, so that a title may have marks. */
export function callouts(md: MarkdownIt): void {
  md.core.ruler.after("block", "callouts", (state) => {
    if (!state.src.includes("[!")) return;
    const out: Token[] = [];
    const open: Token[] = [];
    const tokens = state.tokens;
    for (let index = 0; index < tokens.length; index++) {
      const token = tokens[index];
      if (!token) continue;
      out.push(token);
      if (token.type === "blockquote_close") {
        const opener = open.pop();
        if (opener && opener.tag !== "blockquote") {
          token.type = "callout_close";
          token.tag = opener.tag;
        }
      }
      if (token.type !== "blockquote_open") continue;
      open.push(token);
      const inline = tokens[index + 2];
      const first = inline?.type === "inline" ? FIRST_LINE.exec(inline.content) : null;
      if (!inline || !first || tokens[index + 1]?.type !== "paragraph_open") continue;
      const [whole, name = "", fold = "", title = ""] = first;
      const lower = name.toLowerCase();
      const kind = OTHER_NAMES[lower] ?? (KINDS.has(lower) ? (lower as MarkdownWord) : undefined);
      token.type = "callout_open";
      token.tag = fold === "" ? "div" : "details";
      token.attrSet("class", `callout callout-${kind ?? "other"}`);
      if (fold === "") token.attrSet("role", "note");
      if (fold === "+") token.attrSet("open", "");
      const tag = fold === "" ? "p" : "summary";
      const own = kind ? markdownWord(kind, state.env?.lang) : capital(name);
      const part = (type: string, nesting: 1 | 0 | -1) => {
        const made = new state.Token(type, nesting === 0 ? "" : tag, nesting);
        made.block = true;
        made.level = token.level + 1;
        return made;
      };
      const opening = part("callout_title_open", 1);
      opening.attrSet("class", "callout-title");
      const text = part("inline", 0);
      text.content = title.trim() || own;
      text.children = [];
      text.map = token.map;
      out.push(opening, text, part("callout_title_close", -1));
      inline.content = inline.content.slice(whole.length);
      // Nothing under the title in the same paragraph: the paragraph was the title alone.
      if (inline.content.trim() === "") index += 3;
    }
    state.tokens = out;
  });
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1).replaceAll(/[-_]/g, " ");
}
