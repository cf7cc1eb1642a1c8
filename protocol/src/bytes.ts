// Bytes as this protocol writes them: UTF-8, canonical base64url without padding, SHA-256.

import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";
import { randomBytes as nobleRandomBytes } from "@noble/hashes/utils.js";

/** Bytes that own a plain ArrayBuffer, which WebCrypto and sockets take without a copy. */
export type Bytes = Uint8Array<ArrayBuffer>;

// Both exist in Node and in browsers but in no ECMAScript lib, and this package has no DOM types.
declare const TextEncoder: new () => { encode(input: string): Bytes };
declare const TextDecoder: new (
  label: "utf-8",
  options: { fatal: true; ignoreBOM: true },
) => { decode(input: Uint8Array): string };

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** UTF-8 of a well-formed string. A lone surrogate would become U+FFFD, so refuse it before. */
export function utf8(s: string): Bytes {
  return encoder.encode(s);
}

/** The string of UTF-8 bytes; keeps a BOM. Throws `TypeError` for bytes that are not UTF-8. */
export function text(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** Base64url without padding, RFC 4648 §5. */
export function toBase64url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

const ALPHABET = /^[A-Za-z0-9_-]*$/;
/** Last characters whose four (of a group of two) or two (of three) unused bits are zero. */
const LAST_OF_TWO = "AQgw";
const LAST_OF_THREE = "AEIMQUYcgkosw048";

/**
 * Whether a text is canonical base64url: no padding, no spaces, and unused bits zero, so that one
 * value has one spelling and an id cannot be written in two ways (RFC 4648 §3.5). Decodes nothing,
 * since every envelope is asked this about a dozen fields.
 */
export function isBase64url(s: string): boolean {
  if (!ALPHABET.test(s)) return false;
  const over = s.length % 4;
  if (over === 0) return true;
  return over !== 1 && (over === 2 ? LAST_OF_TWO : LAST_OF_THREE).includes(s.charAt(s.length - 1));
}

/** Whether a text is canonical base64url of exactly `length` bytes. */
export function isBase64urlOf(s: string, length: number): boolean {
  return s.length === Math.ceil((length * 4) / 3) && isBase64url(s);
}

/** Bytes of a canonical base64url text, else null. */
export function fromBase64url(s: string): Bytes | null {
  return isBase64url(s) ? Uint8Array.fromBase64(s, { alphabet: "base64url" }) : null;
}

/** Bytes of a canonical base64url text of exactly `length` bytes, else null. */
export function fromBase64urlOf(s: string, length: number): Bytes | null {
  return s.length === Math.ceil((length * 4) / 3) ? fromBase64url(s) : null;
}

/** SHA-256, FIPS 180-4. 32 bytes. */
export function sha256(bytes: Uint8Array): Bytes {
  return nobleSha256(bytes);
}

/** Its parts after each other. */
export function concat(...parts: Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Whether two byte strings are equal, in a time that depends on the lengths only. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] as number);
  return difference === 0;
}

/** Random bytes from the platform's generator. */
export function randomBytes(length: number): Bytes {
  return nobleRandomBytes(length) as Bytes;
}
