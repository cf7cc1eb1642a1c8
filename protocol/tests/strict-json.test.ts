import fc from "fast-check";
import { expect, test } from "vitest";
import { utf8 } from "../src/bytes.ts";
import { LIMITS } from "../src/limits.ts";
import type { RefusalCode } from "../src/refusal.ts";
import { type JsonValue, parseStrict } from "../src/strict-json.ts";
import { accepted, expectRefusal } from "./refusals.ts";

/** Values that I-JSON and our rules allow. */
const anyValue = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger().map((n) => (Object.is(n, -0) ? 0 : n)),
    fc.string({ unit: "grapheme" }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(
      fc.string({ unit: "grapheme" }).filter((key) => key !== "__proto__"),
      tie("value"),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
})).value;

test("agrees with JSON.parse on everything that JSON.stringify writes of allowed values", () => {
  fc.assert(
    fc.property(anyValue, fc.constantFrom(undefined, 1, "\t", "\r\n  "), (value, indent) => {
      const written = JSON.stringify(value, null, indent);
      expect(accepted(parseStrict(written)).value).toEqual(JSON.parse(written));
      expect(accepted(parseStrict(utf8(written))).value).toEqual(value);
    }),
  );
});

test("accepts nothing that JSON.parse refuses, and reads nothing else than it reads", () => {
  // Texts near JSON: mutated documents and random runs of its characters.
  const nearJson = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'{}[],:"\\/u0041dDb8e+-.1tfnrulsa \n\t\u0000\ufeffé😀') }),
    fc.tuple(anyValue, fc.nat(), fc.string({ maxLength: 2 })).map(([value, at, patch]) => {
      const written = JSON.stringify(value);
      const i = at % written.length;
      return written.slice(0, i) + patch + written.slice(i + 1);
    }),
  );
  fc.assert(
    fc.property(nearJson, (written) => {
      const strict = parseStrict(written);
      let loose: { value: unknown } | null = null;
      try {
        loose = { value: JSON.parse(written) };
      } catch {}
      if (strict.ok) expect(strict.value).toEqual(loose?.value);
      else if (strict.code === "json-malformed") expect(loose).toBeNull();
    }),
    { numRuns: 2000 },
  );
});

test("refuses a key that comes twice at any depth, however it is written", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme" }).filter((key) => key !== "__proto__"),
      fc.integer({ min: 0, max: 10 }),
      (key, depth) => {
        const plain = JSON.stringify(key);
        const escaped = `"${[...Array(key.length).keys()]
          .map((i) => `\\u${key.charCodeAt(i).toString(16).padStart(4, "0")}`)
          .join("")}"`;
        const twice = `${"[".repeat(depth)}{${plain}:1,${escaped}:1}${"]".repeat(depth)}`;
        expectRefusal(parseStrict(twice), "json-duplicate-key");
      },
    ),
  );
});

