// An image token as HTML: a picture in several sizes, a recording with its controls, or the words that
// say what is missing.

import type { Token } from "markdown-it";
import { recordingType } from "../images/media-file.ts";
import { escapeAttribute, type PictureAddresses, pictureHtml } from "../images/picture.ts";
import { decodePath, isLocal } from "../store/image-reference.ts";
import { escapeHtml } from "./highlight.ts";

/** `A cat|300` and `A cat|300x200`, as Obsidian writes a width. */
const HINT = /\s*\|\s*(\d{1,4})(?:\s*x\s*(\d{1,4}))?\s*$/;

/** `find` gives the ready picture or recording of a local path; without it, paths stay as they are. */
export function imageHtml(
  token: Token,
  { alt: words, find }: { alt: string; find?: (src: string) => PictureAddresses | undefined },
): string {
  const hint = HINT.exec(words);
  const alt = hint ? words.slice(0, hint.index) : words;
  const width = hint ? Number(hint[1]) : undefined;
  const title = token.attrGet("title")?.toString();
  const target = String(token.attrGet("src") ?? "");
  const src = decodePath(target);
  const own = isLocal(src) && find ? find(src) : undefined;
  if (isLocal(src) && find && !own) return `<em class="missing">${escapeHtml(alt)}</em>`;
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
