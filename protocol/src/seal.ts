// Sealed messages: what only the devices they are for can read. Spec 06.
// This file knows JSON and bounds; the suites know keys. Sealing throws for a caller's mistake; opening
// refuses, since what it reads comes from strangers.

import type { Address } from "./address.ts";
import { fromBase64url, fromBase64urlOf, randomBytes, text, toBase64url, utf8 } from "./bytes.ts";
import { canonicalBytes, canonicalText } from "./canonical.ts";
import {
  addressValue,
  type CipherSuite,
  type OpenContext,
  type SealContext,
  type SealedData,
  type SealRecipient,
} from "./cipher-suite.ts";
import { hpkeOpen, hpkeSeal, type RandomSource } from "./hpke.ts";
import { LIMITS } from "./limits.ts";
import { pad, unpad } from "./padding.ts";
import { isRefusal, type Refusal, refuse } from "./refusal.ts";
import { isValidSealKey, type SealPrivateKey } from "./seal-key.ts";
import { suite1 } from "./seal-suite-1.ts";
import { type JsonObject, type JsonValue, parseStrict } from "./strict-json.ts";

// Whoever seals needs keys, so they are to be had from here too.
export type { SealedData, SealRecipient } from "./cipher-suite.ts";
export type { SealKeyPair, SealPrivateKey } from "./seal-key.ts";
export { exportSealPrivateKey, generateSealKeyPair, importSealPrivateKey } from "./seal-key.ts";

const SUITES: ReadonlyMap<number, CipherSuite> = new Map([[suite1.suite, suite1]]);

/**
 * Seals a payload for devices, as the data of a `sealed.message` from, to and by exactly these.
 * Throws `RangeError` for a payload over `LIMITS.sealedPlaintextBytes` or for no or too many devices,
 * and an `Error` for a payload that strict JSON would refuse or a key that `isValidSealKey` would.
 */
export async function sealPayload(
  payload: JsonObject,
  options: SealContext & { recipients: readonly SealRecipient[]; random?: RandomSource },
): Promise<SealedData> {
  const { from, to, kid, recipients, random = randomBytes } = options;
  if (recipients.length === 0 || recipients.length > LIMITS.sealedRecipients) {
    throw new RangeError(`sealed for ${recipients.length} devices`);
  }
  if (new Set(recipients.map(({ device }) => device)).size !== recipients.length) {
    throw new TypeError("sealed for a device twice");
  }
  if (!recipients.every(({ publicKey }) => isValidSealKey(publicKey))) {
    throw new TypeError("sealed for a public key that is not valid");
  }
  const written = canonicalText(payload);
  const bytes = utf8(written);
  if (bytes.length > LIMITS.sealedPlaintextBytes) {
    throw new RangeError(`a payload of ${bytes.length} bytes`);
  }
  const read = parseStrict(written);
  // What the other end could not parse must not leave: it would be lost there without a word here.
  if (isRefusal(read)) throw new TypeError(`a payload that is refused with ${read.code}`);
  return suite1.seal(bytes, { from, to, kid, recipients, random });
}

/**
 * The payload of a sealed message, for one of the devices it is for. Refuses `sealed-suite`,
 * `sealed-shape`, `sealed-not-for-me`, `prekey-missing`, `sealed-open-failed`, `sealed-payload`.
 * It says nothing about who wrote it: the envelope around must have been verified before.
 */
export async function openSealed(
  data: SealedData,
  context: OpenContext,
): Promise<JsonObject | Refusal> {
  const suite = SUITES.get(data.suite);
  if (suite === undefined) return refuse("sealed-suite", String(data.suite));
  const bytes = await suite.open(data, context);
  if (isRefusal(bytes)) return bytes;
  const parsed = parseStrict(bytes, { bytes: LIMITS.sealedPlaintextBytes });
  if (isRefusal(parsed)) return refuse("sealed-payload", parsed.code);
  return isObject(parsed.value) ? parsed.value : refuse("sealed-payload", "not an object");
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An envelope sealed for the sidecar it is to reach, so that a relay sees neither type nor data. */
export type RelayedText = { enc: string; ct: string };

const RELAY = "courtyard-relay/1";

/**
 * Seals an envelope's text for the serve device of its destination. Spec 04 §6. Refuses
 * `envelope-too-large` over `LIMITS.relayedBytes`; throws `TypeError` for a key that is not valid.
 */
export async function sealForRelay(
  envelopeText: string,
  options: { destination: Address; publicKey: Uint8Array; random?: RandomSource },
): Promise<RelayedText | Refusal> {
  const { destination, publicKey, random = randomBytes } = options;
  if (!isValidSealKey(publicKey)) throw new TypeError("a public key that is not valid");
  const bytes = utf8(envelopeText);
  if (bytes.length > LIMITS.relayedBytes) return refuse("envelope-too-large");
  const aad = relayBinding(destination);
  const sealed = await hpkeSeal(pad(bytes), { publicKey, info: utf8(RELAY), aad, random });
  return { enc: toBase64url(sealed.enc), ct: toBase64url(sealed.ct) };
}

/** The text that was sealed for this destination. Refuses `relay-open-failed`. */
export async function openRelay(
  relayed: RelayedText,
  { destination, privateKey }: { destination: Address; privateKey: SealPrivateKey },
): Promise<string | Refusal> {
  const enc = fromBase64urlOf(relayed.enc, 32);
  const ct = fromBase64url(relayed.ct);
  if (enc === null || ct === null) return refuse("relay-open-failed");
  const aad = relayBinding(destination);
  const padded = await hpkeOpen({ enc, ct }, { privateKey, info: utf8(RELAY), aad });
  const bytes = padded && unpad(padded);
  if (bytes === null) return refuse("relay-open-failed");
  try {
    return text(bytes);
  } catch {
    return refuse("relay-open-failed", "not UTF-8");
  }
}

function relayBinding(destination: Address) {
  return canonicalBytes(RELAY, { to: addressValue(destination) });
}
