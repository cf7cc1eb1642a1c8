// The shape of an envelope, and the bytes that are signed. Spec 02 §3.

import { type Address, isAddress } from "./address.ts";
import { isBase64urlOf } from "./bytes.ts";
import { canonicalBytes, canonicalText } from "./canonical.ts";
import { isTime } from "./device.ts";
import { parseKid } from "./kid.ts";
import { LIMITS } from "./limits.ts";
import { isRefusal, type Refusal, refuse } from "./refusal.ts";
import { type JsonObject, type JsonValue, parseStrict } from "./strict-json.ts";

/** What is hashed and signed: everything but `id` and `sig`. */
export type UnsignedEnvelope = {
  readonly v: 1;
  readonly from: Address;
  readonly to: Address;
  readonly type: string;
  readonly data: JsonObject;
  /** `identityId#deviceId` of the signing device. */
  readonly kid: string;
  readonly ts: number;
  readonly exp: number;
  readonly nonce: string;
};

/** An envelope by its shape; nothing is proven yet. */
export type Envelope = UnsignedEnvelope & {
  /** base64url(SHA-256(signed bytes)). */
  readonly id: string;
  readonly sig: string;
};

const PREFIX = "courtyard-envelope/1";
const TYPE = /^[a-z]+(\.[a-z]+)+$/;

/** The bytes that are signed. The id is their SHA-256. */
export function envelopeBytes(envelope: UnsignedEnvelope | Envelope): Uint8Array {
  const { id: _i, sig: _s, ...unsigned } = envelope as Envelope;
  return canonicalBytes(PREFIX, unsigned);
}

/**
 * Reads the outer shape: keys, forms and bounds; `data` is judged by `verifyEnvelope` with its type.
 * Refuses `envelope-shape`, `envelope-unknown-key`, `envelope-ttl`.
 */
export function parseEnvelope(value: JsonValue): Envelope | Refusal {
  const no = (what: string) => refuse("envelope-shape", what);
  if (!isObject(value)) return no("not an object");
  const { v, from, to, type, data, kid, ts, exp, nonce, id, sig, ...rest } = value;
  const unknown = Object.keys(rest)[0];
  if (unknown !== undefined) return refuse("envelope-unknown-key", unknown);
  if (v !== 1) return no("v");
  if (!isAddress(from)) return no("from");
  if (!isAddress(to)) return no("to");
  if (typeof type !== "string" || type.length > LIMITS.typeLength || !TYPE.test(type)) {
    return no("type");
  }
  if (!isObject(data)) return no("data");
  if (parseKid(kid) === null) return no("kid");
  if (!isTime(ts)) return no("ts");
  if (!isTime(exp) || exp <= ts) return no("exp");
  if (exp - ts > LIMITS.envelopeTtl) return refuse("envelope-ttl");
  if (!isBytes(nonce, LIMITS.envelopeNonceBytes)) return no("nonce");
  if (!isBytes(id, 32)) return no("id");
  if (!isBytes(sig, 64)) return no("sig");
  return value as unknown as Envelope;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isBytes(value: JsonValue | undefined, length: number): value is string {
  return typeof value === "string" && isBase64urlOf(value, length);
}

/** Strict JSON, then `parseEnvelope`; what is over `LIMITS.envelopeBytes` is refused unread. */
export function readEnvelope(input: string | Uint8Array): Envelope | Refusal {
  const parsed = parseStrict(input, { bytes: LIMITS.envelopeBytes });
  if (!isRefusal(parsed)) return parseEnvelope(parsed.value);
  return parsed.code === "json-too-large" ? refuse("envelope-too-large") : parsed;
}

/** The envelope as canonical JSON text, for the wire and for a store. */
export function formatEnvelope(envelope: Envelope): string {
  return canonicalText(envelope);
}
