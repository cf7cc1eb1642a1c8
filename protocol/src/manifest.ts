// A publication: which files a site consists of, signed as a whole, sent as a delta. Spec 05.

import { fromBase64url, toBase64url } from "./bytes.ts";
import { canonicalBytes } from "./canonical.ts";
import { type Ed25519Backend, type Signer, verifySignature } from "./ed25519.ts";
import { createFileLedger, type FileChange, type FileLedger } from "./file-ledger.ts";
import { findDevice, type Identity } from "./identity.ts";
import { parseKid } from "./kid.ts";
import { LIMITS } from "./limits.ts";
import { conflictingPath } from "./manifest-path.ts";
import {
  type FileEntry,
  type FileSet,
  type FileSummary,
  type Manifest,
  type ManifestDelta,
  type ManifestHeader,
  rootOf,
  type Sha256,
  summaryOf,
} from "./manifest-shape.ts";
import { isRefusal, type Refusal, refuse } from "./refusal.ts";

export { isSafePath } from "./manifest-path.ts";
export { parseDelta, parseManifest } from "./manifest-shape.ts";
export type {
  FileChange,
  FileEntry,
  FileLedger,
  FileSet,
  FileSummary,
  Manifest,
  ManifestDelta,
  ManifestHeader,
};
export { createFileLedger, rootOf };

declare const verified: unique symbol;

/** A manifest that `verifyManifest` accepted. */
export type VerifiedManifest = Manifest & { readonly [verified]: true };

/** The bytes that the publishing device signs. */
export function manifestBytes(header: ManifestHeader): Uint8Array {
  return canonicalBytes("courtyard-manifest/1", header);
}

/** Makes and signs the manifest of a file set. It expires after 90 days unless told. */
export async function makeManifest({
  files,
  seq,
  kid,
  signer,
  now,
  activate,
  life = LIMITS.manifestLife,
  sha256,
}: {
  files: FileSet;
  seq: number;
  kid: string;
  signer: Signer;
  now: number;
  activate?: number;
  life?: number;
  sha256?: Sha256;
}): Promise<Manifest> {
  const parts = parseKid(kid);
  if (parts === null) throw new RangeError("not a kid");
  const header: ManifestHeader = {
    v: 1,
    id: parts.identityId,
    kid,
    seq,
    created: now,
    expires: Math.max(now, activate ?? now) + life,
    ...(activate === undefined ? {} : { activate }),
    ...summaryOf(files, sha256),
  };
  return { header, files, sig: toBase64url(await signer.sign(manifestBytes(header))) };
}

/** What has to be sent to one who has `base` (null: nothing). */
export function deltaOf(base: Manifest | null, manifest: Manifest): ManifestDelta {
  const before = base?.files ?? {};
  const set: Record<string, FileEntry> = {};
  for (const [path, file] of Object.entries(manifest.files)) {
    if (!Object.hasOwn(before, path) || !sameFile(before[path] as FileEntry, file)) {
      set[path] = file;
    }
  }
  const drop = Object.keys(before).filter((path) => !Object.hasOwn(manifest.files, path));
  const { header, sig } = manifest;
  return { header, base: base?.header.seq ?? 0, set, drop, sig };
}

function sameFile(a: FileEntry, b: FileEntry): boolean {
  return a.sha256 === b.sha256 && a.size === b.size && a.type === b.type;
}

/**
 * The manifest that a delta makes of its base; a base of 0 means from nothing, whatever is here.
 * Refuses `manifest-base` (another version is here), `manifest-path`, `manifest-root` (the outcome
 * is not what the header says). Who signed it is for `verifyManifest` to say. A `ledger` of the base
 * spares the work on what did not change, and is left as it is.
 */
export function applyDelta(
  base: Manifest | null,
  delta: ManifestDelta,
  { sha256, ledger }: { sha256?: Sha256; ledger?: FileLedger | undefined } = {},
): Manifest | Refusal {
  if (delta.base !== 0 && delta.base !== base?.header.seq) return refuse("manifest-base");
  const files: Record<string, FileEntry> = { ...(delta.base === 0 ? {} : base?.files) };
  for (const path of delta.drop) {
    if (!Object.hasOwn(files, path)) return refuse("manifest-base", "drops what is not there");
    delete files[path];
  }
  for (const [path, file] of Object.entries(delta.set)) files[path] = file;
  const conflict = conflictIn(files, delta, base);
  if (conflict !== null) return refuse("manifest-path", `${conflict} is a file and a folder`);
  const manifest = { header: delta.header, files, sig: delta.sig };
  const known = delta.base === 0 ? undefined : ledger;
  const summary = known?.summaryWith(deltaChanges(delta), sha256) ?? summaryOf(files, sha256);
  return checkSummary(manifest, summary) ?? manifest;
}

