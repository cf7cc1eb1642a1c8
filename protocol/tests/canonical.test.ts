import canonicalize from "canonicalize";
import fc from "fast-check";
import { expect, test } from "vitest";
import { text } from "../src/bytes.ts";
import { canonicalBytes, canonicalHash, canonicalText } from "../src/canonical.ts";
import { type JsonValue, parseStrict } from "../src/strict-json.ts";
import { accepted } from "./refusals.ts";

test("sorts by UTF-16 code units, as RFC 8785 §3.2.3 shows", () => {
  const value = {
    "\u20ac": "Euro Sign",
    "\r": "Carriage Return",
    "\ufb33": "Hebrew Letter Dalet With Dagesh",
    "1": "One",
    "\ud83d\ude00": "Emoji: Grinning Face",
    "\u0080": "Control",
    "\u00f6": "Latin Small Letter O With Diaeresis",
  };
  const order = Object.values(JSON.parse(canonicalText(value)) as Record<string, string>);
  // JSON.parse puts the integer-like key first, so read the order from the text.
  expect(order).toHaveLength(7);
  const places = ["\\r", '"1"', "\u0080", "\u00f6", "\u20ac", "\ud83d\ude00", "\ufb33"].map((key) =>
    canonicalText(value).indexOf(key),
  );
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);
});

test("escapes as RFC 8785 §3.2.2.2 says", () => {
  expect(canonicalText('\u20ac$\u000f\nA\'B"\\"/\u007f\u2028')).toBe(
    '"\u20ac$\\u000f\\nA\'B\\"\\\\\\"/\u007f\u2028"',
  );
});

test("starts with the line that names the kind", () => {
  expect(text(canonicalBytes("courtyard-test/1", { b: 1, a: [true, null] }))).toBe(
    'courtyard-test/1\n{"a":[true,null],"b":1}',
  );
});

test("is the same for every order of keys and spacing, and reads back as the same value", () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.string({ unit: "grapheme" }).filter((key) => key !== "__proto__"),
        fc.oneof(fc.maxSafeInteger(), fc.string({ unit: "grapheme" }), fc.boolean()),
        { noNullPrototype: true },
      ),
      (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        const written = canonicalText(value);
        expect(canonicalText(turned)).toBe(written);
        const read = accepted(parseStrict(JSON.stringify(turned, null, 2))).value;
        expect(canonicalText(read)).toBe(written);
        expect(accepted(parseStrict(written)).value).toEqual(JSON.parse(written));
      },
    ),
  );
});

test("writes every JSON value as the package canonicalize does, and leaves it as it was", () => {
  const key = fc.oneof(
    fc.string({ unit: "binary", maxLength: 3 }),
    fc.nat().map(String),
    fc.constantFrom("__proto__", "toJSON", "01", "-1", "4294967295"),
  );
  const { json } = fc.letrec<{ json: unknown }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 4 },
      fc.string({ unit: "binary" }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("json"), { maxLength: 20 }),
      fc.dictionary(key, tie("json"), { maxKeys: 40, noNullPrototype: true }),
    ),
  }));
  fc.assert(
    fc.property(json, (value) => {
      const before = JSON.stringify(value);
      expect(canonicalText(value as JsonValue)).toBe(canonicalize(value));
      expect(JSON.stringify(value)).toBe(before);
    }),
    { numRuns: 2_000 },
  );
});

test("throws for what has no canonical form, and leaves out what JSON has no word for", () => {
  for (const value of ["\ud800", Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => canonicalText({ value })).toThrow();
  }
  expect(() => canonicalText({ "\udc00": 1 })).toThrow();
  expect(canonicalText({ b: undefined, a: 1 } as unknown as JsonValue)).toBe('{"a":1}');
});

test("hashes of the same value under different first lines differ", () => {
  const value = { a: 1 };
  expect(canonicalHash("courtyard-a/1", value)).not.toBe(canonicalHash("courtyard-b/1", value));
  expect(canonicalHash("courtyard-a/1", value)).toMatch(/^[A-Za-z0-9_-]{43}$/);
});
