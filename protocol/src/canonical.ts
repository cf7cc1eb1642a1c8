// What is signed and hashed: a first line that names the kind, then canonical JSON (RFC 8785, JCS).
// Different first lines keep a manifest from passing for an envelope. Spec 02 §3.

import canonicalize from "canonicalize";
import { type Bytes, sha256, toBase64url, utf8 } from "./bytes.ts";
import type { JsonObject, JsonValue } from "./strict-json.ts";

/** UTF-8(prefix + "\n" + JCS(value)). Throws for lone surrogates, which strict JSON never lets in. */
export function canonicalBytes(prefix: string, value: JsonValue): Bytes {
  return utf8(`${prefix}\n${canonicalText(value)}`);
}

/** JCS alone, as text: keys sorted by UTF-16 code units, no spaces, ECMAScript's own numbers. */
export function canonicalText(value: JsonValue): string {
  // Every envelope comes through here. The engine's own writer does what JCS asks once the keys
  // stand in order, in half of the time.
  const ordered = inOrder(value);
  return ordered === undefined ? (canonicalize(value) as string) : JSON.stringify(ordered);
}

/** The value with all keys in order, itself where they are; undefined for what we leave to the package. */
function inOrder(value: JsonValue): JsonValue | undefined {
  if (typeof value === "string") return value.isWellFormed() ? value : undefined;
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "object" || value === null) return value;
  return Array.isArray(value) ? listInOrder(value) : objectInOrder(value as JsonObject);
}

function listInOrder(list: readonly JsonValue[]): JsonValue | undefined {
  let copy: JsonValue[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const item = list[i] as JsonValue;
    const ordered = inOrder(item);
    if (ordered === undefined) return undefined;
    if (ordered === item) continue;
    copy ??= list.slice();
    copy[i] = ordered;
  }
  return copy ?? list;
}

function objectInOrder(object: JsonObject): JsonValue | undefined {
  const keys = Object.keys(object);
  let same = sortKeys(keys);
  const copy: Record<string, JsonValue> = {};
  for (const key of keys) {
    const member = object[key];
    // An engine puts keys like "7" first whatever we do, and `__proto__` is no key to assign.
    if (member === undefined || !key.isWellFormed() || /^[0-9]|^__proto__$/.test(key)) {
      return undefined;
    }
    const ordered = inOrder(member);
    if (ordered === undefined) return undefined;
    same &&= ordered === member;
    copy[key] = ordered;
  }
  return same ? object : copy;
}

const FEW = 16;

/** Sorts in place, by insertion where keys are few: `sort` allocates at each call. true when it was sorted. */
function sortKeys(keys: string[]): boolean {
  if (keys.length > FEW) {
    keys.sort();
    return false;
  }
  let sorted = true;
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i] as string;
    let at = i;
    for (; at > 0 && (keys[at - 1] as string) > key; at--) keys[at] = keys[at - 1] as string;
    if (at === i) continue;
    keys[at] = key;
    sorted = false;
  }
  return sorted;
}

/** base64url(SHA-256(canonicalBytes(prefix, value))), 43 characters: how ids are made. */
export function canonicalHash(prefix: string, value: JsonValue): string {
  return toBase64url(sha256(canonicalBytes(prefix, value)));
}
