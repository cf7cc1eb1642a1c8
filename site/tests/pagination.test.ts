import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { paginate } from "../src/model/pagination.ts";

describe("pagination", () => {
  it("loses nothing, repeats nothing, and keeps the order", () => {
    fc.assert(
      fc.property(fc.nat(200), fc.integer({ min: 1, max: 20 }), (count, size) => {
        const items = Array.from({ length: count }, (_, index) => count - index);
        const { head, numbered } = paginate(items, size);
        expect([...head, ...numbered.toReversed().flat()]).toEqual(items);
        expect(numbered.every((page) => page.length === size)).toBe(true);
        expect(head.length).toBeLessThan(2 * size);
        if (count >= size) expect(head.length).toBeGreaterThanOrEqual(size);
      }),
    );
  });

  it("leaves every numbered page as it is when a new item comes", () => {
    fc.assert(
      fc.property(fc.nat(200), fc.integer({ min: 1, max: 20 }), (count, size) => {
        const items = Array.from({ length: count }, (_, index) => count - index);
        const before = paginate(items, size).numbered;
        const after = paginate([count + 1, ...items], size).numbered;
        expect(after.slice(0, before.length)).toEqual(before);
      }),
    );
  });
});
