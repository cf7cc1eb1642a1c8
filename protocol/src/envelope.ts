// The envelope, made and verified. Spec 02 §4 and §6. The cheap checks come first, so that a
// stranger's rubbish costs us comparisons and no curve.

import { type Address, formatAddress, sameAddress } from "./address.ts";
import { type Bytes, fromBase64url, randomBytes, sha256, toBase64url } from "./bytes.ts";
import type { DeviceRecord } from "./device.ts";
import {
  type Ed25519Backend,
  isWellFormedSignature,
  type Signer,
  type SyncEd25519Backend,
  verifySignature,
  verifySignatureSync,
} from "./ed25519.ts";
import { type Envelope, envelopeBytes, type UnsignedEnvelope } from "./envelope-shape.ts";
import { findDevice, type Identity } from "./identity.ts";
import { LIMITS } from "./limits.ts";
import type { MessageType } from "./messages/message-type.ts";
import { messageTypeOf } from "./messages/registry.ts";
import { isRefusal, type Refusal, refuse } from "./refusal.ts";
import type { JsonObject } from "./strict-json.ts";

export type { Envelope } from "./envelope-shape.ts";
export { formatEnvelope, parseEnvelope, readEnvelope } from "./envelope-shape.ts";

/** Makes and signs an envelope. It lives `ttl` milliseconds, 30 days unless told. */
export async function makeEnvelope({
  from,
  to,
  type,
  data,
  signer,
  kid,
  now,
  ttl = LIMITS.envelopeTtl,
  nonce = randomBytes(LIMITS.envelopeNonceBytes),
}: {
  from: Address;
  to: Address;
  type: string;
  data: object;
  signer: Signer;
  kid: string;
  now: number;
  ttl?: number;
  nonce?: Uint8Array;
}): Promise<Envelope> {
  const unsigned: UnsignedEnvelope = {
    v: 1,
    from,
    to,
    type,
    data: data as JsonObject,
    kid,
    ts: now,
    exp: now + ttl,
    nonce: toBase64url(nonce),
  };
  const bytes = envelopeBytes(unsigned);
  return {
    ...unsigned,
    id: toBase64url(sha256(bytes)),
    sig: toBase64url(await signer.sign(bytes)),
  };
}

declare const verified: unique symbol;

/** An envelope that `verifyEnvelope` accepted; its data fits its type. Nobody else can make one. */
export type VerifiedEnvelope = Envelope & { readonly [verified]: true };

export interface VerifyOptions<Backend> {
  /** The sender's verified identity, as pinned. */
  readonly identity: Identity;
  readonly now: number;
  /** Our own addresses here; without them, `to` is not looked at. */
  readonly to?: readonly Address[];
  /**
   * How long after a device was revoked something that it signed before may still come in. A stolen
   * key can backdate, so who receives it first hand sets this low; who re-reads a log does not.
   */
  readonly revokedGrace?: number;
  readonly backend?: Backend;
  /** A faster SHA-256 than the portable one, 32 bytes. */
  readonly sha256?: (bytes: Uint8Array) => Uint8Array;
}

/**
 * Refuses `envelope-future`, `envelope-expired`, `to-other`, `key-unknown`, `from-other`,
 * `envelope-type-unknown`, `capability-missing`, `device-future`, `device-revoked`,
 * `signature-form`, `envelope-data`, `envelope-too-large`, `envelope-id`, `signature-invalid`, in
 * that order. Whether the id was seen before is for the store to say.
 */
export async function verifyEnvelope(
  envelope: Envelope,
  options: VerifyOptions<Ed25519Backend>,
): Promise<VerifiedEnvelope | Refusal> {
  const claim = checkClaims(envelope, options);
  if (isRefusal(claim)) return claim;
  const { signature, bytes, publicKey } = claim;
  return (await verifySignature(signature, bytes, publicKey, options.backend))
    ? (envelope as VerifiedEnvelope)
    : refuse("signature-invalid");
}

/** The same at once, for a backend that can. */
export function verifyEnvelopeSync(
  envelope: Envelope,
  options: VerifyOptions<SyncEd25519Backend>,
): VerifiedEnvelope | Refusal {
  const claim = checkClaims(envelope, options);
  if (isRefusal(claim)) return claim;
  const { signature, bytes, publicKey } = claim;
  return verifySignatureSync(signature, bytes, publicKey, options.backend)
    ? (envelope as VerifiedEnvelope)
    : refuse("signature-invalid");
}

interface Claim {
  readonly signature: Bytes;
  readonly bytes: Uint8Array;
  readonly publicKey: Bytes;
}

/** Everything but the signature itself. */
function checkClaims(
  envelope: Envelope,
  options: Omit<VerifyOptions<unknown>, "backend">,
): Claim | Refusal {
  const { identity, now, to, sha256: hash = sha256 } = options;
  if (envelope.ts > now + LIMITS.clockSkew) return refuse("envelope-future");
  if (envelope.exp <= now) return refuse("envelope-expired");
  if (to !== undefined && !to.some((mine) => sameAddress(mine, envelope.to))) {
    return refuse("to-other");
  }
  const device = findDevice(identity, envelope.kid);
  if (device === undefined) return refuse("key-unknown");
  if (!identity.head.urls.includes(formatAddress(envelope.from))) return refuse("from-other");
  const message = messageTypeOf(envelope.type);
  if (message === undefined) return refuse("envelope-type-unknown", envelope.type);
  if (!device.can.includes(message.capability)) return refuse("capability-missing");
  const outside = checkDeviceTime(device, envelope.ts, options);
  if (outside !== null) return outside;
  const signature = fromBase64url(envelope.sig) as Bytes;
  if (!isWellFormedSignature(signature)) return refuse("signature-form");
  if (!message.schema.safeParse(envelope.data).success) return refuse("envelope-data");
  const bytes = envelopeBytes(envelope);
  if (bytes.length > LIMITS.envelopeBytes) return refuse("envelope-too-large");
  if (toBase64url(hash(bytes)) !== envelope.id) return refuse("envelope-id");
  return { signature, bytes, publicKey: fromBase64url(device.sign) as Bytes };
}

/** Whether a device was in force when it says it signed. */
function checkDeviceTime(
  device: DeviceRecord,
  ts: number,
  { now, revokedGrace }: { now: number; revokedGrace?: number },
): Refusal | null {
  if (ts < device.since - LIMITS.clockSkew) return refuse("device-future");
  if (device.until === undefined) return null;
  const tooLate = revokedGrace !== undefined && now > device.until + revokedGrace;
  return ts > device.until || tooLate ? refuse("device-revoked") : null;
}

/** Whether a verified envelope is of a type; its data then has the type's shape. */
export function isMessage<Type extends string, Data>(
  envelope: VerifiedEnvelope,
  message: MessageType<Type, Data>,
): envelope is VerifiedEnvelope & { readonly type: Type; readonly data: Data } {
  return envelope.type === message.type;
}
