// The files of a publication and their root, kept from one publication to the next: a change costs its
// own line, and one hash over all lines.

import { hash } from "node:crypto";
import type { FileEntry } from "@courtyard/protocol/manifest.ts";

/** What a manifest's header says of its files (spec 05 §2). */
export interface Summary {
  readonly root: string;
  readonly count: number;
  readonly bytes: number;
}

export interface FileLedger {
  readonly files: ReadonlyMap<string, FileEntry>;
  /** Puts a file, or takes it away. */
  put(path: string, file: FileEntry | undefined): void;
  summary(): Summary;
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

  return {
    files,
    put(path, file) {
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
      if (!before) paths.splice(at, 0, path);
      lines.splice(at, before ? 1 : 0, lineOf(path, file));
    },
    summary: () => ({
      root: hash("sha256", `courtyard-root/1\n${lines.join("")}`, "base64url"),
      count: files.size,
      bytes,
    }),
  };
}

function lineOf(path: string, { sha256, size, type }: FileEntry): string {
  return `${JSON.stringify([path, sha256, size, type])}\n`;
}
