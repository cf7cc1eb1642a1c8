import fc from "fast-check";
import { expect, test } from "vitest";
import { safetyNumber } from "../src/safety-number.ts";

test("both people see the same number", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      expect(safetyNumber(a, b)).toBe(safetyNumber(b, a));
    }),
  );
});

test("it is 60 digits in 12 groups, and another identity changes it", () => {
  const number = safetyNumber("a".repeat(43), "b".repeat(43));
  expect(number).toMatch(/^\d{5}( \d{5}){11}$/);
  expect(safetyNumber("a".repeat(43), "c".repeat(43))).not.toBe(number);
});
