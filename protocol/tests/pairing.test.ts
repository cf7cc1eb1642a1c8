import { expect, test } from "vitest";
import {
  checkPairingMac,
  newPairingCode,
  normalisePairingCode,
  pairingMac,
} from "../src/pairing.ts";

test("a code is 16 characters of Crockford's alphabet in four groups, and never the same", () => {
  const codes = Array.from({ length: 200 }, () => newPairingCode());
  for (const code of codes)
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
  expect(new Set(codes).size).toBe(codes.length);
});

test("a code is read as people type it", () => {
  const code = "0123-4567-89AB-CDEF";
  const typed = [
    "0123456789abcdef",
    " 0123 4567 89ab cdef ",
    "oi23-4567-89ab-cdef",
    "OL23–4567–89AB–CDEF",
    "０１２３-４５６７-８９ＡＢ-ＣＤＥＦ",
  ];
  const mac = pairingMac(code, { device: "d" });
  for (const text of typed) {
    expect(normalisePairingCode(text)).toBe("0123456789ABCDEF");
    expect(checkPairingMac(text, { device: "d" }, mac)).toBe(true);
  }
});

test("what cannot be a code is null, and checks nothing", () => {
  for (const text of [
    "",
    "0123",
    "U123-4567-89AB-CDEF",
    "0123-4567-89AB-CDEF-0",
    "0123-4567-89AB-CDE!",
  ]) {
    expect(normalisePairingCode(text)).toBeNull();
    expect(checkPairingMac(text, {}, pairingMac("0123-4567-89AB-CDEF", {}))).toBe(false);
    expect(() => pairingMac(text, {})).toThrow(TypeError);
  }
});

test("another code, another value or another spelling of the mac does not pass", () => {
  const code = newPairingCode();
  const mac = pairingMac(code, { a: 1, b: [2] });
  expect(checkPairingMac(code, { b: [2], a: 1 }, mac)).toBe(true);
  expect(checkPairingMac(newPairingCode(), { a: 1, b: [2] }, mac)).toBe(false);
  expect(checkPairingMac(code, { a: 1, b: [3] }, mac)).toBe(false);
  expect(checkPairingMac(code, { a: 1, b: [2] }, `${mac}=`)).toBe(false);
  expect(checkPairingMac(code, { a: 1, b: [2] }, "")).toBe(false);
});
