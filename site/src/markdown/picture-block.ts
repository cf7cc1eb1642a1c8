// Pictures that have a paragraph to themselves: one with a title is a figure with its caption, several
// are a gallery, one without a title is `p.picture`. Pictures in the midst of a sentence stay there.

import type { MarkdownIt, Token } from "markdown-it";

/** A markdown-it plugin; tells each image token (in `meta`) whether it stands in a gallery. */
export function pictureBlocks(md: MarkdownIt): void {
  md.core.ruler.after("inline", "picture-blocks", (state) => {
    const tokens = state.tokens;
    for (const [index, inline] of tokens.entries()) {
      const before = tokens[index - 1];
      const after = tokens[index + 1];
      if (inline.type !== "inline" || before?.type !== "paragraph_open" || !after) continue;
      const items = picturesAlone(inline.children ?? []);
      if (!items) continue;
      const gallery = items.length > 1;
      const captioned = items.some(({ image }) => image.attrGet("title"));
      if (!gallery && !captioned) {
        // No selector of a style sheet tells this paragraph from one with words.
        before.attrSet("class", "picture");
        continue;
      }
      const wrap = gallery ? "div" : "figure";
      before.type = gallery ? "gallery_open" : "figure_open";
      after.type = gallery ? "gallery_close" : "figure_close";
      before.tag = wrap;
      after.tag = wrap;
      before.hidden = false;
      after.hidden = false;
      if (gallery) before.attrSet("class", "gallery");
      inline.children = items.flatMap(({ image, tokens: own }) => {
        image.meta = { ...image.meta, gallery };
        const title = image.attrGet("title");
        if (!title) return own;
        // The caption says it; a tooltip would say it twice.
        image.attrs = (image.attrs ?? []).filter(([name]) => name !== "title");
        const caption = html(`<figcaption>${md.utils.escapeHtml(String(title))}</figcaption>`);
        return gallery ? [html("<figure>"), ...own, caption, html("</figure>")] : [...own, caption];
      });
    }

    function html(content: string): Token {
      const token = new state.Token("html_inline", "", 0);
      token.content = content;
      return token;
    }
  });
}

interface Item {
  readonly image: Token;
  /** The image, and the link around it if there is one. */
  readonly tokens: Token[];
}

/** The pictures, when there is nothing else but space between them. */
function picturesAlone(children: readonly Token[]): Item[] | undefined {
  const items: Item[] = [];
  let linked: Token[] | undefined;
  let image: Token | undefined;
  for (const token of children) {
    if (token.type === "image") {
      if (linked && image) return undefined;
      if (linked) linked.push(token);
      else items.push({ image: token, tokens: [token] });
      image = token;
    } else if (token.type === "link_open") {
      linked = [token];
      image = undefined;
    } else if (token.type === "link_close") {
      if (!linked || !image) return undefined;
      items.push({ image, tokens: [...linked, token] });
      linked = undefined;
    } else if (token.type !== "softbreak" && token.type !== "hardbreak") {
      if (token.type !== "text" || token.content.trim() !== "" || linked) return undefined;
    }
  }
  return items.length > 0 && !linked ? items : undefined;
}
