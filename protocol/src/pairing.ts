// Pairing a device with its vault by a code that the owner carries from one screen to the other. The
// sidecar may stand between: it sees both messages and can neither change nor make one. Spec 06 §10.

import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { equal, fromBase64urlOf, randomBytes, toBase64url, utf8 } from "./bytes.ts";
import { canonicalText } from "./canonical.ts";
import type { RandomSource } from "./hpke.ts";
import type { JsonValue } from "./strict-json.ts";

/** Crockford's base 32: no I, L, O, U. */
const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_LENGTH = 16;
const MAC_LENGTH = 32;

/** A new code, `XXXX-XXXX-XXXX-XXXX`: 80 random bits. Good once, for `LIMITS.pairingLife`. */
export function newPairingCode(random: RandomSource = randomBytes): string {
  // 256 is a multiple of 32, so no digit is likelier than another.
  const digits = Array.from(random(CODE_LENGTH), (byte) => DIGITS.charAt(byte % 32)).join("");
  return (digits.match(/.{4}/g) as string[]).join("-");
}

/**
 * The 16 characters of a code as typed: any case, spaces and hyphens, O for 0, I and L for 1
 * (Crockford). Null for what cannot be a code.
 */
export function normalisePairingCode(code: string): string | null {
  const plain = code
    .normalize("NFKC") // full-width letters of a Chinese or Japanese keyboard
    .toUpperCase()
    .replace(/[\s\-‐-―]/gu, "")
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");
  return /^[0-9A-HJKMNP-TV-Z]{16}$/.test(plain) ? plain : null;
}

function mac(plainCode: string, value: JsonValue): Uint8Array {
  const key = hkdf(sha256, utf8(plainCode), undefined, utf8("courtyard-pair/1"), MAC_LENGTH);
  return hmac(sha256, key, utf8(canonicalText(value)));
}

/**
 * base64url HMAC-SHA256 over JCS(value), under a key that HKDF-SHA256 makes of the code. Throws
 * `TypeError` for what cannot be a code: check it with `normalisePairingCode` where it is typed.
 */
export function pairingMac(code: string, value: JsonValue): string {
  const plain = normalisePairingCode(code);
  if (plain === null) throw new TypeError("not a pairing code");
  return toBase64url(mac(plain, value));
}

/** Whether this value was made by somebody who knows the code. */
export function checkPairingMac(code: string, value: JsonValue, given: string): boolean {
  const plain = normalisePairingCode(code);
  const bytes = fromBase64urlOf(given, MAC_LENGTH);
  return plain !== null && bytes !== null && equal(bytes, mac(plain, value));
}
