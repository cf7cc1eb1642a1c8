import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Refusal, refuse } from "@courtyard/protocol/refusal.ts";

/** A compressed form kept beside a blob. */
export type Variant = "br" | "gz";

/**
 * The immutable files of one tenant, by the SHA-256 of their bytes (base64url in the API, hex on
 * disk, since a file system may not tell `a` from `A`). A name exists only when its bytes are whole,
 * checked and on the disk: everything is written to `tmp/`, synced, and renamed.
 */
export interface BlobStore {
  has(sha256: string): boolean;
  hasVariant(sha256: string, variant: Variant): boolean;
  pathOf(sha256: string, variant?: Variant): string;
  /** Every hash that is here. */
  hashes(): Iterable<string>;
  /**
   * Writes `body` under its hash. Refuses `blob-size` as soon as more than `size` bytes came, or
   * when fewer came, and `blob-hash`; a refused body leaves nothing behind.
   */
  receive(
    sha256: string,
    options: { size: number; body: AsyncIterable<Uint8Array> },
  ): Promise<Refusal | undefined>;
  /** Writes the compressed form of a blob that is here. */
  putVariant(sha256: string, variant: Variant, bytes: Uint8Array): Promise<void>;
  /** Removes a blob and its compressed forms. */
  remove(sha256: string): Promise<void>;
  /** When the blob was written, in ms; undefined when it is gone. */
  writtenAt(sha256: string): Promise<number | undefined>;
  /** A new name in the temporary folder, on the same file system as the blobs. */
  tempPath(): string;
}

const NAME = /^([0-9a-f]{64})(?:\.(br|gz))?$/;

/** Opens `dir/blobs`, forgets what an earlier process left half-written in `dir/tmp`. */
export function openBlobStore(dir: string): BlobStore {
  const blobs = join(dir, "blobs");
  const temp = join(dir, "tmp");
  rmSync(temp, { recursive: true, force: true });
  mkdirSync(temp, { recursive: true, mode: 0o700 });
  mkdirSync(blobs, { recursive: true });
  const present = new Set<string>();
  const variants = { br: new Set<string>(), gz: new Set<string>() };
  const folders = new Set<string>();
  for (const folder of readdirSync(blobs)) {
    folders.add(folder);
    for (const name of readdirSync(join(blobs, folder))) {
      const [, hex, variant] = NAME.exec(name) ?? [];
      if (hex === undefined) continue;
      const sha256 = Buffer.from(hex, "hex").toString("base64url");
      if (variant === undefined) present.add(sha256);
      else variants[variant as Variant].add(sha256);
    }
  }

  function pathOf(sha256: string, variant?: Variant): string {
    const hex = Buffer.from(sha256, "base64url").toString("hex");
    return join(blobs, hex.slice(0, 2), variant === undefined ? hex : `${hex}.${variant}`);
  }
  async function makeFolderFor(sha256: string): Promise<void> {
    const folder = Buffer.from(sha256, "base64url").toString("hex").slice(0, 2);
    if (folders.has(folder)) return;
    await mkdir(join(blobs, folder), { recursive: true });
    folders.add(folder);
  }
  const tempPath = (): string => join(temp, randomBytes(12).toString("hex"));

  return {
    has: (sha256) => present.has(sha256),
    hasVariant: (sha256, variant) => variants[variant].has(sha256),
    pathOf,
    hashes: () => present,
    tempPath,
    receive: async (sha256, { size, body }) => {
      const path = tempPath();
      const written = await writeSynced(path, { size, body });
      const refusal =
        typeof written === "string"
          ? written === sha256
            ? undefined
            : refuse("blob-hash")
          : written;
      if (refusal) {
        await rm(path, { force: true });
        return refusal;
      }
      await makeFolderFor(sha256);
      await rename(path, pathOf(sha256));
      present.add(sha256);
      return undefined;
    },
    putVariant: async (sha256, variant, bytes) => {
      const path = tempPath();
      await writeSynced(path, { size: bytes.length, body: once(bytes) });
      // The blob may have been collected while its compression ran.
      if (!present.has(sha256)) return rm(path, { force: true });
      await rename(path, pathOf(sha256, variant));
      variants[variant].add(sha256);
    },
    remove: async (sha256) => {
      present.delete(sha256);
      for (const variant of ["br", "gz"] as const) {
        if (variants[variant].delete(sha256)) await rm(pathOf(sha256, variant), { force: true });
      }
      await rm(pathOf(sha256), { force: true });
    },
    writtenAt: async (sha256) => {
      try {
        return (await stat(pathOf(sha256))).mtimeMs;
      } catch {
        return undefined;
      }
    },
  };
}

/** Writes and syncs a new read-only file; the hash of what was written, or a refusal. */
async function writeSynced(
  path: string,
  { size, body }: { size: number; body: AsyncIterable<Uint8Array> },
): Promise<string | Refusal> {
  const hash = createHash("sha256");
  let length = 0;
  // 0444: the public tree hard-links blobs, so an editor opened there must not be able to change one.
  const file = await open(path, "wx", 0o444);
  try {
    for await (const chunk of body) {
      length += chunk.length;
      if (length > size) return refuse("blob-size");
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    if (length !== size) return refuse("blob-size");
    await file.datasync();
  } finally {
    await file.close();
  }
  return hash.digest("base64url");
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
