// A line break in the middle of Chinese or Japanese text is not a space: writers break lines where
// they like, and a page that turned each break into a space would be full of holes.

import type { MarkdownIt } from "markdown-it";

const WIDE_END =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\u3000-\u303f\uff01-\uff60\u2018-\u201d\u2026\u2014]$/u;
const WIDE_START =
  /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\u3000-\u303f\uff01-\uff60\u2018-\u201d\u2026\u2014]/u;
const SURE = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\u3000-\u303f\uff01-\uff60]/u;

/** A markdown-it plugin: a soft break between two wide characters disappears. */
export function joinWideLines(md: MarkdownIt): void {
  md.core.ruler.push("join-wide-lines", (state) => {
    for (const block of state.tokens) {
      const inline = block.children;
      if (block.type !== "inline" || !inline) continue;
      for (const [index, token] of inline.entries()) {
        if (token.type !== "softbreak") continue;
        const before = textBefore(inline, index);
        const after = textAfter(inline, index);
        // Quotes and dashes are shared with Latin: one side has to be surely East Asian.
        const wide = WIDE_END.test(before) && WIDE_START.test(after);
        if (wide && (SURE.test(before.slice(-1)) || SURE.test(after.slice(0, 1)))) {
          token.type = "text";
          token.content = "";
        }
      }
    }
  });
}

interface Inline {
  readonly type: string;
  readonly content: string;
}

function textBefore(tokens: readonly Inline[], index: number): string {
  for (let i = index - 1; i >= 0; i--) {
    const token = tokens[i];
    if (token && token.content !== "") return token.content.trimEnd();
  }
  return "";
}

function textAfter(tokens: readonly Inline[], index: number): string {
  for (let i = index + 1; i < tokens.length; i++) {
    const token = tokens[i];
    if (token && token.content !== "") return token.content.trimStart();
  }
  return "";
}