const refused: [string, string | Uint8Array, RefusalCode][] = [
  ["nothing", "", "json-malformed"],
  ["spaces only", " \n", "json-malformed"],
  ["a BOM", "\ufeff{}", "json-malformed"],
  ["a comment", "{/**/}", "json-malformed"],
  ["a comma too many in an array", "[1,]", "json-malformed"],
  ["a comma too many in an object", '{"a":1,}', "json-malformed"],
  ["a missing comma", "[1 2]", "json-malformed"],
  ["a missing colon", '{"a" 1}', "json-malformed"],
  ["a key without quotes", "{a:1}", "json-malformed"],
  ["single quotes", "{'a':1}", "json-malformed"],
  ["an open object", '{"a":1', "json-malformed"],
  ["an open string", '"abc', "json-malformed"],
  ["an open escape", '"\\', "json-malformed"],
  ["half an escape", '"\\u12', "json-malformed"],
  ["an escape of no hex", '"\\u12G4"', "json-malformed"],
  ["an unknown escape", '"\\x41"', "json-malformed"],
  ["an escape named after a method", '"\\constructor"', "json-malformed"],
  ["a control character in a string", '"a\u0001"', "json-malformed"],
  ["a line end in a string", '"a\n"', "json-malformed"],
  ["two values", "{}{}", "json-malformed"],
  ["a word cut short", "tru", "json-malformed"],
  ["a word in capitals", "NULL", "json-malformed"],
  ["a word too long", "nulll", "json-malformed"],
  ["NaN", "NaN", "json-malformed"],
  ["a no-break space", "\u00a0{}", "json-malformed"],
  ["a plus sign", "+1", "json-malformed"],
  ["a lone minus", "-", "json-malformed"],
  ["a leading zero", "01", "json-malformed"],
  ["a leading zero after minus", "-01", "json-malformed"],
  ["a point without digits before", ".5", "json-malformed"],
  ["hex", "0x10", "json-malformed"],
  ["a fraction", "1.5", "json-number"],
  ["a fraction that is whole", "1.0", "json-number"],
  ["an exponent", "1e3", "json-number"],
  ["a capital exponent", "1E3", "json-number"],
  ["minus zero", "-0", "json-number"],
  ["2^53", "9007199254740992", "json-number"],
  ["2^53 + 1, which JSON.parse rounds", "9007199254740993", "json-number"],
  ["-2^53", "-9007199254740992", "json-number"],
  ["a number of many digits", "1".repeat(10_000), "json-number"],
  ["__proto__ as a key", '{"__proto__":{"ok":true}}', "json-forbidden-key"],
  ["__proto__ in escapes", '{"\\u005f_proto__":1}', "json-forbidden-key"],
  ["an escaped high surrogate alone", '"\\ud83d"', "json-surrogate"],
  ["an escaped low surrogate alone", '"\\ude00"', "json-surrogate"],
  ["surrogates in the wrong order", '"\\ude00\\ud83d"', "json-surrogate"],
  ["a key with a lone surrogate", '{"\\ud83d":1}', "json-surrogate"],
  ["a raw lone surrogate", '"\ud83d"', "json-surrogate"],
  ["bytes that are not UTF-8", Uint8Array.of(0x22, 0xff, 0x22), "json-utf8"],
  ["UTF-16", Uint8Array.of(0xff, 0xfe, 0x7b, 0x00), "json-utf8"],
];

test.each(refused)("refuses %s", (_, input, code) => {
  expectRefusal(parseStrict(input), code);
  if (typeof input === "string" && input.isWellFormed()) {
    expectRefusal(parseStrict(utf8(input)), code);
  }
});

test("takes the edges of what is allowed", () => {
  const written = '{"max":9007199254740991,"min":-9007199254740991,"pair":"\\ud83d\\ude00","":[]}';
  expect(accepted(parseStrict(` ${written}\r\n`)).value).toEqual(JSON.parse(written));
  const own = accepted(parseStrict('{"constructor":1,"toString":2,"hasOwnProperty":3}')).value;
  expect(own).toEqual({ constructor: 1, toString: 2, hasOwnProperty: 3 });
});

test("refuses one level too deep, and neither arrays nor objects blow the stack", () => {
  const arrays = (n: number) => "[".repeat(n) + "]".repeat(n);
  const objects = (n: number) => `${'{"a":'.repeat(n - 1)}{${"}".repeat(n)}`;
  expect(parseStrict(arrays(LIMITS.depth)).ok).toBe(true);
  expect(parseStrict(objects(LIMITS.depth)).ok).toBe(true);
  expectRefusal(parseStrict(arrays(LIMITS.depth + 1)), "json-depth");
  expectRefusal(parseStrict(objects(LIMITS.depth + 1)), "json-depth");
  expectRefusal(parseStrict("[".repeat(100_000)), "json-depth");
  expectRefusal(parseStrict("[1]", { depth: 0 }), "json-depth");
  expect(parseStrict("1", { depth: 0 }).ok).toBe(true);
  // Siblings are not nesting.
  expect(parseStrict(`[${"[],".repeat(100)}[]]`, { depth: 2 }).ok).toBe(true);
});

test("counts bytes, not characters, and refuses before it decodes", () => {
  const written = JSON.stringify("日本"); // 8 bytes
  expect(parseStrict(written, { bytes: 8 }).ok).toBe(true);
  expectRefusal(parseStrict(written, { bytes: 7 }), "json-too-large");
  expectRefusal(parseStrict(utf8(written), { bytes: 7 }), "json-too-large");
  expectRefusal(parseStrict(new Uint8Array(9).fill(0xff), { bytes: 8 }), "json-too-large");
  expectRefusal(parseStrict(" ".repeat(LIMITS.jsonBytes + 1)), "json-too-large");
});

test("tells the place, and quotes nothing of the input", () => {
  expect(parseStrict('{"secret":x}')).toEqual({
    ok: false,
    code: "json-malformed",
    detail: "at 10",
  });
});
