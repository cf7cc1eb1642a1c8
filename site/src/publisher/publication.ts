// From files to a live site: signs a manifest of the output, sends what changed, uploads what the
// sidecar lacks, and knows what is live.

import { createHash } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import {
  deltaOf,
  type FileEntry,
  type FileSet,
  type Manifest,
  makeManifest,
  parseManifest,
  rootOf,
} from "@courtyard/protocol/manifest.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { parseStrict } from "@courtyard/protocol/strict-json.ts";
import type { PublisherKey } from "./key-file.ts";
import type { Output } from "./output.ts";
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
}

/** Uploads at the same time: enough to fill a line, few enough for a small server. */
const UPLOADS = 6;
/** Answers of the kind "something else is here" that are followed before giving up. */
const TRIES = 4;

const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();

/** Opens the publication whose last live manifest is `dir/manifest.json`. */
export async function openPublication({
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
}): Promise<Publication> {
  const path = join(dir, "manifest.json");
  let live = await readManifest(path, key);

  async function send(): Promise<Sent> {
    const files = fileSet(output);
    if (live && !needsRenewal(live, clock()) && rootOf(files, sha256) === live.header.root) {
      return { kind: "unchanged", seq: live.header.seq };
    }
    let base = live;
    let seq = (live?.header.seq ?? 0) + 1;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const { kid, signer } = key;
      const manifest = await makeManifest({ files, seq, kid, signer, now: clock(), sha256 });
      const { answer, uploaded } = await deliver(manifest, base);
      if (answer.kind === "live" || answer.kind === "scheduled") {
        live = manifest;
        await keep(path, manifest);
        return { kind: "live", seq, uploaded };
      }
      if (answer.kind === "base") {
        // Another device of ours published, or the sidecar was set up anew: send the whole.
        base = null;
        seq = Math.max(seq, answer.have + 1);
      } else if (answer.kind === "refused" && answer.code === "manifest-rollback") {
        base = null;
        seq = Math.max(seq + 1, (await client.liveSeq()) + 1);
      } else if (answer.kind !== "waiting") return answer;
    }
    return { kind: "away", reason: "it keeps changing its mind about what it has" };
  }

  /** Delta, missing blobs, and the same delta again: then it is live. */
  async function deliver(
    manifest: Manifest,
    base: Manifest | null,
  ): Promise<{ answer: PublishAnswer; uploaded: number }> {
    const delta = deltaOf(base, manifest);
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

  return { send };
}

function fileSet({ files }: Output): FileSet {
  const set: Record<string, FileEntry> = Object.create(null);
  for (const [path, { sha256: digest, size, type }] of files)
    set[path] = { sha256: digest, size, type };
  return set;
}

/** Half its life before a manifest expires, it is signed anew though nothing changed. */
function needsRenewal({ header }: Manifest, now: number): boolean {
  return header.expires - now < LIMITS.manifestLife / 2;
}

/** The last live manifest, if this key's identity made it; anything else is as good as none. */
async function readManifest(path: string, key: PublisherKey): Promise<Manifest | null> {
  const text = await readFile(path, "utf8").catch(() => "");
  const json = parseStrict(text, { bytes: LIMITS.manifestBytes });
  if (isRefusal(json)) return null;
  const manifest = parseManifest(json.value);
  if (isRefusal(manifest) || !key.kid.startsWith(`${manifest.header.id}#`)) return null;
  return manifest;
}

async function keep(path: string, manifest: Manifest): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(manifest));
  await rename(`${path}.new`, path);
}
