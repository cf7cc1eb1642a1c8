// Which paths a manifest may name. Spec 05 §3: what is refused here can never reach a file system.

import { utf8 } from "./bytes.ts";
import { LIMITS } from "./limits.ts";

// The sidecar's own routes; compared without case, since some file systems do not know it.
const RESERVED = ["_courtyard", ".well-known/courtyard"];
// Bytes in one name: what common file systems take.
const SEGMENT_BYTES = 255;

/**
 * A relative path such as `posts/x/index.html`: no leading or doubled slash, no `.` or `..` segment,
 * none with blank ends, no backslash, no control character, NFC, at most 512 bytes of UTF-8 (255 in a segment), and not
 * under `_courtyard/` or `.well-known/courtyard/`.
 */
export function isSafePath(path: string): boolean {
  if (path.length === 0 || path.length > LIMITS.manifestPathBytes) return false;
  if (!path.isWellFormed() || /[\p{Cc}\\]/u.test(path) || path.normalize("NFC") !== path) {
    return false;
  }
  if (utf8(path).length > LIMITS.manifestPathBytes) return false;
  const plain = path.split("/").every(isSafeSegment);
  return plain && !isReserved(path.toLowerCase());
}

function isSafeSegment(segment: string): boolean {
  return (
    segment !== "" &&
    segment !== "." &&
    segment !== ".." &&
    segment.trim() === segment && // URL parsers and some file systems drop blank ends: `. ` is `.`
    (segment.length * 3 <= SEGMENT_BYTES || utf8(segment).length <= SEGMENT_BYTES)
  );
}

function isReserved(path: string): boolean {
  return RESERVED.some((folder) => path === folder || path.startsWith(`${folder}/`));
}

/**
 * A file that is a folder of one of `paths` (`a` of `a/b`), or null; `isFile` tells which files there
 * are, when there are more than `paths`.
 */
export function conflictingPath(
  paths: readonly string[],
  isFile: (path: string) => boolean = isOneOf(paths),
): string | null {
  for (const path of paths) {
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
      if (isFile(path.slice(0, at))) return path.slice(0, at);
    }
  }
  return null;
}

function isOneOf(paths: readonly string[]): (path: string) => boolean {
  const files = new Set(paths);
  return (path) => files.has(path);
}