/** What a delta does, path by path. */
export function* deltaChanges({
  set,
  drop,
}: Pick<ManifestDelta, "set" | "drop">): Iterable<FileChange> {
  for (const path of drop) yield [path, undefined];
  yield* Object.entries(set);
}

/** So many new paths are looked at one by one; more are looked at together with all the others. */
const FEW = 64;

/** MAN-12 of the outcome: the base holds already, so that only paths that are new to it can break it. */
function conflictIn(files: FileSet, delta: ManifestDelta, base: Manifest | null): string | null {
  const known = delta.base === 0 ? undefined : base?.files;
  const added = Object.keys(delta.set).filter((path) => !known || !Object.hasOwn(known, path));
  if (added.length > FEW) return conflictingPath(Object.keys(files));
  for (const path of added) {
    const folder = conflictingPath([path], (other) => Object.hasOwn(files, other));
    if (folder !== null) return folder;
    const below = `${path}/`;
    for (const other in files) if (other.startsWith(below)) return path;
  }
  return null;
}

function checkSummary({ header }: Manifest, { root, count, bytes }: FileSummary): Refusal | null {
  if (count !== header.count || bytes !== header.bytes) return refuse("manifest-root", "size");
  return root === header.root ? null : refuse("manifest-root");
}

export interface VerifyManifestOptions {
  readonly identity: Identity;
  readonly now: number;
  /** The `seq` that is here already: the same or an older one is refused. */
  readonly newerThan?: number;
  readonly backend?: Ed25519Backend;
  readonly sha256?: Sha256;
}

/**
 * Whether the header is signed by a device that may publish and was in force then, in time, and
 * newer than what is here. A receiver asks this of a delta before it builds anything from it.
 * Refuses `identity-other`, `manifest-rollback`, `manifest-future`, `manifest-expired`,
 * `key-unknown`, `capability-missing`, `device-future`, `device-revoked`, `manifest-signature`.
 */
export async function verifyManifestHeader(
  { header, sig }: Pick<Manifest, "header" | "sig">,
  { identity, now, newerThan, backend }: VerifyManifestOptions,
): Promise<{ readonly ok: true } | Refusal> {
  if (header.id !== identity.id) return refuse("identity-other");
  if (newerThan !== undefined && header.seq <= newerThan) return refuse("manifest-rollback");
  if (header.created > now + LIMITS.clockSkew) return refuse("manifest-future");
  if ((header.activate ?? 0) > now + LIMITS.manifestActivateAhead) return refuse("manifest-future");
  if (header.expires <= now) return refuse("manifest-expired");
  const device = findDevice(identity, header.kid);
  if (device === undefined) return refuse("key-unknown");
  if (!device.can.includes("publish")) return refuse("capability-missing");
  if (header.created < device.since - LIMITS.clockSkew) return refuse("device-future");
  if (device.until !== undefined && header.created > device.until) return refuse("device-revoked");
  const signature = fromBase64url(sig) as Uint8Array;
  const publicKey = fromBase64url(device.sign) as Uint8Array;
  return (await verifySignature(signature, manifestBytes(header), publicKey, backend))
    ? { ok: true }
    : refuse("manifest-signature");
}

/** Whether a whole manifest holds: its header as above, and its files are those of the root (`manifest-root`). */
export async function verifyManifest(
  manifest: Manifest,
  options: VerifyManifestOptions,
): Promise<VerifiedManifest | Refusal> {
  const header = await verifyManifestHeader(manifest, options);
  if (isRefusal(header)) return header;
  const summary = summaryOf(manifest.files, options.sha256);
  return checkSummary(manifest, summary) ?? (manifest as VerifiedManifest);
}

/**
 * The verified version that a delta makes of its base: `verifyManifestHeader`, then `applyDelta`,
 * which looks at the root. Refuses as they do.
 */
export async function verifyDelta(
  base: Manifest | null,
  delta: ManifestDelta,
  options: VerifyManifestOptions & { readonly ledger?: FileLedger | undefined },
): Promise<VerifiedManifest | Refusal> {
  const header = await verifyManifestHeader(delta, options);
  if (isRefusal(header)) return header;
  return applyDelta(base, delta, options) as VerifiedManifest | Refusal;
}
