// Wikilinks and embeds, as Obsidian writes them: `[[Name#Heading|shown]]`, `![[picture.png|300]]`,
// `![[Name]]`. Code never has any; what leads nowhere stays as it was written.

import type { MarkdownIt, StateInline } from "markdown-it";
import { isPicturePath } from "../store/reference.ts";
import { readWikilink, shownText, targetOf, type Wikilink } from "../store/wikilink.ts";
import type { Ask } from "./local-link.ts";

const INSIDE = /(!?)\[\[([^[\]\n]+)\]\]/y;

/** A markdown-it plugin; `ask` says where a link leads. Embeds become tokens of their own. */
export function wikilinks(md: MarkdownIt, ask: Ask): void {
  const rule = (state: StateInline, silent: boolean): boolean => {
    INSIDE.lastIndex = state.pos;
    const [whole, mark, inside = ""] = INSIDE.exec(state.src) ?? [];
    if (whole === undefined || state.pos + whole.length > state.posMax) return false;
    const link = readWikilink(inside);
    if (link.name === "" && link.part === "") return false;
    if (!silent) {
      if (mark === "!" && isPicturePath(link.name)) pushPicture(state, link);
      else pushLink(state, { link, whole, embed: mark === "!", ask });
    }
    state.pos += whole.length;
    return true;
  };
  md.inline.ruler.before("link", "wikilink", rule);
}

/** As the image `![shown](name)`: a width stands behind the last bar. */
function pushPicture(state: StateInline, { name, shown = "" }: Wikilink): void {
  const token = state.push("image", "img", 0);
  const text = new state.Token("text", "", 0);
  // `![[a.png|300]]` has a width and no words.
  text.content = /^\d{1,4}(x\d{1,4})?$/.test(shown) ? `|${shown}` : shown;
  token.attrs = [
    ["src", state.md.normalizeLink(name)],
    ["alt", ""],
  ];
  token.children = [text];
  token.content = text.content;
}

function pushLink(
  state: StateInline,
  { link, whole, embed, ask }: { link: Wikilink; whole: string; embed: boolean; ask: Ask },
): void {
  const target = targetOf(link);
  const end = ask.link?.(embed ? "embed" : "wiki", target);
  const picture = isPicturePath(link.name) ? ask.picture?.(link.name)?.src : undefined;
  const href = picture ?? (end?.kind === "text" || end?.kind === "file" ? end.href : undefined);
  const title = end?.kind === "text" ? end.title : undefined;
  const words = href === undefined && end?.kind !== "kept" ? whole : shownText(link, title);
  const embedded = embed && end?.kind === "text" ? ask.embed?.(target) : undefined;
  if (embedded && href !== undefined) {
    const token = state.push("embed", "", 0);
    token.meta = { html: embedded.html, href, title: link.shown ?? title ?? link.name };
    return;
  }
  // A link cannot stand in a link.
  const linked = href !== undefined && state.linkLevel === 0;
  if (linked) {
    const open = state.push("link_open", "a", 1);
    open.attrs = [["href", href]];
    open.info = "auto";
    open.meta = { resolved: true };
  }
  const text = state.push("text", "", 0);
  text.content = words;
  if (linked) {
    const close = state.push("link_close", "a", -1);
    close.info = "auto";
  }
}
