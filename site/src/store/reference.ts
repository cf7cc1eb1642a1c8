// What a text names by a link, an embed or a picture: found without rendering it.

import { recordingType } from "../images/media-file.ts";
import { maskCode } from "./code-mask.ts";
import { readWikilink, targetOf, WIKILINK } from "./wikilink.ts";

/** `wiki` and `embed` name a text as Obsidian does, `path` by a path or an address. */
export type ReferenceForm = "wiki" | "embed" | "path";

/** One naming of something on this site. */
export interface Reference {
  readonly form: ReferenceForm;
  /** Decoded, NFC. */
  readonly target: string;
  /** Where it stands in the text's body. */
  readonly at: number;
}

/** A picture or recording, by path. */
export interface PictureMention {
  readonly src: string;
  readonly alt: string;
  readonly at: number;
}

/** What links and pictures of a text name. */
export interface References {
  readonly links: readonly Reference[];
  readonly pictures: readonly PictureMention[];
}

// No `<` within brackets or a tag (CommonMark 6.3, 6.6): else a text full of them is read to its end
// from each one.
const INLINE = /\]\(\s*(?:<([^<>\n]*)>|([^\s()<]*(?:\([^\s()]*\)[^\s()]*)*))/g;
const DEFINED = /^ {0,3}\[[^\]^][^\]\n]*\]:[ \t]*(?:<([^<>\n]*)>|(\S+))/gm;
const TAG =
  /<(?:a|img|video|audio|source|track|iframe|embed|object)\s(?:[^<>"']|"[^"]*"|'[^']*')*>/gi;
const ATTRIBUTE = /\s(?:href|src|poster|data)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi;

/**
 * Everything local that a body names, in order; `text` is the body without its code. May name one too
 * many, never one too few.
 */
export function referencesIn(body: string, text = maskCode(body)): References {
  const links: Reference[] = [];
  const pictures: PictureMention[] = [];
  const add = (raw: string, at: number, alt?: string) => {
    const target = decodePath(raw);
    if (!isLocal(target)) return;
    const shown = alt !== undefined && !/\.(md|markdown|pdf)([?#]|$)/i.test(target);
    if (shown || isPicturePath(target)) pictures.push({ src: target, alt: alt ?? "", at });
    else links.push({ form: "path", target, at });
  };
  for (const match of text.includes("[[") ? text.matchAll(WIKILINK) : []) {
    if (text[match.index - 1] === "\\") continue;
    const link = readWikilink(match[2] ?? "");
    if (isPicturePath(link.name)) {
      pictures.push({ src: link.name, alt: "", at: match.index });
    } else if (link.name !== "" || link.part !== "") {
      const form = match[1] === "!" ? "embed" : "wiki";
      links.push({ form, target: targetOf(link), at: match.index });
    }
  }
  for (const match of text.includes("](") ? text.matchAll(INLINE) : []) {
    const start = match.index + Math.max(0, match[0].search(/[^\](<\s]/));
    const alt = /!\[([^[\]]*)$/.exec(text.slice(Math.max(0, match.index - 500), match.index))?.[1];
    add(unescaped(match[1] ?? match[2] ?? ""), start, alt);
  }
  for (const match of text.includes("]:") ? text.matchAll(DEFINED) : []) {
    const raw = match[1] ?? match[2] ?? "";
    add(unescaped(raw), match.index + match[0].lastIndexOf(raw));
  }
  for (const tag of text.includes("<") ? text.matchAll(TAG) : []) {
    for (const match of tag[0].matchAll(ATTRIBUTE)) {
      const raw = match[1] ?? match[2] ?? match[3] ?? "";
      add(raw.replaceAll("&amp;", "&"), tag.index + match.index + match[0].indexOf(raw));
    }
  }
  const inOrder = (a: { at: number }, b: { at: number }) => a.at - b.at;
  return { links: links.sort(inOrder), pictures: pictures.sort(inOrder) };
}

function unescaped(target: string): string {
  return target.replace(/\\([!-/:-@[-`{-~])/g, "$1").replaceAll("&amp;", "&");
}

/** Whether a path's ending is that of something which is looked at or played. */
export function isPicturePath(path: string): boolean {
  const bare = path.split(/[?#]/)[0] ?? "";
  return (
    /\.(png|jpe?g|gif|webp|avif|svg|tiff?|heic)$/i.test(bare) || recordingType(bare) !== undefined
  );
}

/** Whether a target is a path or an address on this site; a bare `#part` is one of the text itself. */
export function isLocal(src: string): boolean {
  return src !== "" && !/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(src);
}

/** A link target as a path: percent-encoding undone where it can be, NFC. */
export function decodePath(target: string): string {
  try {
    return decodeURI(target).normalize("NFC");
  } catch {
    return target.normalize("NFC");
  }
}
