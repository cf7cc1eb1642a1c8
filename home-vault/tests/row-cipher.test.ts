import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createRowCipher } from "../src/crypto/row-cipher.ts";
import { isVaultRefusal } from "../src/vault-refusal.ts";

const cipher = createRowCipher(randomBytes(32));
const clear = [7, new Uint8Array([1, 2, 3])] as const;

describe("the cipher of a row", () => {
  it("opens what it sealed", () => {
    const value = { text: "晚上好", list: [1, null, true] };
    expect(cipher.open("message", clear, cipher.seal("message", clear, value))).toEqual({ value });
  });

  it("refuses a row in which any single bit was flipped", () => {
    const sealed = cipher.seal("message", clear, { text: "x" });
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const flipped = Uint8Array.from(sealed);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(cipher.open("message", clear, flipped)).toMatchObject({ code: "row-damaged" });
    }
  });

  it("refuses a row cut short at any length", () => {
    const sealed = cipher.seal("message", clear, { text: "x" });
    for (let length = 0; length < sealed.length; length++)
      expect(isVaultRefusal(cipher.open("message", clear, sealed.subarray(0, length)))).toBe(true);
  });

  it("refuses a row moved to another table, another id or another vault", () => {
    const sealed = cipher.seal("message", clear, 1);
    expect(isVaultRefusal(cipher.open("prekey", clear, sealed))).toBe(true);
    expect(isVaultRefusal(cipher.open("message", [8, clear[1]], sealed))).toBe(true);
    const other = createRowCipher(randomBytes(32));
    expect(isVaultRefusal(other.open("message", clear, sealed))).toBe(true);
  });

  it("does not tell the length of a short text", () => {
    const length = (text: string) => cipher.seal("message", clear, { text }).length;
    expect(length("")).toBe(length("a".repeat(200)));
  });

  it("names a thing the same within a table, and differently in another one", () => {
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
    expect(hex(cipher.index("message", "a", "b"))).toBe(hex(cipher.index("message", "a", "b")));
    expect(hex(cipher.index("message", "a", "b"))).not.toBe(hex(cipher.index("message", "ab", "")));
    expect(hex(cipher.index("message", "a"))).not.toBe(hex(cipher.index("alarm", "a")));
  });
});
