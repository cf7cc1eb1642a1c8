// `desk.json`: where the desk of a running publisher is, for programs of the same person.

import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type DeskFile, deskFile } from "./desk-api.ts";

/** The file's place in the publisher's folder. */
export function deskPath(dir: string): string {
  return join(dir, "desk.json");
}

/** Writes it for the owner alone, and takes it away again when disposed, unless another desk has the place by then. */
export function keepDeskFile(path: string, file: DeskFile): Disposable {
  const draft = `${path}.${process.pid}`;
  rmSync(draft, { force: true });
  writeFileSync(draft, `${JSON.stringify(file)}\n`, { mode: 0o600, flag: "wx" });
  renameSync(draft, path);
  return {
    [Symbol.dispose]() {
      if (readDeskFile(path)?.token === file.token) rmSync(path, { force: true });
    },
  };
}

/** What stands in it; undefined when no publisher has a desk there. One that was killed may have left it. */
export function readDeskFile(path: string): DeskFile | undefined {
  try {
    return deskFile.safeParse(JSON.parse(readFileSync(path, "utf8"))).data;
  } catch {
    return undefined;
  }
}
