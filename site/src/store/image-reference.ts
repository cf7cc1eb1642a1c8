// Pictures that a text names by path, found without rendering it.

/** A picture as the writer names it; `folder` is where the file with the text stands. */
export interface ImageReference {
  readonly src: string;
  readonly alt: string;
  readonly folder: string;
  /** Line in the writer's file, from 1. */
  readonly line: number;
}

const INLINE = /!\[((?:[^\]\\]|\\.)*)\]\(\s*(?:<([^>\n]*)>|([^\s()]+(?:\([^\s()]*\)[^\s()]*)*))/g;
const DEFINED = /^ {0,3}\[[^\]^][^\]]*\]:\s*(?:<([^>\n]*)>|(\S+))/;

/**
 * Pictures in Markdown with a path of this site's (no scheme, not `//`), in order, with the line
 * counted from 0. May name one too many (in a code block): the renderer decides what is shown.
 */
export function imageReferences(body: string): { src: string; alt: string; line: number }[] {
  if (!body.includes("![")) return [];
  const found: { src: string; alt: string; line: number }[] = [];
  let fenced = false;
  for (const [line, text] of body.split(/\r?\n/).entries()) {
    if (/^\s{0,3}(```|~~~)/.test(text)) fenced = !fenced;
    if (fenced) continue;
    for (const match of text.matchAll(INLINE)) {
      const src = decodePath(match[2] ?? match[3] ?? "");
      if (isLocal(src)) found.push({ src, alt: match[1] ?? "", line });
    }
    const definition = DEFINED.exec(text);
    const target = decodePath(definition?.[1] ?? definition?.[2] ?? "");
    if (isLocal(target) && /\.(png|jpe?g|gif|webp|avif|svg|tiff?)$/i.test(target)) {
      found.push({ src: target, alt: "", line });
    }
  }
  return found;
}

/** Whether a target is a path on this site. */
export function isLocal(src: string): boolean {
  return src !== "" && !/^([a-z][a-z0-9+.-]*:|\/\/|#)/i.test(src);
}

/** A link target as a path: percent-encoding undone where it can be, NFC. */
export function decodePath(target: string): string {
  try {
    return decodeURI(target).normalize("NFC");
  } catch {
    return target.normalize("NFC");
  }
}
