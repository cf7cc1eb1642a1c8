// Texts within a text (`![[Name]]`): a figure with the other text's HTML and a link to it.

import type { MarkdownIt, Token } from "markdown-it";
import { escapeAttribute } from "../images/picture.ts";
import { escapeHtml } from "./highlight.ts";

/** A text, rendered by itself. */
export interface EmbeddedText {
  readonly html: string;
}

/** What an embed's token carries; `prefix` comes with its place in the text. */
function metaOf(token: Token | undefined) {
  const { html = "", href = "", title = "", prefix = "" } = token?.meta ?? {};
  return { html: `${html}`, href: `${href}`, title: `${title}`, prefix: `${prefix}` };
}

/** A markdown-it plugin: an embed that has a paragraph to itself is a figure, any other is a link. */
export function embeds(md: MarkdownIt): void {
  md.core.ruler.after("inline", "embeds", (state) => {
    if (!state.src.includes("![[")) return;
    let count = 0;
    const tokens = state.tokens;
    for (const [index, inline] of tokens.entries()) {
      const children = inline.children;
      if (inline.type !== "inline" || !children?.some(({ type }) => type === "embed")) continue;
      const before = tokens[index - 1];
      const after = tokens[index + 1];
      const alone = children.every(
        ({ type, content }) =>
          type === "embed" || type.endsWith("break") || (type === "text" && content.trim() === ""),
      );
      if (!alone || before?.type !== "paragraph_open" || !after) {
        inline.children = children.flatMap((token) =>
          token.type === "embed" ? asLink(token) : token,
        );
        continue;
      }
      for (const end of [before, after]) end.hidden = true;
      inline.children = children.filter(({ type }) => type === "embed");
      for (const token of inline.children) {
        count += 1;
        token.meta = { ...token.meta, prefix: `embed-${count}-` };
      }
    }

    function asLink(embed: Token): Token[] {
      const { href, title } = metaOf(embed);
      const open = new state.Token("link_open", "a", 1);
      open.attrs = [["href", href]];
      open.meta = { resolved: true };
      const text = new state.Token("text", "", 0);
      text.content = title;
      return [open, text, new state.Token("link_close", "a", -1)];
    }
  });
  md.renderer.rules.embed = (tokens, index) => {
    const { html, href, title, prefix } = metaOf(tokens[index]);
    const source = `<a href="${escapeAttribute(href)}">${escapeHtml(title)}</a>`;
    return `<figure class="embed">\n${prefixed(html, prefix)}<figcaption>${source}</figcaption>\n</figure>\n`;
  };
}

const TAG = /<[a-zA-Z](?:[^>"']|"[^"]*"|'[^']*')*>/g;

/** Ids, and what points at them, under a prefix: no two of one page are the same. */
function prefixed(html: string, prefix: string): string {
  return html.replace(TAG, (tag) =>
    tag
      .replace(/(\s(?:id|for|aria-labelledby|aria-describedby)=")([^"]+)"/g, `$1${prefix}$2"`)
      .replace(/(\s(?:href|xlink:href)=")#([^"]+)"/g, `$1#${prefix}$2"`)
      .replace(/url\(#/g, `url(#${prefix}`),
  );
}
