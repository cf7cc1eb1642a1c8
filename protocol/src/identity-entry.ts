// One line of an identity log, and whether it may follow another. Spec 01 §3.

import { formatAddress, parseAddress } from "./address.ts";
import { fromBase64urlOf, sha256, toBase64url } from "./bytes.ts";
import { canonicalBytes, canonicalHash } from "./canonical.ts";
import { type DeviceRecord, isTime, parseDevice } from "./device.ts";
import { isValidPublicKey } from "./ed25519.ts";
import { LIMITS } from "./limits.ts";
import { isRefusal, type Refusal, refuse } from "./refusal.ts";
import type { JsonObject, JsonValue } from "./strict-json.ts";

/** An entry before it is signed. Times in milliseconds, keys and hashes in base64url. */
export type UnsignedEntry = {
  readonly v: 1;
  readonly seq: number;
  /** Hash of the entry before; null in the first. */
  readonly prev: string | null;
  /** The Ed25519 root key in force, which signs this entry. */
  readonly root: string;
  /** SHA-256 of the root key that will come next (pre-rotation). */
  readonly next: string;
  readonly devices: readonly DeviceRecord[];
  /** The addresses where the person lives now, as `formatAddress` writes them. */
  readonly urls: readonly string[];
  readonly mirrors: readonly string[];
  readonly at: number;
};

/** A signed entry. */
export type IdentityEntry = UnsignedEntry & { readonly sig: string };

const PREFIX = "courtyard-identity/1";
const KEYS = ["v", "seq", "prev", "root", "next", "devices", "urls", "mirrors", "at", "sig"];
const MIRROR = /^https?:\/\/[\x21-\x7e]+$/;

function unsigned({ sig: _, ...entry }: IdentityEntry): UnsignedEntry {
  return entry;
}

/** The bytes that the root key signs. */
export function entryBytes(entry: UnsignedEntry): Uint8Array {
  return canonicalBytes(PREFIX, entry);
}

/** The bytes of a signed entry: all but its signature. */
export function signedBytes(entry: IdentityEntry): Uint8Array {
  return entryBytes(unsigned(entry));
}

/** The hash of an entry without its signature; that of the first is the identity id. */
export function entryHash(entry: IdentityEntry): string {
  return canonicalHash(PREFIX, unsigned(entry));
}

/** What `next` holds for a root key: base64url(SHA-256(public key)). */
export function nextHashOf(rootPublicKey: Uint8Array): string {
  return toBase64url(sha256(rootPublicKey));
}

/**
 * Adds the root and device keys that a value names, whatever else it is, and says whether they are
 * still within the bound. Asked before `parseEntry`, which does curve work for each new key.
 */
export function countKeys(value: JsonValue, keys: Set<unknown>): boolean {
  const { root, devices } = (value ?? {}) as { root?: unknown; devices?: unknown };
  keys.add(root);
  for (const device of Array.isArray(devices) ? devices : []) {
    keys.add((device as { sign?: unknown } | null)?.sign);
  }
  return keys.size <= LIMITS.identityKeys;
}

/** Reads one entry: its shape and bounds, not its place in a log. `identity-malformed`, `identity-device`. */
export function parseEntry(value: JsonValue): IdentityEntry | Refusal {
  const no = (what: string) => refuse("identity-malformed", what);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return no("not an object");
  const entry = value as JsonObject;
  const keys = Object.keys(entry);
  if (keys.length !== KEYS.length || !keys.every((key) => KEYS.includes(key))) return no("keys");
  const { v, seq, prev, root, next, devices, urls, mirrors, at, sig } = entry;
  if (v !== 1) return no("v");
  if (!isTime(seq) || seq >= LIMITS.identityEntries) return no("seq");
  if (prev !== null && !isBytes(prev, 32)) return no("prev");
  const rootKey = typeof root === "string" ? fromBase64urlOf(root, 32) : null;
  if (rootKey === null || !isValidPublicKey(rootKey)) return no("root");
  // A root that announces itself could never be replaced after a theft.
  if (!isBytes(next, 32) || next === nextHashOf(rootKey)) return no("next");
  if (!isTime(at)) return no("at");
  if (!isBytes(sig, 64)) return no("sig");
  if (!isSet(urls, LIMITS.urls, isCanonicalAddress)) return no("urls");
  if (!isSet(mirrors, LIMITS.mirrors, isMirror)) return no("mirrors");
  if (!Array.isArray(devices) || devices.length > LIMITS.devices) return no("devices");
  const ids = new Set<string>();
  for (const candidate of devices as readonly JsonValue[]) {
    const device = parseDevice(candidate);
    if (isRefusal(device)) return device;
    if (ids.has(device.id)) return refuse("identity-device", "a device is named twice");
    ids.add(device.id);
  }
  return value as unknown as IdentityEntry;
}

function isBytes(value: JsonValue | undefined, length: number): value is string {
  return typeof value === "string" && fromBase64urlOf(value, length) !== null;
}

function isSet(value: unknown, most: number, test: (item: unknown) => boolean): boolean {
  return (
    Array.isArray(value) &&
    value.length <= most &&
    value.every(test) &&
    new Set(value).size === value.length
  );
}

function isCanonicalAddress(item: unknown): boolean {
  if (typeof item !== "string") return false;
  const address = parseAddress(item);
  return !isRefusal(address) && formatAddress(address) === item;
}

function isMirror(item: unknown): boolean {
  return typeof item === "string" && item.length <= LIMITS.urlLength && MIRROR.test(item);
}

/**
 * Whether `entry` may follow `before` (null for the first), signature aside. Refuses
 * `identity-broken-chain`, `identity-next-key`, `identity-device`.
 */
export function checkSuccession(
  entry: UnsignedEntry,
  before: { entry: IdentityEntry; hash: string } | null,
): Refusal | null {
  if (before === null) {
    return entry.seq === 0 && entry.prev === null ? null : refuse("identity-broken-chain", "start");
  }
  const former = before.entry;
  if (entry.seq !== former.seq + 1) return refuse("identity-broken-chain", "seq");
  if (entry.prev !== before.hash) return refuse("identity-broken-chain", "prev");
  if (entry.at < former.at) return refuse("identity-broken-chain", "at");
  return checkRotation(entry, former) ?? checkDevices(entry, former);
}

/** Root and next change together or not at all, and a new root is the one that was announced. */
function checkRotation(entry: UnsignedEntry, former: UnsignedEntry): Refusal | null {
  if (entry.root === former.root) {
    return entry.next === former.next
      ? null
      : refuse("identity-next-key", "next changed without root");
  }
  if (nextHashOf(fromBase64urlOf(entry.root, 32) as Uint8Array) !== former.next) {
    return refuse("identity-next-key", "root is not the announced one");
  }
  return entry.next === former.next ? refuse("identity-next-key", "next did not change") : null;
}

/**
 * A device keeps its keys and its `since`; a revocation is never taken back nor put later. A revoked
 * one may leave the list when nothing that it signed can still be in force.
 */
function checkDevices(entry: UnsignedEntry, former: UnsignedEntry): Refusal | null {
  for (const old of former.devices) {
    const now = entry.devices.find((device) => device.id === old.id);
    if (now === undefined) {
      const gone = old.until !== undefined && old.until + LIMITS.manifestMaxLife < entry.at;
      if (!gone) return refuse("identity-device", "a device left the list");
    } else if (now.seal !== old.seal || now.since !== old.since) {
      return refuse("identity-device", "a device changed");
    } else if (old.until !== undefined && (now.until === undefined || now.until > old.until)) {
      return refuse("identity-device", "a revocation was taken back");
    }
  }
  return null;
}
