// A device of a person: two public keys, a name for the owner's eyes, and what it may do. Spec 01 §4.

import { fromBase64urlOf, sha256, toBase64url } from "./bytes.ts";
import { isValidPublicKey } from "./ed25519.ts";
import { LIMITS } from "./limits.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { isValidSealKey } from "./seal-key.ts";
import type { JsonValue } from "./strict-json.ts";

/** What a device may do. `serve` is a sidecar's own key: it links and relays, and never speaks as the person. */
export const CAPABILITIES = ["publish", "comment", "chat", "serve"] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** `sign` Ed25519 and `seal` X25519 public keys in base64url; `until` is the last valid time of a revoked one. */
export type DeviceRecord = {
  readonly id: string;
  readonly name: string;
  readonly sign: string;
  readonly seal: string;
  readonly can: readonly Capability[];
  readonly since: number;
  readonly until?: number;
};

/** 22 characters: base64url of the first 16 bytes of SHA-256 of the signing key. */
export function deviceIdOf(signPublicKey: Uint8Array): string {
  return toBase64url(sha256(signPublicKey).subarray(0, 16));
}

/** The record of a new device, valid from `now`. Throws `RangeError` for what no log would accept. */
export function deviceRecord({
  name,
  signPublicKey,
  sealPublicKey,
  can,
  now,
}: {
  name: string;
  signPublicKey: Uint8Array;
  sealPublicKey: Uint8Array;
  can: readonly Capability[];
  now: number;
}): DeviceRecord {
  const record = {
    id: deviceIdOf(signPublicKey),
    name,
    sign: toBase64url(signPublicKey),
    seal: toBase64url(sealPublicKey),
    can: CAPABILITIES.filter((capability) => can.includes(capability)),
    since: now,
  };
  const checked = parseDevice(record);
  if ("ok" in checked) throw new RangeError(`not a device: ${checked.detail}`);
  return checked;
}

/** The same device, valid no longer than `until`. An earlier revocation stays. */
export function revokeDevice(device: DeviceRecord, until: number): DeviceRecord {
  return { ...device, until: Math.max(device.since, Math.min(until, device.until ?? until)) };
}

/** Reads a device of an identity entry; refuses `identity-device` with what is wrong as detail. */
export function parseDevice(value: JsonValue): DeviceRecord | Refusal {
  const no = (what: string) => refuse("identity-device", what);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return no("not an object");
  const { id, name, sign, seal, can, since, until, ...rest } = value as Record<string, unknown>;
  if (Object.keys(rest).length > 0) return no("unknown key");
  if (!isLine(name, LIMITS.deviceNameLength)) return no("name");
  const signKey = typeof sign === "string" ? fromBase64urlOf(sign, 32) : null;
  if (signKey === null) return no("sign");
  if (id !== deviceIdOf(signKey)) return no("id is not the hash of the signing key");
  const sealKey = typeof seal === "string" ? fromBase64urlOf(seal, 32) : null;
  if (sealKey === null || !isValidSealKey(sealKey)) return no("seal");
  if (!isCapabilityList(can)) return no("can");
  if (!isTime(since)) return no("since");
  if (Object.hasOwn(value, "until") && !(isTime(until) && until >= since)) return no("until");
  // Last, since it is the one check that costs a scalar multiplication (once per key).
  if (!isValidPublicKey(signKey)) return no("sign is not of prime order");
  return value as DeviceRecord;
}

/** Each known capability at most once, in the order of `CAPABILITIES`: one spelling per set. */
function isCapabilityList(can: unknown): can is Capability[] {
  if (!Array.isArray(can)) return false;
  const ordered = CAPABILITIES.filter((capability) => can.includes(capability));
  return can.length === ordered.length && ordered.every((capability, i) => can[i] === capability);
}

// Characters that turn the direction of what follows: a name with one could rewrite its neighbours.
const BIDI = /[\u202a-\u202e\u2066-\u2069]/;

/** A non-empty text on one line: no control or direction-turning characters, no blank ends. */
export function isLine(value: unknown, length: number): value is string {
  return (
    typeof value === "string" &&
    value.length > 0 &&
    value.length <= length &&
    value.trim() === value &&
    !/[\p{Cc}\u2028\u2029]/u.test(value) &&
    !BIDI.test(value)
  );
}

/** A time: milliseconds since the epoch, a safe integer that is not negative. */
export function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
