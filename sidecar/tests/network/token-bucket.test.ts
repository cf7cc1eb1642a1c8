import { expect, test } from "vitest";
import { createBuckets, newBucket, take } from "../../src/limit/token-bucket.ts";

test("grants a burst, then the rate", () => {
  const rate = { perSecond: 2, burst: 3 };
  const bucket = newBucket(rate, 0);
  expect([0, 0, 0, 0].map((now) => take(bucket, rate, now))).toEqual([true, true, true, false]);
  expect(take(bucket, rate, 499)).toBe(false);
  expect(take(bucket, rate, 1_100)).toBe(true);
});

test("stays closed until enough is back, so that nothing overtakes what was refused", () => {
  const rate = { perSecond: 1, burst: 10, resume: 5 };
  const bucket = newBucket(rate, 0);
  for (let i = 0; i < 10; i++) take(bucket, rate, 0);
  expect(take(bucket, rate, 0)).toBe(false);
  expect(take(bucket, rate, 4_000)).toBe(false);
  expect(take(bucket, rate, 5_000)).toBe(true);
});

test("a clock that goes back grants nothing", () => {
  const rate = { perSecond: 1, burst: 1 };
  const bucket = newBucket(rate, 10_000);
  expect(take(bucket, rate, 10_000)).toBe(true);
  expect(take(bucket, rate, 0)).toBe(false);
});

test("keeps callers apart, and no more of them than it may", () => {
  const allowed = createBuckets({ perSecond: 0.001, burst: 1 }, { most: 2 });
  expect([allowed("a", 0), allowed("a", 0), allowed("b", 0)]).toEqual([true, false, true]);
  expect(allowed("c", 0)).toBe(true);
  expect(allowed("a", 0)).toBe(true);
});
