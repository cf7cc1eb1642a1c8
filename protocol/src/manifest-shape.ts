// The shapes of a manifest and of a delta, and the hash over all files. Spec 05 §2.

import { fromBase64urlOf } from "./bytes.ts";
import { isTime } from "./device.ts";
import { createFileLedger } from "./file-ledger.ts";
import { parseKid } from "./kid.ts";
import { LIMITS } from "./limits.ts";
import { conflictingPath, isSafePath } from "./manifest-path.ts";
import { isRefusal, type Refusal, refuse } from "./refusal.ts";
import type { JsonObject, JsonValue } from "./strict-json.ts";

/** One file: the SHA-256 of its bytes in base64url, its size in bytes, its media type. */
export type FileEntry = { readonly sha256: string; readonly size: number; readonly type: string };

/** Path to file. Look a path up with `Object.hasOwn` first: a file may be called `constructor`. */
export type FileSet = Readonly<Record<string, FileEntry>>;

/** What is signed. `root`, `count` and `bytes` stand for the files, so a delta can be checked whole. */
export type ManifestHeader = {
  readonly v: 1;
  /** Identity id of the publisher. */
  readonly id: string;
  readonly kid: string;
  /** Grows by at least one with every publication. */
  readonly seq: number;
  readonly created: number;
  /** After this a mirror may not be trusted to be up to date. */
  readonly expires: number;
  /** For a scheduled publication: when it goes live. */
  readonly activate?: number;
  readonly root: string;
  readonly count: number;
  readonly bytes: number;
};

/** A whole publication; nothing is proven yet. */
export type Manifest = {
  readonly header: ManifestHeader;
  readonly files: FileSet;
  readonly sig: string;
};

/** What changed since publication `base` (0: since nothing). */
export type ManifestDelta = {
  readonly header: ManifestHeader;
  readonly base: number;
  readonly set: FileSet;
  readonly drop: readonly string[];
  readonly sig: string;
};

/** A SHA-256 that may be faster than the portable one. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

const HEADER = ["v", "id", "kid", "seq", "created", "expires", "root", "count", "bytes"];
// It becomes a response header: no control characters, one spelling.
const MEDIA_TYPE = /^[a-z]+\/[a-z0-9][a-z0-9.+-]*(; ?[a-z]+=[A-Za-z0-9._-]+)*$/;
const MEDIA_TYPE_LENGTH = 100;

/** What a header says of its files. */
export type FileSummary = Pick<ManifestHeader, "root" | "count" | "bytes">;

/**
 * The root is base64url(SHA-256) over one line per file, sorted by path (UTF-16 code units): the JSON
 * array `[path, sha256, size, type]` and a line feed, after a first line that names the kind.
 */
export function summaryOf(files: FileSet, hash?: Sha256): FileSummary {
  return createFileLedger(Object.entries(files)).summary(hash);
}

/** The root alone. */
export function rootOf(files: FileSet, hash?: Sha256): string {
  return summaryOf(files, hash).root;
}

/** Reads a manifest's shape. Refuses `manifest-shape`, `manifest-path`, `manifest-too-large`. */
export function parseManifest(value: JsonValue): Manifest | Refusal {
  if (!isObject(value) || !hasKeys(value, ["header", "files", "sig"])) return shape("keys");
  const { header, files, sig } = value as { header: JsonValue; files: JsonValue; sig: JsonValue };
  const refused = checkHeader(header) ?? checkSig(sig) ?? checkFiles(files);
  return refused ?? (value as unknown as Manifest);
}

/** Reads a delta's shape. Refuses `manifest-shape`, `manifest-path`, `manifest-too-large`. */
export function parseDelta(value: JsonValue): ManifestDelta | Refusal {
  if (!isObject(value) || !hasKeys(value, ["header", "base", "set", "drop", "sig"])) {
    return shape("keys");
  }
  const { header, base, set, drop, sig } = value as Record<string, JsonValue>;
  const refused = checkHeader(header) ?? checkSig(sig) ?? checkFiles(set);
  if (refused !== null) return refused;
  if (!isTime(base)) return shape("base");
  if (!Array.isArray(drop)) return shape("drop");
  if (drop.length > LIMITS.manifestFiles) return refuse("manifest-too-large", "files");
  const seen = new Set<unknown>();
  for (const path of drop as readonly JsonValue[]) {
    if (typeof path !== "string" || !isSafePath(path)) return refuse("manifest-path", String(path));
    if (seen.has(path) || Object.hasOwn(set as JsonObject, path)) return shape("drop");
    seen.add(path);
  }
  return value as unknown as ManifestDelta;
}

function shape(what: string): Refusal {
  return refuse("manifest-shape", what);
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function hasKeys(object: JsonObject, keys: readonly string[]): boolean {
  return Object.keys(object).length === keys.length && keys.every((k) => Object.hasOwn(object, k));
}

function isHash(value: JsonValue | undefined): boolean {
  return typeof value === "string" && fromBase64urlOf(value, 32) !== null;
}

function checkSig(sig: JsonValue | undefined): Refusal | null {
  return typeof sig === "string" && fromBase64urlOf(sig, 64) !== null ? null : shape("sig");
}

/** Bounds of the header by itself, and that its times make sense together. */
function checkHeader(header: JsonValue | undefined): Refusal | null {
  if (!isObject(header)) return shape("header");
  const scheduled = Object.hasOwn(header, "activate");
  if (!hasKeys(header, scheduled ? [...HEADER, "activate"] : HEADER)) return shape("header keys");
  const { v, id, kid, seq, created, expires, activate, root, count, bytes } = header;
  if (v !== 1) return shape("v");
  if (!isHash(id) || parseKid(kid)?.identityId !== id) return shape("kid");
  if (!isTime(seq) || seq < 1) return shape("seq");
  if (!isTime(created)) return shape("created");
  if (!isTime(expires) || expires <= created) return shape("expires");
  if (expires - created > LIMITS.manifestMaxLife) return shape("expires");
  if (scheduled && !(isTime(activate) && activate < expires)) return shape("activate");
  if (!isHash(root)) return shape("root");
  if (!isTime(count) || !isTime(bytes)) return shape("count");
  if (count > LIMITS.manifestFiles) return refuse("manifest-too-large", "files");
  if (bytes > LIMITS.siteBytes) return refuse("manifest-too-large", "bytes");
  return null;
}

function checkFiles(files: JsonValue | undefined): Refusal | null {
  if (!isObject(files)) return shape("files");
  const paths = Object.keys(files);
  if (paths.length > LIMITS.manifestFiles) return refuse("manifest-too-large", "files");
  for (const path of paths) {
    if (!isSafePath(path)) return refuse("manifest-path", path);
    const refused = checkFile(files[path]);
    if (isRefusal(refused)) return refused;
  }
  const conflict = conflictingPath(paths);
  return conflict === null ? null : refuse("manifest-path", `${conflict} is a file and a folder`);
}

function checkFile(file: JsonValue | undefined): Refusal | null {
  if (!isObject(file) || !hasKeys(file, ["sha256", "size", "type"])) return shape("file");
  const { sha256: digest, size, type } = file;
  if (!isHash(digest)) return shape("sha256");
  if (!isTime(size)) return shape("size");
  if (size > LIMITS.blobBytes) return refuse("manifest-too-large", "file");
  if (typeof type !== "string" || type.length > MEDIA_TYPE_LENGTH || !MEDIA_TYPE.test(type)) {
    return shape("type");
  }
  return null;
}
