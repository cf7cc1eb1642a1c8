// The kinds of vectors/02-envelope/.

import { type Address, parseAddress } from "../../../src/address.ts";
import { fromBase64url, toBase64url } from "../../../src/bytes.ts";
import { canonicalBytes, canonicalHash, canonicalText } from "../../../src/canonical.ts";
import { isWellFormedSignature, verifySignatureSync } from "../../../src/ed25519.ts";
import { readEnvelope, verifyEnvelope } from "../../../src/envelope.ts";
import { envelopeBytes } from "../../../src/envelope-shape.ts";
import { verifyIdentityLog } from "../../../src/identity-log.ts";
import { isRefusal, isRefusalCode } from "../../../src/refusal.ts";
import { type JsonValue, parseStrict } from "../../../src/strict-json.ts";
import { type Kind, kind, outcomeOf } from "../vector-file.ts";

export const envelopeKinds: Readonly<Record<string, Kind>> = {
  /** `text`, or `bytes` in base64url where the text is no UTF-8; `nest` repeats an opening bracket. */
  "strict-json": kind<{
    text?: string;
    bytes?: string;
    repeat?: { open: string; close: string; times: number };
    limit?: number;
  }>(({ text, bytes, repeat, limit }) => {
    const repeated = repeat && repeat.open.repeat(repeat.times) + repeat.close.repeat(repeat.times);
    const input = bytes === undefined ? (text ?? repeated ?? "") : fromBase64url(bytes);
    if (input === null) throw new Error("the vector's own bytes are no base64url");
    const read = parseStrict(input, limit === undefined ? {} : { bytes: limit });
    return outcomeOf(read, ({ value }) => canonicalText(value));
  }),

  base64url: kind<{ text: string }>(({ text }) => {
    const bytes = fromBase64url(text);
    return { ok: bytes === null ? null : bytes.toHex() };
  }),

  canonical: kind<{ prefix: string; value: JsonValue }>(({ prefix, value }) => ({
    ok: {
      bytes: toBase64url(canonicalBytes(prefix, value)),
      hash: canonicalHash(prefix, value),
    },
  })),

  /** Keys, messages and signatures in hexadecimal, as their sources have them. */
  signature: kind<{ pk: string; msg: string; sig: string }>(({ pk, msg, sig }) => {
    const [key, message, signature] = [pk, msg, sig].map((hex) => Uint8Array.fromHex(hex));
    if (!key || !message || !signature) throw new Error("incomplete");
    const valid = verifySignatureSync(signature, message, key);
    return { ok: { valid, wellFormed: isWellFormedSignature(signature) } };
  }),

  /** An envelope as text, against the sender's log; `size` pads it with spaces where a bound is shown. */
  envelope: kind<{
    text: string;
    size?: number;
    log: string;
    now: number;
    to: string[];
    revokedGrace?: number;
  }>(async ({ text, size = 0, log, now, to, revokedGrace }) => {
    const identity = await verifyIdentityLog(log);
    if (isRefusal(identity)) throw new Error(`the vector's own log: ${identity.code}`);
    const envelope = readEnvelope(text.padEnd(size));
    if (isRefusal(envelope)) return { refusal: envelope.code };
    const verified = await verifyEnvelope(envelope, {
      identity,
      now,
      to: to.map((address) => parseAddress(address) as Address),
      ...(revokedGrace === undefined ? {} : { revokedGrace }),
    });
    return outcomeOf(verified, ({ id }) => ({ id, bytes: toBase64url(envelopeBytes(envelope)) }));
  }),

  "refusal-code": kind<{ code: string }>(({ code }) => ({ ok: isRefusalCode(code) })),
};
