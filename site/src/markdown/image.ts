// An image token as HTML: a picture in several sizes, a recording with its controls, or the words that
// say what is missing.

import type { Token } from "markdown-it";
import { recordingType } from "../images/media-file.ts";
import { escapeAttribute, pictureHtml } from "../images/picture.ts";
import { decodePath, isLocal } from "../store/reference.ts";
import { escapeHtml } from "./highlight.ts";
import type { Ask } from "./local-link.ts";

/** `A cat|300` and `A cat|300x200`, as Obsidian writes a width. */
const HINT = /\s*\|\s*(\d{1,4})(?:\s*x\s*(\d{1,4}))?\s*$/;

/** Without `ask.picture`, paths stay as they are; a document in a picture's place is a link. */
export function imageHtml(token: Token, { alt: words, ask }: { alt: string; ask: Ask }): string {
  const hint = HINT.exec(words);
  const alt = hint ? words.slice(0, hint.index) : words;
  const width = hint ? Number(hint[1]) : undefined;
  const title = token.attrGet("title")?.toString();
  const target = String(token.attrGet("src") ?? "");
  const src = decodePath(target);
  const own = isLocal(src) ? ask.picture?.(src) : undefined;
  if (isLocal(src) && ask.picture && !own) {
    const name = src.split("/").at(-1) ?? src;
    const end = ask.link?.("path", src);
    if (end?.kind === "text" || end?.kind === "file") {
      return `<a href="${escapeAttribute(end.href)}">${escapeHtml(alt || name)}</a>`;
    }
    return `<em class="missing">${escapeHtml(alt || name)}</em>`;
  }
  const kind = recordingType(src)?.split("/")[0];
  if (kind === "video" || kind === "audio") {
    return recordingHtml(kind, own?.src ?? target, { alt, width });
  }
  if (own) {
    const gallery = token.meta?.gallery === true;
    return pictureHtml(own, alt, { title, width, gallery });
  }
  const size = width === undefined ? "" : ` width="${width}"`;
  const height = hint?.[2] === undefined ? "" : ` height="${hint[2]}"`;
  const tip = title ? ` title="${escapeAttribute(title)}"` : "";
  return `<img src="${escapeAttribute(target)}"${size}${height} alt="${escapeAttribute(alt)}"${tip} loading="lazy" decoding="async">`;
}

/** The link inside is for a browser that cannot play, and for feed readers. */
function recordingHtml(
  kind: "video" | "audio",
  src: string,
  { alt, width }: { alt: string; width: number | undefined },
): string {
  const address = escapeAttribute(src);
  const label = alt === "" ? "" : ` aria-label="${escapeAttribute(alt)}"`;
  const size = kind === "video" && width !== undefined ? ` width="${width}"` : "";
  const name = escapeHtml(alt || decodeURI(src.split("/").at(-1) ?? src));
  const extra = kind === "video" ? " playsinline" : "";
  return `<${kind} src="${address}" controls preload="metadata"${extra}${size}${label}><a href="${address}">${name}</a></${kind}>`;
}
