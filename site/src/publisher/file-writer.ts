// Puts files in their places. One that replaces another is there as a whole or not at all.

import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

export interface FileWriter {
  /** Removes the files that were replaced: after the work, not on its way. */
  tidy(): void;
  /**
   * Gives the time of change. A file that stands makes way for a whole one; `isNew` ones are written in
   * their places at once, which is twice as fast: what a crash leaves of them nobody knows of yet, and
   * the next start removes it.
   */
  write(file: string, content: Uint8Array, options: { isNew: boolean }): number;
}

/**
 * Writes below `out`. Replaced files lie in `temporary` (of the same disk) until it is tidied; `name` is
 * part of the drafts' names, so that two writers have none in common.
 */
export function createFileWriter({
  out,
  temporary,
  name,
}: {
  out: string;
  temporary: string;
  name: string;
}): FileWriter {
  let counter = 0;
  const graves: string[] = [];
  return {
    tidy() {
      for (const grave of graves.splice(0)) rmSync(grave, { force: true });
    },
    // In one breath: awaited calls cost ten times as much.
    write(file, content, { isNew }) {
      const target = join(out, file);
      if (isNew) {
        mkdirSync(dirname(target), { recursive: true });
        return put(target, content);
      }
      counter += 1;
      const draft = join(dirname(target), `.${name}${counter}.draft`);
      const mtimeMs = putAnyway(draft, content);
      // ext4 writes a file out to the disk when it replaces another: up to 15 ms on a busy one. Removing
      // one costs too, renaming does not. What falls into the gap between the two is found at the next
      // start, as all that a crash leaves. Without a place for the old one, the new one replaces it.
      const grave = join(temporary, `${name}${counter}`);
      try {
        renameSync(target, grave);
        graves.push(grave);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      }
      renameSync(draft, target);
      return mtimeMs;
    },
  };
}

/** Into a folder that somebody may have taken away. */
function putAnyway(path: string, content: Uint8Array): number {
  try {
    return put(path, content);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    mkdirSync(dirname(path), { recursive: true });
    return put(path, content);
  }
}

function put(path: string, content: Uint8Array): number {
  const handle = openSync(path, "w");
  try {
    writeFileSync(handle, content);
    return fstatSync(handle).mtimeMs;
  } finally {
    closeSync(handle);
  }
}
