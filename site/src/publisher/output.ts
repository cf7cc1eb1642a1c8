// The rendered files on disk, and what is known of each: its digest, and what it was made from.

import { hash } from "node:crypto";
import { rmdirSync, rmSync, statSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { z } from "zod";
import { createFileWriter } from "./file-writer.ts";
import { openLineLog } from "./line-log.ts";

/** A file as it was last written. */
const outputFile = z.object({
  /** Of the route, or of the asset's source: equal signatures need no rendering. */
  signature: z.string(),
  sha256: z.string(),
  size: z.int(),
  type: z.string(),
  mtimeMs: z.number(),
});
export type OutputFile = z.infer<typeof outputFile>;

export interface Output {
  /** By path relative to the folder, `/` between parts. */
  readonly files: ReadonlyMap<string, OutputFile>;
  path(file: string): string;
  /** Whether everything that the last run wrote was there when it was opened. */
  readonly isWhole: boolean;
  /** The folder of the files and the one of those that were replaced, when threads may write there. */
  readonly folders: { readonly out: string; readonly temporary: string } | undefined;
  /** Writes by a temporary file and a rename; equal bytes are not written again. True if they differ. */
  write(file: string, content: Uint8Array, meta: { signature: string; type: string }): boolean;
  /**
   * Forgets a file that another thread is about to write, and gives what was known: only `adopt`
   * makes it known again, so that a thread that dies leaves nothing that is taken for something else.
   */
  suspend(file: string): OutputFile | undefined;
  adopt(file: string, known: OutputFile): void;
  drop(file: string): void;
  /** Paths that were written or dropped since the last call. */
  takeTouched(): ReadonlySet<string>;
  /** Writes down what is known, for the next start. */
  save(): void;
}

/**
 * Opens `dir/out` with what `dir/output.json` knows of it. Files that differ from what is known, or
 * that nobody knows, were left by a crash or a stranger: they are forgotten or removed.
 */
export async function openOutput(dir: string): Promise<Output> {
  const out = join(dir, "out");
  const temporary = join(dir, "writing");
  const log = openLineLog(join(dir, "output.json"));
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  await mkdir(out, { recursive: true });
  const files = readState(log.read());
  const known = files.size;
  await reconcile(out, files);
  const isWhole = known > 0 && files.size === known;
  const writer = createFileWriter({ out, temporary, name: "" });
  let first = true;
  let touched = new Set<string>();
  const unsaved = new Set<string>();

  function drop(file: string): void {
    files.delete(file);
    touched.add(file);
    unsaved.add(file);
    rmSync(join(out, file), { force: true });
    pruneUp(out, dirname(file));
  }

  /** A file may have to stand where a folder was, or a folder where a file was. */
  function makeRoom(file: string): void {
    for (let end = file.lastIndexOf("/"); end > 0; end = file.lastIndexOf("/", end - 1)) {
      if (files.has(file.slice(0, end))) drop(file.slice(0, end));
    }
    if (!statSync(join(out, file), { throwIfNoEntry: false })?.isDirectory()) return;
    for (const other of files.keys()) if (other.startsWith(`${file}/`)) drop(other);
  }

  return {
    files,
    isWhole,
    folders: { out, temporary },
    drop,
    path: (file) => join(out, file),
    write(file, content, { signature, type }) {
      const sha256 = hash("sha256", content, "base64url");
      const before = files.get(file);
      if (before?.sha256 === sha256) {
        files.set(file, { ...before, signature, type });
        unsaved.add(file);
        if (before.type !== type) touched.add(file);
        return before.type !== type;
      }
      if (!before) makeRoom(file);
      const mtimeMs = writer.write(file, content, { isNew: !before });
      touched.add(file);
      unsaved.add(file);
      files.set(file, { signature, sha256, size: content.byteLength, type, mtimeMs });
      return true;
    },
    suspend(file) {
      const before = files.get(file);
      if (!before) makeRoom(file);
      files.delete(file);
      touched.add(file);
      unsaved.add(file);
      return before;
    },
    adopt: (file, known) => void files.set(file, known),
    takeTouched() {
      const all = touched;
      touched = new Set();
      return all;
    },
    save() {
      writer.tidy();
      // A log that outgrows what it tells of is no gain.
      if (first || log.length > files.size) {
        log.rewrite(JSON.stringify({ v: 1, files: Object.fromEntries(files) }));
      } else
        log.append([...unsaved].map((file) => JSON.stringify([file, files.get(file) ?? null])));
      first = false;
      unsaved.clear();
    },
  };
}

const logLine = z.tuple([z.string(), outputFile.nullable()]);

function readState({
  snapshot,
  lines,
}: {
  snapshot: string;
  lines: readonly string[];
}): Map<string, OutputFile> {
  try {
    const state: unknown = JSON.parse(snapshot);
    const files = new Map(isState(state) ? Object.entries(state.files) : []);
    for (const line of lines) {
      const [file, known] = logLine.parse(JSON.parse(line));
      if (known) files.set(file, known);
      else files.delete(file);
    }
    return files;
  } catch {
    return new Map();
  }
}

/** Ours, and thousands of files long: a look at the first tells whether it is of this version. */
function isState(state: unknown): state is { files: Record<string, OutputFile> } {
  const shape = z.object({ v: z.literal(1), files: z.looseObject({}) });
  const read = shape.safeParse(state);
  if (!read.success) return false;
  const [first] = Object.values(read.data.files);
  return first === undefined || outputFile.safeParse(first).success;
}

async function reconcile(out: string, files: Map<string, OutputFile>): Promise<void> {
  const entries = await readdir(out, { recursive: true, withFileTypes: true });
  const present = new Set<string>();
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const file = relative(out, path).split(sep).join("/");
    const known = files.get(file);
    const { mtimeMs, size } = statSync(path);
    if (known && known.mtimeMs === mtimeMs && known.size === size) present.add(file);
    else await rm(path);
  }
  for (const file of files.keys()) if (!present.has(file)) files.delete(file);
}

/** Removes folders that became empty, up to the root. */
function pruneUp(out: string, folder: string): void {
  for (let at = folder; at !== "." && at !== ""; at = dirname(at)) {
    try {
      rmdirSync(join(out, at));
    } catch {
      return;
    }
  }
}
