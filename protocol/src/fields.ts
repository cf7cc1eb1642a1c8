// The fields that several messages and frames share, as zod/mini schemas. Bounds are in limits.ts.

import * as z from "zod/mini";
import { type Address, isAddress } from "./address.ts";
import { isBase64url, isBase64urlOf } from "./bytes.ts";
import { isLine, isTime } from "./device.ts";
import { parseKid } from "./kid.ts";
import { LIMITS } from "./limits.ts";

/** Exactly `length` bytes in canonical base64url. */
export function bytesField(length: number) {
  return z.string().check(z.refine((s) => isBase64urlOf(s, length)));
}

/** Up to `most` bytes in canonical base64url. */
export function someBytesField(most: number) {
  const longest = Math.ceil((most * 4) / 3);
  return z.string().check(z.refine((s) => s.length <= longest && isBase64url(s)));
}

/** A name or title on one line, up to `length` UTF-16 units. */
export function lineField(length: number) {
  return z.string().check(z.refine((s) => isLine(s, length)));
}

// Everything of C0 and C1 but tab and line feed: nobody writes these, and terminals obey them.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

/** A text of several lines that is not blank, up to `length` UTF-16 units; line ends are LF. */
export function textField(length: number) {
  return z
    .string()
    .check(z.refine((s) => s.length <= length && s.trim() !== "" && !CONTROL.test(s)));
}

/** `{ host, port, username }` in canonical form. */
export const addressField = z.custom<Address>(isAddress);

/** Milliseconds since the epoch. */
export const timeField = z.number().check(z.refine(isTime));

/** `identityId#deviceId`. */
export const kidField = z.string().check(z.refine((s) => parseKid(s) !== null));

/** SHA-256 in base64url: ids of envelopes, entries, identities and blobs. */
export const hashField = bytesField(32);

/** An integer from `least` to `most`. */
export function integerField(least: number, most: number) {
  return z.number().check(z.refine((n) => Number.isSafeInteger(n) && n >= least && n <= most));
}

/** `/posts/x/`: the path of a page within its site, decoded, NFC, without `.` and `..` segments. */
export const pageField = z.string().check(z.refine(isPagePath));

/** Whether a text is the path of a page as comments name it. */
function isPagePath(s: string): boolean {
  return (
    s.length <= LIMITS.pageLength &&
    s.startsWith("/") &&
    !s.includes("//") &&
    !/[\p{Cc}\\?#]/u.test(s) &&
    s.normalize("NFC") === s &&
    !s.split("/").some((segment) => segment === "." || segment === "..")
  );
}
