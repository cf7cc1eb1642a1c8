// The rendered files as they will be at a later moment, laid over those of now: what is written
// meanwhile goes beside, and nothing of the present is touched.

import { hash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Output, OutputFile } from "./output.ts";

/** What differs at that moment; `paths` are where the bytes of its hashes lie. */
export interface Ahead {
  readonly files: ReadonlyMap<string, OutputFile>;
  readonly changed: ReadonlySet<string>;
  readonly paths: ReadonlyMap<string, string>;
}

export interface AheadOutput extends Output {
  /** From now on, what is written and dropped belongs to a later moment. */
  begin(): void;
  /** What differs so far; more may be written on top of it. */
  look(): Ahead;
  /** Back to the present. The bytes stay until the next `begin`. */
  end(): void;
}

/** Lays a layer over `output`; its own bytes go into `dir`. */
export function aheadOutput(output: Output, dir: string): AheadOutput {
  let layer: Layer | undefined;

  return {
    get files() {
      return layer?.files ?? output.files;
    },
    get folders() {
      return layer ? undefined : output.folders;
    },
    isWhole: output.isWhole,
    suspend: (file) => output.suspend(file),
    adopt: (file, known) => output.adopt(file, known),
    path(file) {
      const own = layer?.changed.has(file) ? layer.files.get(file) : undefined;
      return (own && layer?.paths.get(own.sha256)) ?? output.path(file);
    },
    write(file, content, meta) {
      return layer
        ? writeAhead(layer, { dir, file, content, meta })
        : output.write(file, content, meta);
    },
    drop(file) {
      if (!layer) return output.drop(file);
      layer.files.delete(file);
      layer.changed.add(file);
    },
    takeTouched: () => output.takeTouched(),
    save: () => output.save(),
    begin() {
      rmSync(dir, { recursive: true, force: true });
      mkdirSync(dir, { recursive: true });
      layer = { files: new Map(output.files), changed: new Set(), paths: new Map() };
    },
    look() {
      const { files, changed, paths } = layer ?? empty();
      const differs = [...changed].filter(
        (file) => !isSame(files.get(file), output.files.get(file)),
      );
      return { files: new Map(files), changed: new Set(differs), paths: new Map(paths) };
    },
    end() {
      layer = undefined;
    },
  };
}

interface Layer {
  readonly files: Map<string, OutputFile>;
  readonly changed: Set<string>;
  readonly paths: Map<string, string>;
}

function empty(): Layer {
  return { files: new Map(), changed: new Set(), paths: new Map() };
}

function writeAhead(
  { files, changed, paths }: Layer,
  {
    dir,
    file,
    content,
    meta,
  }: {
    dir: string;
    file: string;
    content: Uint8Array;
    meta: { signature: string; type: string };
  },
): boolean {
  const sha256 = hash("sha256", content, "base64url");
  const before = files.get(file);
  const size = content.byteLength;
  files.set(file, { ...meta, sha256, size, mtimeMs: 0 });
  if (before?.sha256 === sha256 && before.type === meta.type) return false;
  changed.add(file);
  if (!paths.has(sha256)) {
    const path = join(dir, String(paths.size + 1));
    writeFileSync(path, content);
    paths.set(sha256, path);
  }
  return true;
}

function isSame(a: OutputFile | undefined, b: OutputFile | undefined): boolean {
  return a?.sha256 === b?.sha256 && a?.type === b?.type;
}
