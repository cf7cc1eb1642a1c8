// The version that is live, as this publisher knows it: its header, and the files that were in it.

import { LIMITS } from "@courtyard/protocol/limits.ts";
import {
  type FileEntry,
  type Manifest,
  type ManifestDelta,
  type ManifestHeader,
  parseDelta,
  parseManifest,
} from "@courtyard/protocol/manifest.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { parseStrict } from "@courtyard/protocol/strict-json.ts";
import { openLineLog } from "./line-log.ts";

export interface LiveManifest {
  /** Undefined while nothing is known to be live. */
  readonly header: ManifestHeader | undefined;
  readonly files: ReadonlyMap<string, FileEntry>;
  /** Notes that this delta went live. One from nothing (base 0) replaces everything. */
  went(delta: ManifestDelta): void;
  /** Takes over what is live by other ways than ours; it was verified. */
  adopt(manifest: Manifest): void;
}

/** Deltas kept beside the manifest before it is written anew. */
const DELTAS = 100;

/** Opens `path`; what another identity than `id` signed is as good as nothing. */
export function openLiveManifest(path: string, { id }: { id: string }): LiveManifest {
  const log = openLineLog(path);
  const { snapshot, lines } = log.read();
  const manifest = readManifest(snapshot);
  let files = new Map<string, FileEntry>();
  let header: ManifestHeader | undefined;
  let sig = "";
  if (manifest && manifest.header.id === id) {
    files = new Map(Object.entries(manifest.files));
    ({ header, sig } = manifest);
  }
  for (const line of lines) {
    const delta = readDelta(line);
    // One from before the manifest was written anew is in it already.
    if (delta && delta.header.id === id && delta.base === header?.seq) apply(delta);
  }

  function apply(delta: ManifestDelta): void {
    if (delta.base === 0) files = new Map();
    for (const path of delta.drop) files.delete(path);
    for (const [path, file] of Object.entries(delta.set)) files.set(path, file);
    ({ header, sig } = delta);
  }

  function writeAll(): void {
    log.rewrite(JSON.stringify({ header, files: Object.fromEntries(files), sig }));
  }

  return {
    get header() {
      return header;
    },
    get files() {
      return files;
    },
    went(delta) {
      apply(delta);
      if (delta.base === 0 || log.length >= DELTAS) writeAll();
      else log.append([JSON.stringify(delta)]);
    },
    adopt(manifest) {
      ({ header, sig } = manifest);
      files = new Map(Object.entries(manifest.files));
      writeAll();
    },
  };
}

function readManifest(text: string): Manifest | undefined {
  const json = parseStrict(text, { bytes: LIMITS.manifestBytes });
  if (isRefusal(json)) return undefined;
  const manifest = parseManifest(json.value);
  return isRefusal(manifest) ? undefined : manifest;
}

function readDelta(text: string): ManifestDelta | undefined {
  const json = parseStrict(text, { bytes: LIMITS.manifestBytes });
  if (isRefusal(json)) return undefined;
  const delta = parseDelta(json.value);
  return isRefusal(delta) ? undefined : delta;
}
