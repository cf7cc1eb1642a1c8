// Obsidian's block ids: ` ^rain-1` at a block's end, or on a line of its own after it, is an anchor.

import type { MarkdownIt, Token } from "markdown-it";
import { BLOCK_ID } from "../store/wikilink.ts";

/** A markdown-it plugin; runs before the inline texts are parsed. */
export function blockIds(md: MarkdownIt): void {
  md.core.ruler.after("block", "block-ids", (state) => {
    if (!state.src.includes("^")) return;
    const tokens = state.tokens;
    const gone = new Set<Token>();
    for (const [index, inline] of tokens.entries()) {
      const found = inline.type === "inline" ? BLOCK_ID.exec(inline.content) : null;
      const opener = tokens[index - 1];
      const closer = tokens[index + 1];
      if (!found || !opener || !closer) continue;
      const id = `^${found[1]}`;
      inline.content = inline.content.slice(0, found.index);
      const item = tokens[index - 2];
      if (inline.content.trim() !== "" || opener.type !== "paragraph_open") {
        (opener.hidden && item?.type === "list_item_open" ? item : opener).attrSet("id", id);
        continue;
      }
      const target = blockBefore(tokens, index - 1);
      if (!target) continue;
      target.attrSet("id", id);
      for (const token of [opener, inline, closer]) gone.add(token);
    }
    if (gone.size > 0) state.tokens = tokens.filter((token) => !gone.has(token));
  });
}

/** The opening token of the block that ends just before `index`. */
function blockBefore(tokens: readonly Token[], index: number): Token | undefined {
  let depth = 0;
  for (let at = index - 1; at >= 0; at--) {
    const token = tokens[at];
    if (!token) return undefined;
    depth += token.nesting;
    if (depth > 0) return undefined;
    if (depth === 0) return token;
  }
  return undefined;
}
