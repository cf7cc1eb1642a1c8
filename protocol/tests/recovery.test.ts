import { expect, test } from "vitest";
import { sha256, toBase64url } from "../src/bytes.ts";
import {
  isRecoveryPhrase,
  newRecoveryPhrase,
  recoveryIndexFor,
  rootKeyFromPhrase,
  vaultKeyFromPhrase,
} from "../src/recovery.ts";

/** The phrase of 32 zero bytes, from BIP-39's own vectors. */
const ZERO = `${"abandon ".repeat(23)}art`;

test("a new phrase is 24 known words, and never the same", () => {
  const phrase = newRecoveryPhrase();
  expect(phrase.split(" ")).toHaveLength(24);
  expect(isRecoveryPhrase(phrase)).toBe(true);
  expect(newRecoveryPhrase()).not.toBe(phrase);
});

test("a phrase is read as people type it, and a wrong word is noticed", () => {
  expect(isRecoveryPhrase(`  ${ZERO.toUpperCase().replaceAll(" ", "\n  ")} `)).toBe(true);
  expect(isRecoveryPhrase(ZERO.replace(/art$/, "able"))).toBe(false);
  expect(isRecoveryPhrase(ZERO.replace(/^abandon/, "abandom"))).toBe(false);
  expect(isRecoveryPhrase(`${"abandon ".repeat(11)}about`)).toBe(false);
  expect(isRecoveryPhrase("")).toBe(false);
});

test("each index makes its own key, the same every time", () => {
  const first = rootKeyFromPhrase(ZERO, 0);
  expect(rootKeyFromPhrase(ZERO.toUpperCase(), 0)).toEqual(first);
  expect(rootKeyFromPhrase(ZERO, 1).publicKey).not.toEqual(first.publicKey);
  expect(vaultKeyFromPhrase(ZERO)).not.toEqual(first.secret);
  expect(() => rootKeyFromPhrase("abandon", 0)).toThrow(TypeError);
  expect(() => rootKeyFromPhrase(ZERO, -1)).toThrow(RangeError);
  expect(() => rootKeyFromPhrase(ZERO, 0.5)).toThrow(RangeError);
});

test("the phrase finds which of its keys an identity announced, or that it is another's", () => {
  const next = toBase64url(sha256(rootKeyFromPhrase(ZERO, 3).publicKey));
  expect(recoveryIndexFor(ZERO, next)).toBe(3);
  expect(recoveryIndexFor(ZERO, next, 3)).toBeNull();
  expect(recoveryIndexFor(newRecoveryPhrase(), next, 8)).toBeNull();
});
