// GFM's task lists: `- [ ] water the beans`. The boxes show a state; nobody can click them.

import type { MarkdownIt, Token } from "markdown-it";
import { markdownWord } from "./words.ts";

const BOX = /^\[([ xX])\][ \t\n]/;

/** A markdown-it plugin: list items that begin with a box get a checkbox, their lists a class. */
export function taskLists(md: MarkdownIt): void {
  md.core.ruler.after("inline", "task-lists", (state) => {
    const lists: Token[] = [];
    for (const [index, token] of state.tokens.entries()) {
      if (token.type.endsWith("_list_open")) lists.push(token);
      else if (token.type.endsWith("_list_close")) lists.pop();
      if (token.type !== "list_item_open") continue;
      const inline = state.tokens[index + 2];
      const first = inline?.children?.[0];
      if (inline?.type !== "inline" || first?.type !== "text") continue;
      const box = BOX.exec(inline.content);
      if (!box) continue;
      const done = box[1] !== " ";
      first.content = first.content.replace(/^\[[ xX]\]\s?/, "");
      const checkbox = new state.Token("html_inline", "", 0);
      const label = markdownWord(done ? "done" : "open", state.env?.lang);
      checkbox.content = `<input type="checkbox" disabled${done ? " checked" : ""} aria-label="${label}"> `;
      inline.children?.unshift(checkbox);
      token.attrSet("class", "task");
      lists.at(-1)?.attrSet("class", "tasks");
    }
  });
}
