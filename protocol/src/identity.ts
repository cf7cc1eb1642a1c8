// A verified identity, and how its owner makes it and adds to it. Spec 01 §3.

import { toBase64url } from "./bytes.ts";
import type { DeviceRecord } from "./device.ts";
import { type Signer, signerFromSecret } from "./ed25519.ts";
import {
  checkSuccession,
  countKeys,
  entryBytes,
  entryHash,
  type IdentityEntry,
  nextHashOf,
  parseEntry,
  type UnsignedEntry,
} from "./identity-entry.ts";
import { parseKid } from "./kid.ts";
import { LIMITS } from "./limits.ts";
import { isRefusal, type Refusal, refuse } from "./refusal.ts";
import type { JsonValue } from "./strict-json.ts";

export type { Capability, DeviceRecord } from "./device.ts";
export { deviceIdOf, deviceRecord, revokeDevice } from "./device.ts";
export type { IdentityEntry } from "./identity-entry.ts";
export { nextHashOf } from "./identity-entry.ts";

declare const verified: unique symbol;

/** A log whose every entry was checked. Only `verifyIdentityLog`, `createIdentity` and `appendEntry` make one. */
export interface Identity {
  /** Hash of the first entry; the person, whatever their address. */
  readonly id: string;
  readonly entries: readonly IdentityEntry[];
  /** The last entry, which is in force. */
  readonly head: IdentityEntry;
  /** Hash of the head. */
  readonly hash: string;
  readonly [verified]: true;
}

/** For the files that verify: gives checked entries the type that says so. */
export function asIdentity(entries: readonly IdentityEntry[], id: string, hash: string): Identity {
  return { id, entries, head: entries.at(-1) as IdentityEntry, hash } as Identity;
}

/** The first entry of a new person. Throws `RangeError` for values that no reader would accept. */
export async function createIdentity({
  rootSecret,
  nextPublicKey,
  devices,
  urls,
  mirrors = [],
  now,
}: {
  rootSecret: Uint8Array;
  nextPublicKey: Uint8Array;
  devices: readonly DeviceRecord[];
  urls: readonly string[];
  mirrors?: readonly string[];
  now: number;
}): Promise<Identity> {
  const signer = signerFromSecret(rootSecret);
  const entry = await signEntry(
    {
      v: 1,
      seq: 0,
      prev: null,
      root: toBase64url(signer.publicKey),
      next: nextHashOf(nextPublicKey),
      devices,
      urls,
      mirrors,
      at: now,
    },
    signer,
  );
  if (isRefusal(entry))
    throw new RangeError(`not an identity: ${entry.code} ${entry.detail ?? ""}`);
  const hash = entryHash(entry);
  return asIdentity([entry], hash, hash);
}

/** What an entry may change. A rotation gives the hash of a new `next`; its `root` is the signer's key. */
export interface IdentityChange {
  readonly devices?: readonly DeviceRecord[];
  readonly urls?: readonly string[];
  readonly mirrors?: readonly string[];
  readonly root?: string;
  readonly next?: string;
}

/**
 * The identity with one more entry, signed by `rootSigner`: the root in force, or, for a rotation,
 * the one whose hash is `head.next`. Refuses with the codes that a reader would give.
 */
export async function appendEntry(
  identity: Identity,
  { rootSigner, change, now }: { rootSigner: Signer; change: IdentityChange; now: number },
): Promise<Identity | Refusal> {
  const { head, hash: prev } = identity;
  const { sig: _, ...former } = head;
  const root = toBase64url(rootSigner.publicKey);
  if (change.root !== undefined && change.root !== root) return refuse("identity-signature");
  const unsigned: UnsignedEntry = {
    ...former,
    ...change,
    root,
    seq: head.seq + 1,
    prev,
    at: Math.max(now, head.at),
  };
  const keys = new Set<unknown>();
  const within = [...identity.entries, unsigned].every((entry) => countKeys(entry, keys));
  if (!within || unsigned.seq >= LIMITS.identityEntries) return refuse("identity-too-large");
  const broken = checkSuccession(unsigned, { entry: head, hash: prev });
  if (broken !== null) return broken;
  const entry = await signEntry(unsigned, rootSigner);
  if (isRefusal(entry)) return entry;
  return asIdentity([...identity.entries, entry], identity.id, entryHash(entry));
}

async function signEntry(entry: UnsignedEntry, signer: Signer): Promise<IdentityEntry | Refusal> {
  const sig = toBase64url(await signer.sign(entryBytes(entry)));
  // A copy, so that the caller's arrays cannot change what was signed.
  const copy = JSON.parse(JSON.stringify({ ...entry, sig })) as JsonValue;
  return parseEntry(copy);
}

/** A device in force or revoked, by its id. */
export function deviceOf(identity: Identity, deviceId: string): DeviceRecord | undefined {
  return identity.head.devices.find((device) => device.id === deviceId);
}

/** The device that a kid names, when the kid is of this identity. */
export function findDevice(identity: Identity, kid: string): DeviceRecord | undefined {
  const parts = parseKid(kid);
  if (parts === null || parts.identityId !== identity.id) return undefined;
  return deviceOf(identity, parts.deviceId);
}
