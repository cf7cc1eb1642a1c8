// Puts files in their places: each is there as a whole or not at all.

import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface FileWriter {
  /** Writes by a temporary file and a rename, and gives the time of change. */
  write(file: string, content: Uint8Array): number;
}

/** Writes below `out`; drafts lie in `temporary` (of the same disk), their names begin with `name`. */
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
  return {
    // In one breath: awaited calls cost ten times as much.
    write(file, content) {
      counter += 1;
      const draft = join(temporary, `${name}${counter}`);
      const handle = openSync(draft, "w");
      try {
        writeFileSync(handle, content);
        const { mtimeMs } = fstatSync(handle);
        moveTo(draft, join(out, file));
        return mtimeMs;
      } finally {
        closeSync(handle);
      }
    },
  };
}

/** Renames; makes the target's folder only when it turns out not to be there. */
function moveTo(draft: string, target: string): void {
  try {
    renameSync(draft, target);
  } catch {
    mkdirSync(dirname(target), { recursive: true });
    renameSync(draft, target);
  }
}
