// Links to texts and files of the folder, in Markdown and in the writer's own HTML: they get the
// addresses that these have on the site. Nothing else of a link or a tag is touched.

import type { MarkdownIt, Token } from "markdown-it";
import { escapeAttribute, type PictureAddresses } from "../images/picture.ts";
import type { LinkEnd } from "../model/text-link.ts";
import { decodePath, isLocal, isPicturePath, type ReferenceForm } from "../store/reference.ts";
import type { EmbeddedText } from "./embed.ts";

/** What a rendering may ask about the text that it renders; what is left out stays as written. */
export interface Ask {
  /** The ready picture or recording at a path; undefined when it is missing. */
  picture?(src: string): PictureAddresses | undefined;
  link?(form: ReferenceForm, target: string): LinkEnd | undefined;
  embed?(target: string): EmbeddedText | undefined;
}

/** A markdown-it plugin; runs last, so that footnotes are in place. */
export function localLinks(md: MarkdownIt, ask: Ask): void {
  md.core.ruler.push("local-links", (state) => {
    for (const block of state.tokens) {
      if (block.type === "html_block") block.content = localHtml(block.content, ask);
      if (block.type === "inline" && block.children) resolveInline(block.children, ask);
    }
  });
}

function resolveInline(tokens: Token[], ask: Ask): void {
  const open: (Token | undefined)[] = [];
  for (const token of tokens) {
    if (token.type === "html_inline") token.content = localHtml(token.content, ask);
    if (token.type === "link_open") {
      const href = String(token.attrGet("href") ?? "");
      const now = token.meta?.resolved ? href : addressOf(href, ask);
      if (now !== undefined) token.attrSet("href", now);
      open.push(now === undefined ? token : undefined);
    }
    if (token.type !== "link_close") continue;
    const opener = open.pop();
    if (!opener) continue;
    // The words stay; there is nothing that they could lead to.
    for (const end of [opener, token]) {
      end.type = "text";
      end.tag = "";
      end.nesting = 0;
      end.content = "";
      end.attrs = null;
    }
  }
}

/** The address for a target, itself when it is none of the folder's; undefined for no address at all. */
function addressOf(href: string, ask: Ask): string | undefined {
  const target = decodePath(href);
  if (!isLocal(target)) return href;
  if (isPicturePath(target)) return ask.picture?.(target)?.src ?? href;
  const end = ask.link?.("path", target);
  if (end?.kind === "text" || end?.kind === "file") return end.href;
  return end?.kind === "kept" || end?.kind === "nowhere" ? undefined : href;
}

const TAG =
  /<(a|img|video|audio|source|track|iframe|embed|object)(\s(?:[^<>"']|"[^"]*"|'[^']*')*)>/gi;
const ATTRIBUTE = /(\s)(href|src|poster|data)(\s*=\s*)("([^"]*)"|'([^']*)'|[^\s"'>]+)/gi;

/** The writer's HTML with addresses for paths; a picture gets its dimensions, too. */
function localHtml(html: string, ask: Ask): string {
  return html.replace(TAG, (whole, tag: string, attributes: string) => {
    let size = "";
    const now = attributes.replace(
      ATTRIBUTE,
      (
        same: string,
        space: string,
        name: string,
        equals: string,
        quoted: string,
        double?: string,
        single?: string,
      ) => {
        const raw = (double ?? single ?? quoted).replaceAll("&amp;", "&");
        const target = decodePath(raw);
        if (!isLocal(target)) return same;
        const picture = isPicturePath(target) ? ask.picture?.(target) : undefined;
        if (picture && tag.toLowerCase() === "img" && !/\s(width|height)\s*=/i.test(attributes)) {
          size = ` width="${picture.width}" height="${picture.height}"`;
        }
        const address = addressOf(raw, ask);
        if (address === undefined) return "";
        if (address === raw) return same;
        return `${space}${name}${equals}"${escapeAttribute(address)}"`;
      },
    );
    return now === attributes && size === "" ? whole : `<${tag}${size}${now}>`;
  });
}
