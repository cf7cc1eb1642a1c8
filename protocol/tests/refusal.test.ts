import { expect, test } from "vitest";
import { isRefusal, isRefusalCode, REFUSALS, refuse } from "../src/refusal.ts";

test("every code is kebab-case and has a sentence", () => {
  for (const [code, sentence] of Object.entries(REFUSALS)) {
    expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(sentence).toMatch(/^[A-Z].*\.$/);
  }
});

test("a refusal is told from every other value", () => {
  expect(isRefusal(refuse("internal"))).toBe(true);
  expect(isRefusal(refuse("internal", "why"))).toBe(true);
  for (const other of [
    null,
    undefined,
    "internal",
    { ok: true },
    { ok: false },
    { ok: false, code: "toString" },
  ]) {
    expect(isRefusal(other)).toBe(false);
  }
  expect(isRefusalCode("constructor")).toBe(false);
});

test("a long detail is cut, and never in the middle of a character", () => {
  const { detail } = refuse("internal", `${"x".repeat(199)}😀`);
  expect(detail).toHaveLength(200);
  expect(detail?.isWellFormed()).toBe(true);
});
