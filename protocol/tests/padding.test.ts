import fc from "fast-check";
import { expect, test } from "vitest";
import { bucketOf, pad, unpad } from "../src/padding.ts";

test("what was padded comes back, whatever its length", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 9000 }), (payload) => {
      expect(unpad(pad(payload))).toEqual(payload);
    }),
  );
});

test("buckets hold what they must, never shrink, and cost at most 12 % above 4 KiB", () => {
  let before = 0;
  for (let length = 0; length < 140_000; length++) {
    const bucket = bucketOf(length);
    if (bucket < length || bucket < before) throw new Error(`bucket of ${length}`);
    if (length > 4096 && bucket > length * 1.12) throw new Error(`too much for ${length}`);
    if (bucketOf(bucket) !== bucket) throw new Error(`bucket of the bucket of ${length}`);
    before = bucket;
  }
  expect([0, 1, 256, 257, 4096, 4097, 8193, 65_537].map(bucketOf)).toEqual([
    256, 256, 256, 512, 4096, 4352, 8704, 67_584,
  ]);
});

test("padding that is not in its one form is refused", () => {
  const padded = pad(Uint8Array.of(1, 2, 3));
  const dirty = padded.slice();
  dirty[255] = 1;
  const longer = new Uint8Array(512);
  longer.set(padded);
  const lying = padded.slice();
  lying[3] = 255;
  for (const bad of [dirty, longer, lying, padded.slice(0, 200), new Uint8Array(3)]) {
    expect(unpad(bad)).toBeNull();
  }
});
