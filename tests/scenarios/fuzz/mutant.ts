import type { SeededRandom } from "../../living/seeded-random.ts";

/** A JSON value that a mutation may take apart. */
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Stands for a place in the text where raw text goes that no JSON writer would write. */
const RAW = "@@raw@@";
const NAMES = ["__proto__", "constructor", "toString", "v", "id", "", "长".repeat(300), "\u0000"];

/**
 * One of `samples`, spoilt: bits turned, cut, glued to another sample, keys twice, nested deeply,
 * giant numbers, half surrogate pairs, other types, fields from other samples; now and then only
 * random bytes. The same random source gives the same mutants.
 */
export function mutant(random: SeededRandom, samples: readonly object[]): Buffer {
  const sample = structuredClone(random.pick(samples)) as Json;
  const times = 1 + random.below(3);
  switch (random.below(10)) {
    case 0:
      return Buffer.from(random.bytes(random.below(400)));
    case 1:
    case 2:
      return spoiltBytes(random, Buffer.from(JSON.stringify(sample)), samples);
    default: {
      const raw: string[] = [];
      let value = sample;
      for (let i = 0; i < times; i++) value = spoiltValue(random, value, { samples, raw });
      const text = JSON.stringify(value).replaceAll(`"${RAW}"`, () => raw.shift() ?? "null");
      const bytes = Buffer.from(text);
      return random.below(8) === 0 ? spoiltBytes(random, bytes, samples) : bytes;
    }
  }
}

/** Bytes that differ from the given ones in a few places, or in length. */
export function spoiltBytes(
  random: SeededRandom,
  bytes: Buffer,
  samples: readonly object[] = [],
): Buffer {
  const at = random.below(bytes.length + 1);
  const upTo = at + random.below(bytes.length - at + 1);
  switch (random.below(6)) {
    case 0: {
      const turned = Buffer.from(bytes);
      for (let i = 0; i <= random.below(8); i++) {
        const place = random.below(turned.length);
        turned[place] = (turned[place] ?? 0) ^ (1 << random.below(8));
      }
      return turned;
    }
    case 1:
      return bytes.subarray(0, at);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(upTo)]);
    case 3:
      return Buffer.concat([bytes.subarray(0, upTo), bytes.subarray(at)]);
    case 4:
      return Buffer.concat([
        bytes.subarray(0, at),
        random.bytes(1 + random.below(20)),
        bytes.subarray(at),
      ]);
    default: {
      const other = samples.length > 0 ? JSON.stringify(random.pick(samples)) : "";
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from(other.slice(random.below(other.length + 1))),
      ]);
    }
  }
}

function spoiltValue(
  random: SeededRandom,
  root: Json,
  { samples, raw }: { samples: readonly object[]; raw: string[] },
): Json {
  const places = placesIn(root);
  if (places.length === 0) return odd(random, raw);
  const { parent, key } = random.pick(places);
  const set = (value: Json): void => {
    (parent as Record<string, Json>)[key] = value;
  };
  const value = (parent as Record<string, Json>)[key] as Json;
  switch (random.below(8)) {
    case 0: {
      // A field of another valid message, of the same name where there is one.
      const others = placesIn(structuredClone(random.pick(samples)) as Json);
      const other =
        others.find((one) => one.key === key) ??
        (others.length > 0 ? random.pick(others) : undefined);
      set(other ? ((other.parent as Record<string, Json>)[other.key] as Json) : null);
      break;
    }
    case 1:
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else delete (parent as Record<string, Json>)[key];
      break;
    case 2:
      if (!Array.isArray(parent))
        Object.defineProperty(parent, random.pick(NAMES), {
          value,
          enumerable: true,
          configurable: true,
          writable: true,
        });
      else parent.push(...Array.from({ length: random.below(300) }, () => value));
      break;
    case 3:
      raw.push(`{${JSON.stringify(key)}:1,${JSON.stringify(key)}:${JSON.stringify(value) ?? 1}}`);
      set(RAW);
      break;
    case 4:
      if (typeof value === "string") set(spoiltText(random, value, raw));
      else if (typeof value === "number")
        set(value + random.pick([1, -1, 2 ** 31, -value, 2 ** 53]));
      else set(odd(random, raw));
      break;
    default:
      set(odd(random, raw));
  }
  return root;
}

/** A value of whatever type, likely one that nobody expected. */
function odd(random: SeededRandom, raw: string[]): Json {
  const deep = random.pick([3, 17, 100, 3_000]);
  const asRaw = random.pick([
    "1e999",
    "-0",
    "1.5",
    "9".repeat(random.pick([17, 400])),
    "[".repeat(deep) + "]".repeat(deep),
    `${'{"a":'.repeat(deep)}1${"}".repeat(deep)}`,
    '"\\ud800"',
    '"\\udfff\\ud83d"',
    "NaN",
    '{"__proto__":{"ok":true}}',
  ]);
  const value = random.pick<Json>([
    null,
    true,
    0,
    -1,
    "",
    [],
    {},
    [[]],
    "x".repeat(random.below(9_000)),
    "💥".repeat(40),
    RAW,
    RAW,
    RAW,
  ]);
  if (value === RAW) raw.push(asRaw);
  return value;
}

function spoiltText(random: SeededRandom, text: string, raw: string[]): string {
  const at = random.below(text.length + 1);
  switch (random.below(5)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.repeat(2 + random.below(40));
    case 2:
      return `${text.slice(0, at)}${random.pick(["\u0000", "/../", "%2e%2e/", "\u202e", "<script>", "'", "\n", "=", "é"])}${text.slice(at)}`;
    case 3:
      raw.push(JSON.stringify(`${text.slice(0, at)}~~${text.slice(at)}`).replace("~~", "\\ud800"));
      return RAW;
    default: {
      const letter = String.fromCharCode(33 + random.below(94));
      return `${text.slice(0, at)}${letter}${text.slice(at + 1)}`;
    }
  }
}

interface Place {
  readonly parent: Json[] | { [key: string]: Json };
  readonly key: string;
}

function placesIn(value: Json): Place[] {
  if (typeof value !== "object" || value === null) return [];
  const parent = value;
  return Object.keys(parent).flatMap((key) => [
    { parent, key },
    ...placesIn((parent as Record<string, Json>)[key] as Json),
  ]);
}
