// What is known of ten thousand files, kept on disk at the price of what changed: a snapshot, and a
// log of the changes since. A crash between the two leaves a log that is older than the snapshot, so
// whoever reads it must recognise a change that is already in.

import { appendFileSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

export interface LineLog {
  /** The text of the snapshot, and the whole lines of the log; empty when there are none. */
  read(): { readonly snapshot: string; readonly lines: readonly string[] };
  append(lines: readonly string[]): void;
  /** Writes all anew, and empties the log. */
  rewrite(snapshot: string): void;
  /** Lines in the log now: when they are many, it is time to rewrite. */
  readonly length: number;
}

/** The snapshot is `path`, the log `path` + `.log`. */
export function openLineLog(path: string): LineLog {
  const log = `${path}.log`;
  let length = 0;
  return {
    get length() {
      return length;
    },
    read() {
      // What a crash cut short has no line feed.
      const lines = textOf(log).split("\n").slice(0, -1);
      length = lines.length;
      return { snapshot: textOf(path), lines };
    },
    append(lines) {
      if (lines.length === 0) return;
      appendFileSync(log, `${lines.join("\n")}\n`);
      length += lines.length;
    },
    rewrite(snapshot) {
      writeFileSync(`${path}.new`, snapshot);
      renameSync(`${path}.new`, path);
      rmSync(log, { force: true });
      length = 0;
    },
  };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
