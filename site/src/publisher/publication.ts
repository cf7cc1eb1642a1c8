// From files to a live site: signs a manifest of the output, sends what changed, uploads what the
// sidecar lacks, and knows what is live.

import { join } from "node:path";
import { toBase64url } from "@courtyard/protocol/bytes.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import {
  type FileEntry,
  type ManifestDelta,
  type ManifestHeader,
  manifestBytes,
} from "@courtyard/protocol/manifest.ts";
import { createFileLedger, type FileLedger } from "./file-ledger.ts";
import type { PublisherKey } from "./key-file.ts";
import { type LiveManifest, openLiveManifest } from "./live-manifest.ts";
import type { Output, OutputFile } from "./output.ts";
import type { PublishAnswer, SidecarClient } from "./sidecar-client.ts";

/** How sending ended. `away` keeps everything for another try. */
export type Sent =
  | { readonly kind: "live"; readonly seq: number; readonly uploaded: number }
  | { readonly kind: "unchanged"; readonly seq: number }
  | { readonly kind: "refused"; readonly code: string; readonly detail: string }
  | { readonly kind: "away"; readonly reason: string };

export interface Publication {
  /** Sends the output as it is now. Not to be called again before it is done. */
  send(): Promise<Sent>;
  /** The version that is live, as far as is known; 0 for none. */
  readonly seq: number;
}

/** Uploads at the same time: enough to fill a line, few enough for a small server. */
const UPLOADS = 6;
/** Answers of the kind "something else is here" that are followed before giving up. */
const TRIES = 4;

/** Opens the publication whose last live manifest is `dir/manifest.json`. */
export function openPublication({
  dir,
  output,
  key,
  client,
  clock,
}: {
  dir: string;
  output: Output;
  key: PublisherKey;
  client: SidecarClient;
  clock: () => number;
}): Publication {
  const id = key.kid.split("#")[0] ?? "";
  const live = openLiveManifest(join(dir, "manifest.json"), { id });
  let ledger: FileLedger | undefined;
  /** Paths whose file is, or may be, another than in the live version. */
  const pending = new Set<string>();

  /** Takes over what was written and dropped since the last call. */
  function takeChanges(): FileLedger {
    const touched = output.takeTouched();
    if (!ledger) {
      ledger = createFileLedger([...output.files].map(([path, file]) => [path, entryOf(file)]));
      for (const [path, file] of ledger.files) {
        if (!isSame(live.files.get(path), file)) pending.add(path);
      }
      for (const path of live.files.keys()) if (!ledger.files.has(path)) pending.add(path);
      return ledger;
    }
    for (const path of touched) {
      const file = output.files.get(path);
      ledger.put(path, file && entryOf(file));
      if (isSame(live.files.get(path), ledger.files.get(path))) pending.delete(path);
      else pending.add(path);
    }
    return ledger;
  }

  async function send(): Promise<Sent> {
    const files = takeChanges();
    if (live.header && pending.size === 0 && !needsRenewal(live.header, clock())) {
      return { kind: "unchanged", seq: live.header.seq };
    }
    const summary = files.summary();
    let whole = live.header === undefined;
    let seq = (live.header?.seq ?? 0) + 1;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const now = clock();
      const header: ManifestHeader = {
        ...{ v: 1, id, kid: key.kid, seq, created: now, expires: now + LIMITS.manifestLife },
        ...summary,
      };
      const sig = toBase64url(await key.signer.sign(manifestBytes(header)));
      const delta = deltaFor({ header, sig, whole, live, files, pending });
      const { answer, uploaded } = await deliver(delta);
      if (answer.kind === "live" || answer.kind === "scheduled") {
        live.went(delta);
        pending.clear();
        return { kind: "live", seq, uploaded };
      }
      if (answer.kind === "base") {
        // Another device of ours published, or the sidecar was set up anew: send the whole.
        whole = true;
        seq = Math.max(seq, answer.have + 1);
      } else if (answer.kind === "refused" && answer.code === "manifest-rollback") {
        whole = true;
        seq = Math.max(seq + 1, (await client.liveSeq()) + 1);
      } else if (answer.kind !== "waiting") return answer;
    }
    return { kind: "away", reason: "it keeps changing its mind about what it has" };
  }

  /** Delta, missing blobs, and the same delta again: then it is live. */
  async function deliver(
    delta: ManifestDelta,
  ): Promise<{ answer: PublishAnswer; uploaded: number }> {
    const answer = await client.publish(delta);
    if (answer.kind !== "waiting") return { answer, uploaded: 0 };
    const trouble = await uploadAll(answer.need);
    if (trouble) return { answer: trouble, uploaded: 0 };
    return { answer: await client.publish(delta), uploaded: answer.need.length };
  }

  async function uploadAll(need: readonly string[]): Promise<PublishAnswer | undefined> {
    const wanted = new Set(need);
    const sources = new Map<string, { path: string; size: number }>();
    for (const [file, { sha256: digest, size }] of output.files) {
      if (wanted.has(digest)) sources.set(digest, { path: output.path(file), size });
    }
    const queue = [...sources];
    let trouble: PublishAnswer | undefined;
    const one = async () => {
      for (let next = queue.pop(); next && !trouble; next = queue.pop()) {
        const answer = await client.upload(...next);
        // Somebody else's upload of the same blob came first: it is there, which is all we want.
        const fine =
          answer.kind === "live" || (answer.kind === "refused" && answer.code === "blob-unwanted");
        if (!fine) trouble = answer;
      }
    };
    await Promise.all(Array.from({ length: UPLOADS }, one));
    return trouble;
  }

  return {
    send,
    get seq() {
      return live.header?.seq ?? 0;
    },
  };
}

function entryOf({ sha256, size, type }: OutputFile): FileEntry {
  return { sha256, size, type };
}

function isSame(a: FileEntry | undefined, b: FileEntry | undefined): boolean {
  return a?.sha256 === b?.sha256 && a?.size === b?.size && a?.type === b?.type;
}

/** What turns the live version into `files`, or the whole of them from nothing. */
function deltaFor({
  header,
  sig,
  whole,
  live,
  files,
  pending,
}: {
  header: ManifestHeader;
  sig: string;
  whole: boolean;
  live: LiveManifest;
  files: FileLedger;
  pending: ReadonlySet<string>;
}): ManifestDelta {
  if (whole) return { header, base: 0, set: Object.fromEntries(files.files), drop: [], sig };
  const set: Record<string, FileEntry> = Object.create(null);
  const drop: string[] = [];
  for (const path of pending) {
    const file = files.files.get(path);
    if (file) set[path] = file;
    else if (live.files.has(path)) drop.push(path);
  }
  return { header, base: live.header?.seq ?? 0, set, drop, sig };
}

/** Half its life before a manifest expires, it is signed anew though nothing changed. */
function needsRenewal({ expires }: ManifestHeader, now: number): boolean {
  return expires - now < LIMITS.manifestLife / 2;
}
