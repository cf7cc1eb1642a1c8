// What is signed and hashed: a first line that names the kind, then canonical JSON (RFC 8785, JCS).
// Different first lines keep a manifest from passing for an envelope. Spec 02 §3.

import canonicalize from "canonicalize";
import { type Bytes, sha256, toBase64url, utf8 } from "./bytes.ts";
import type { JsonValue } from "./strict-json.ts";

/** UTF-8(prefix + "\n" + JCS(value)). Throws for lone surrogates, which strict JSON never lets in. */
export function canonicalBytes(prefix: string, value: JsonValue): Bytes {
  return utf8(`${prefix}\n${canonicalText(value)}`);
}

/** JCS alone, as text: keys sorted by UTF-16 code units, no spaces, ECMAScript's own numbers. */
export function canonicalText(value: JsonValue): string {
  return canonicalize(value) as string;
}

/** base64url(SHA-256(canonicalBytes(prefix, value))), 43 characters: how ids are made. */
export function canonicalHash(prefix: string, value: JsonValue): string {
  return toBase64url(sha256(canonicalBytes(prefix, value)));
}
