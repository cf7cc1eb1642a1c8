// Prekeys: short-lived sealing keys of a device, so that a key stolen later opens nothing old. They
// stand in /.well-known/courtyard/prekeys.json, each signed by its device, beside the identity log
// which so stays short. Spec 06 §6.

import * as z from "zod/mini";
import { fromBase64urlOf, sha256, toBase64url } from "./bytes.ts";
import { canonicalBytes } from "./canonical.ts";
import { type SealRecipient, STATIC_PREKEY } from "./cipher-suite.ts";
import type { DeviceRecord } from "./device.ts";
import { type Ed25519Backend, type Signer, verifySignature } from "./ed25519.ts";
import { bytesField, timeField } from "./fields.ts";
import { LIMITS } from "./limits.ts";
import { isRefusal, type Refusal, refuse } from "./refusal.ts";
import { isValidSealKey } from "./seal-key.ts";
import type { JsonValue } from "./strict-json.ts";

const ID_BYTES = 16;

const prekeySchema = z.strictObject({
  v: z.literal(1),
  device: bytesField(ID_BYTES),
  id: bytesField(ID_BYTES),
  key: bytesField(32),
  at: timeField,
  exp: timeField,
  sig: bytesField(64),
});

/** `id` is the first 16 bytes of SHA-256(key); `sig` is by the device over all else. */
export type Prekey = z.infer<typeof prekeySchema>;

const prekeysSchema = z.strictObject({
  v: z.literal(1),
  prekeys: z.array(prekeySchema).check(z.maxLength(LIMITS.prekeys)),
});

/** The whole of `prekeys.json`. */
export type Prekeys = z.infer<typeof prekeysSchema>;

/** Reads `prekeys.json`, signatures unchecked. Refuses `prekey-shape`. */
export function parsePrekeys(value: JsonValue): Prekeys | Refusal {
  const parsed = prekeysSchema.safeParse(value);
  return parsed.success ? parsed.data : refuse("prekey-shape");
}

/** Reads one prekey, as in `prekey.put`; its signature unchecked. Refuses `prekey-shape`. */
export function parsePrekey(value: JsonValue): Prekey | Refusal {
  const parsed = prekeySchema.safeParse(value);
  return parsed.success ? parsed.data : refuse("prekey-shape");
}

/** 22 characters: the first 16 bytes of SHA-256 of the public key. */
function prekeyIdOf(publicKey: Uint8Array): string {
  return toBase64url(sha256(publicKey).subarray(0, ID_BYTES));
}

function prekeyBytes({ sig: _, ...unsigned }: Prekey) {
  return canonicalBytes("courtyard-prekey/1", unsigned);
}

/** Announces a sealing key of a device from `now` on for `LIMITS.prekeyLife`. */
export async function makePrekey(options: {
  device: string;
  publicKey: Uint8Array;
  signer: Signer;
  now: number;
}): Promise<Prekey> {
  const { device, publicKey, signer, now } = options;
  const key = toBase64url(publicKey);
  const exp = now + LIMITS.prekeyLife;
  const prekey = { v: 1 as const, device, id: prekeyIdOf(publicKey), key, at: now, exp, sig: "" };
  return { ...prekey, sig: toBase64url(await signer.sign(prekeyBytes(prekey))) };
}

/**
 * The prekey itself when its device stands behind it and one may seal to it now. Refuses
 * `prekey-shape`, `prekey-expired`, `device-revoked`, `prekey-signature`.
 */
export async function verifyPrekey(
  prekey: Prekey,
  options: { device: DeviceRecord; now: number; backend?: Ed25519Backend },
): Promise<Prekey | Refusal> {
  const { device, now, backend } = options;
  const key = fromBase64urlOf(prekey.key, 32);
  const sig = fromBase64urlOf(prekey.sig, 64);
  const sign = fromBase64urlOf(device.sign, 32);
  if (key === null || sig === null || sign === null || !isValidSealKey(key)) {
    return refuse("prekey-shape");
  }
  if (prekey.device !== device.id || prekey.id !== prekeyIdOf(key)) return refuse("prekey-shape");
  if (prekey.exp <= prekey.at || prekey.exp - prekey.at > LIMITS.prekeyLife) {
    return refuse("prekey-shape", "lives too long");
  }
  if (prekey.at > now + LIMITS.clockSkew || prekey.exp <= now) return refuse("prekey-expired");
  if (device.until !== undefined && device.until <= now) return refuse("device-revoked");
  const valid = await verifySignature(sig, prekeyBytes(prekey), sign, backend);
  return valid ? prekey : refuse("prekey-signature");
}

/** Whether a device should make a new prekey: its newest one has used half of its life. */
export function isPrekeyDue(newest: Prekey | undefined, now: number): boolean {
  return newest === undefined || now >= newest.at + LIMITS.prekeyLife / 2;
}

/** Whether no envelope that is still valid can need the private key any more: now it must go. */
export function mayDeletePrekey(prekey: Prekey, now: number): boolean {
  return now > prekey.exp + LIMITS.envelopeTtl + LIMITS.clockSkew;
}

/**
 * Whom to seal for among a person's devices: those that may chat, are not revoked and are not
 * `except`, each with its newest valid prekey, else with its own key.
 */
export async function sealRecipients(
  devices: readonly DeviceRecord[],
  options: {
    prekeys: readonly Prekey[];
    now: number;
    except?: string;
    backend?: Ed25519Backend;
  },
): Promise<SealRecipient[]> {
  const { prekeys, now, except, backend } = options;
  const recipients: SealRecipient[] = [];
  for (const device of devices) {
    if (!device.can.includes("chat") || device.id === except) continue;
    if (device.until !== undefined && device.until <= now) continue;
    const newest = prekeys.filter((key) => key.device === device.id).sort((a, b) => b.at - a.at);
    let use = { prekey: STATIC_PREKEY, key: device.seal };
    for (const candidate of newest) {
      const verified = await verifyPrekey(candidate, { device, now, ...(backend && { backend }) });
      if (isRefusal(verified)) continue;
      use = { prekey: verified.id, key: verified.key };
      break;
    }
    const publicKey = fromBase64urlOf(use.key, 32);
    if (publicKey === null || !isValidSealKey(publicKey)) continue;
    recipients.push({ device: device.id, prekey: use.prekey, publicKey });
  }
  return recipients;
}
