// The files of a version in the order of its root, kept from one version to the next: a change costs
// its own line and one hash over all lines, at the publisher as at the sidecar. Spec 05 §2.

import { type Bytes, sha256, toBase64url, utf8 } from "./bytes.ts";
import type { FileEntry, FileSummary, Sha256 } from "./manifest-shape.ts";

/** A path with its file, or with undefined for none. */
export type FileChange = readonly [path: string, file: FileEntry | undefined];

export interface FileLedger {
  readonly files: ReadonlyMap<string, FileEntry>;
  /** Puts a file, or takes it away. */
  put(...change: FileChange): void;
  summary(hash?: Sha256): FileSummary;
  /** The summary that these changes would lead to; they are not made. */
  summaryWith(changes: Iterable<FileChange>, hash?: Sha256): FileSummary;
}

/** A ledger of `files`. */
export function createFileLedger(initial: Iterable<readonly [string, FileEntry]>): FileLedger {
  const files = new Map(initial);
  // By UTF-16 code units, as the root wants them.
  const paths = [...files.keys()].sort();
  const lines = paths.map((path) => lineOf(path, files.get(path) as FileEntry));
  let bytes = 0;
  for (const { size } of files.values()) bytes += size;

  function placeOf(path: string): number {
    let low = 0;
    let high = paths.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((paths[middle] as string) < path) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function put(path: string, file: FileEntry | undefined): void {
    const before = files.get(path);
    const at = placeOf(path);
    bytes += (file?.size ?? 0) - (before?.size ?? 0);
    if (!file) {
      if (!before) return;
      files.delete(path);
      paths.splice(at, 1);
      lines.splice(at, 1);
      return;
    }
    files.set(path, file);
    if (before) {
      lines[at] = lineOf(path, file);
      return;
    }
    paths.splice(at, 0, path);
    lines.splice(at, 0, lineOf(path, file));
  }

  function summary(hash: Sha256 = sha256): FileSummary {
    const text = utf8(`courtyard-root/1\n${lines.join("")}`) as Bytes;
    return { root: toBase64url(hash(text)), count: files.size, bytes };
  }

  return {
    files,
    put,
    summary,
    summaryWith(changes, hash) {
      const undo: FileChange[] = [];
      for (const [path, file] of changes) {
        undo.push([path, files.get(path)]);
        put(path, file);
      }
      const made = summary(hash);
      for (const change of undo.reverse()) put(...change);
      return made;
    },
  };
}

/** As JSON.stringify writes the array: a digest is base64url, which needs no escapes. */
function lineOf(path: string, { sha256: digest, size, type }: FileEntry): string {
  return `[${JSON.stringify(path)},"${digest}",${size},${JSON.stringify(type)}]\n`;
}
