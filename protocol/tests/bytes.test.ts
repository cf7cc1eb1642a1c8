import fc from "fast-check";
import { expect, test } from "vitest";
import {
  concat,
  equal,
  fromBase64url,
  fromBase64urlOf,
  randomBytes,
  sha256,
  text,
  toBase64url,
  utf8,
} from "../src/bytes.ts";

test("every byte string has one base64url text, and comes back from it", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const written = toBase64url(bytes);
      expect(written).toMatch(/^[A-Za-z0-9_-]*$/);
      expect(fromBase64url(written)).toEqual(Uint8Array.from(bytes));
    }),
  );
});

test.each([
  ["padding", "AA=="],
  ["unused bits that are set", "AB"],
  ["unused bits that are set in three characters", "AAB"],
  ["a length that no bytes have", "AAAAA"],
  ["the alphabet with plus and slash", "+/8A"],
  ["a space", "AA AA"],
  ["a line end", "AAAA\n"],
  ["a letter outside ASCII", "AAAÄ"],
])("takes no base64url with %s", (_, written) => {
  expect(fromBase64url(written)).toBeNull();
});

test("a text of another length than expected is no key", () => {
  expect(fromBase64urlOf(toBase64url(new Uint8Array(32)), 32)).toHaveLength(32);
  expect(fromBase64urlOf(toBase64url(new Uint8Array(31)), 32)).toBeNull();
  expect(fromBase64urlOf(toBase64url(new Uint8Array(33)), 32)).toBeNull();
});

test("SHA-256 is that of FIPS 180-4", () => {
  expect(sha256(utf8("abc")).toHex()).toBe(
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});

test("bytes that are not UTF-8 are not text, and a BOM is a character", () => {
  expect(() => text(Uint8Array.of(0xff))).toThrow(TypeError);
  expect(() => text(Uint8Array.of(0xed, 0xa0, 0x80))).toThrow(TypeError); // a surrogate
  expect(() => text(Uint8Array.of(0xc0, 0xaf))).toThrow(TypeError); // an overlong slash
  expect(text(utf8("\ufeffa"))).toBe("\ufeffa");
});

test("concatenation and comparison look at every byte", () => {
  expect(concat(utf8("a"), utf8(""), utf8("bc"))).toEqual(utf8("abc"));
  expect(equal(utf8("abc"), utf8("abc"))).toBe(true);
  expect(equal(utf8("abc"), utf8("abd"))).toBe(false);
  expect(equal(utf8("abc"), utf8("ab"))).toBe(false);
});

test("random bytes differ", () => {
  expect(randomBytes(16)).not.toEqual(randomBytes(16));
});
