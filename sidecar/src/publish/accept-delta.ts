import { createHash } from "node:crypto";
import { fromBase64url } from "@courtyard/protocol/bytes.ts";
import { verifySignature } from "@courtyard/protocol/ed25519.ts";
import { findDevice, type Identity } from "@courtyard/protocol/identity.ts";
import {
  createFileLedger,
  deltaChanges,
  type FileLedger,
  type Manifest,
  type ManifestDelta,
  manifestBytes,
  type VerifiedManifest,
  verifyDelta,
} from "@courtyard/protocol/manifest.ts";
import { nodeBackend } from "@courtyard/protocol/node/ed25519.ts";
import { type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import { newestSeq, type TenantSite } from "./tenant-site.ts";

/** What one tenant may publish. */
export interface PublishQuota {
  /** Bytes of all files of one version. */
  readonly bytes: number;
  /** Files of one version. */
  readonly files: number;
}

const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();

/**
 * The whole verified version that a delta makes. The signature over the header comes first, since it
 * costs a tenth of a millisecond and all that follows costs work in the size of the site. Refuses
 * with the codes of `verifyDelta`, `device-revoked` for a key that is revoked by
 * now, whatever date it writes, and `quota-exceeded`.
 */
export async function acceptDelta(
  site: TenantSite,
  delta: ManifestDelta,
  {
    identity,
    now,
    quota,
    former,
  }: {
    identity: Identity;
    now: number;
    quota: PublishQuota;
    /** A former version that is kept: who goes back builds on it. */
    former: (seq: number) => Manifest | undefined;
  },
): Promise<VerifiedManifest | Refusal> {
  const stranger = await checkSigner(delta, identity);
  if (stranger) return stranger;
  const { header } = delta;
  if (header.seq <= newestSeq(site)) return refuse("manifest-rollback");
  if (header.bytes > quota.bytes) return refuse("quota-exceeded", "bytes");
  if (header.count > quota.files) return refuse("quota-exceeded", "files");
  const base = delta.base === 0 ? null : (baseOf(site, delta.base) ?? former(delta.base));
  if (base === undefined) return refuse("manifest-base");
  const ledger = base ? ledgerOf(site, base, delta) : undefined;
  return verifyDelta(base, delta, { identity, now, backend: nodeBackend, sha256, ledger });
}

/** Changes from which on a ledger is no gain over a look at all files. */
const MANY = 1_000;

/** The ledger of the files that a delta builds on, when they are the live ones. */
function ledgerOf(
  site: TenantSite,
  base: Manifest,
  { set, drop }: ManifestDelta,
): FileLedger | undefined {
  const { live } = site;
  if (live?.manifest !== base || Object.keys(set).length + drop.length > MANY) return undefined;
  site.ledger ??= createFileLedger(Object.entries(base.files));
  return site.ledger;
}

/** Brings the ledger to the version that `by` made of the one before; undefined when that is not known. */
export function followLedger(site: TenantSite, by: ManifestDelta | undefined): void {
  if (!by) site.ledger = undefined;
  else for (const change of deltaChanges(by)) site.ledger?.put(...change);
}

/** Whether the device that signed may publish at this moment; undefined when it may. */
export async function checkSigner(
  { header, sig }: Pick<ManifestDelta, "header" | "sig">,
  identity: Identity,
): Promise<Refusal | undefined> {
  if (header.id !== identity.id) return refuse("identity-other");
  const device = findDevice(identity, header.kid);
  if (!device) return refuse("key-unknown");
  if (!device.can.includes("publish")) return refuse("capability-missing");
  // A thief can backdate `created`, so our own receipt counts too (spec 01).
  if (device.until !== undefined) return refuse("device-revoked");
  const key = fromBase64url(device.sign);
  const signature = fromBase64url(sig);
  if (!key || !signature) return refuse("signature-form");
  const good = await verifySignature(signature, manifestBytes(header), key, nodeBackend);
  return good ? undefined : refuse("manifest-signature");
}

/** The version a delta builds on: the live one, or one that waits for its hour. */
function baseOf(site: TenantSite, seq: number): Manifest | undefined {
  const here = [site.live?.manifest, ...site.scheduled];
  return here.find((manifest) => manifest?.header.seq === seq);
}
