// JSON as strangers must write it (I-JSON, RFC 7493, and narrower): what `JSON.parse` lets pass in
// silence is refused here, because two readers who see two values in one text can be played against
// each other. `JSON.parse` keeps the last of two equal keys and rounds 2^53+1. Spec 02 §2.
//
// One pass, linear in the size, no regular expressions over the input; size is checked before a
// byte is decoded, and depth before a level is entered.

import { text, utf8 } from "./bytes.ts";
import { LIMITS } from "./limits.ts";
import { type Refusal, type RefusalCode, refuse } from "./refusal.ts";

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export type JsonObject = { readonly [key: string]: JsonValue };

/** A value that came through `parseStrict`. */
export type Parsed = { readonly ok: true; readonly value: JsonValue };

/**
 * Reads strict JSON: no duplicate keys, no lone surrogates, no `__proto__`, numbers are safe integers
 * (no fraction, no exponent, no -0), at most `depth` levels and `bytes` bytes of UTF-8. Refuses with
 * `json-too-large`, `json-utf8`, `json-malformed`, `json-duplicate-key`, `json-forbidden-key`,
 * `json-surrogate`, `json-number`, `json-depth`; the detail tells the position.
 */
export function parseStrict(
  input: string | Uint8Array,
  { bytes = LIMITS.jsonBytes, depth = LIMITS.depth }: { bytes?: number; depth?: number } = {},
): Parsed | Refusal {
  if (input.length > bytes) return refuse("json-too-large");
  let source: string;
  if (typeof input === "string") {
    if (!input.isWellFormed()) return refuse("json-surrogate");
    // A UTF-16 unit is at most three bytes: only a text near the limit has to be counted.
    if (input.length * 3 > bytes && utf8(input).length > bytes) return refuse("json-too-large");
    source = input;
  } else {
    try {
      source = text(input);
    } catch {
      return refuse("json-utf8");
    }
  }
  const reader = new Reader(source, depth);
  try {
    return { ok: true, value: reader.document() };
  } catch (stop) {
    if (stop instanceof Stop) return refuse(stop.code, `at ${stop.at}`);
    throw stop;
  }
}

/** Unwinds the recursion; not an Error, so that a flood of bad input makes no stack traces. */
class Stop {
  readonly code: RefusalCode;
  readonly at: number;
  constructor(code: RefusalCode, at: number) {
    this.code = code;
    this.at = at;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const MINUS = 0x2d;
const COLON = 0x3a;
const ZERO = 0x30;
const NINE = 0x39;

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/** The position in one text; `charCodeAt` past the end is NaN, which equals nothing below. */
class Reader {
  readonly source: string;
  private at = 0;
  private room: number;

  constructor(source: string, depth: number) {
    this.source = source;
    this.room = depth;
  }

  document(): JsonValue {
    this.space();
    const value = this.value();
    this.space();
    if (this.at !== this.source.length) throw this.stop("json-malformed");
    return value;
  }

  private stop(code: RefusalCode): Stop {
    return new Stop(code, this.at);
  }

  private space(): void {
    for (;;) {
      const c = this.source.charCodeAt(this.at);
      if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) return;
      this.at++;
    }
  }

  private value(): JsonValue {
    const c = this.source.charCodeAt(this.at);
    if (c === QUOTE) return this.string();
    if (c === 0x7b) return this.object();
    if (c === 0x5b) return this.array();
    if (c === MINUS || (c >= ZERO && c <= NINE)) return this.number();
    if (c === 0x74) return this.word("true", true);
    if (c === 0x66) return this.word("false", false);
    if (c === 0x6e) return this.word("null", null);
    throw this.stop("json-malformed");
  }

  private word<T>(word: string, value: T): T {
    if (!this.source.startsWith(word, this.at)) throw this.stop("json-malformed");
    this.at += word.length;
    return value;
  }

  private enter(): void {
    if (this.room === 0) throw this.stop("json-depth");
    this.room--;
    this.at++;
    this.space();
  }

  private leave(): void {
    this.room++;
    this.at++;
  }

  private object(): JsonObject {
    this.enter();
    const object: Record<string, JsonValue> = {};
    if (this.source.charCodeAt(this.at) !== 0x7d) {
      for (;;) {
        if (this.source.charCodeAt(this.at) !== QUOTE) throw this.stop("json-malformed");
        const key = this.string();
        // Assigning `__proto__` would set a prototype instead of making a key.
        if (key === "__proto__") throw this.stop("json-forbidden-key");
        if (Object.hasOwn(object, key)) throw this.stop("json-duplicate-key");
        this.space();
        if (this.source.charCodeAt(this.at) !== COLON) throw this.stop("json-malformed");
        this.at++;
        this.space();
        object[key] = this.value();
        this.space();
        if (this.source.charCodeAt(this.at) !== COMMA) break;
        this.at++;
        this.space();
      }
      if (this.source.charCodeAt(this.at) !== 0x7d) throw this.stop("json-malformed");
    }
    this.leave();
    return object;
  }

  private array(): JsonValue[] {
    this.enter();
    const array: JsonValue[] = [];
    if (this.source.charCodeAt(this.at) !== 0x5d) {
      for (;;) {
        array.push(this.value());
        this.space();
        if (this.source.charCodeAt(this.at) !== COMMA) break;
        this.at++;
        this.space();
      }
      if (this.source.charCodeAt(this.at) !== 0x5d) throw this.stop("json-malformed");
    }
    this.leave();
    return array;
  }

  private number(): number {
    const { source } = this;
    const start = this.at;
    if (source.charCodeAt(this.at) === MINUS) this.at++;
    const first = source.charCodeAt(this.at);
    if (!(first >= ZERO && first <= NINE)) throw this.stop("json-malformed");
    let c = first;
    while (c >= ZERO && c <= NINE) c = source.charCodeAt(++this.at);
    if (first === ZERO && this.at - start > (source.charCodeAt(start) === MINUS ? 2 : 1)) {
      throw this.stop("json-malformed"); // a leading zero
    }
    // A fraction or an exponent: legal JSON, but no integer of ours is written so.
    if (c === 0x2e || c === 0x65 || c === 0x45) throw this.stop("json-number");
    // 2^53 has 16 digits; a longer one is refused before it is converted.
    if (this.at - start > 17) throw this.stop("json-number");
    const value = Number(source.slice(start, this.at));
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw this.stop("json-number");
    return value;
  }

  private string(): string {
    const { source } = this;
    let start = ++this.at;
    let head = "";
    let unicode = false;
    for (;;) {
      const c = source.charCodeAt(this.at);
      if (c === QUOTE) break;
      if (c === BACKSLASH) {
        head += source.slice(start, this.at);
        unicode = source.charCodeAt(this.at + 1) === 0x75 || unicode;
        head += this.escape();
        start = this.at;
      } else if (c >= 0x20) {
        this.at++;
      } else {
        throw this.stop("json-malformed"); // a control character, or the end of the text (NaN)
      }
    }
    const string = head + source.slice(start, this.at);
    this.at++;
    // The source is well-formed as a whole, so only an escape can have left half a pair.
    if (unicode && !string.isWellFormed()) throw this.stop("json-surrogate");
    return string;
  }

  private escape(): string {
    const letter = this.source.charAt(this.at + 1);
    if (letter === "u") {
      let unit = 0;
      for (let i = 2; i < 6; i++) {
        const digit = hexDigit(this.source.charCodeAt(this.at + i));
        if (digit < 0) throw this.stop("json-malformed");
        unit = unit * 16 + digit;
      }
      this.at += 6;
      return String.fromCharCode(unit);
    }
    const plain = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined;
    if (plain === undefined) throw this.stop("json-malformed");
    this.at += 2;
    return plain;
  }
}

/** 0 to 15, or -1 for what is no hex digit. */
function hexDigit(c: number): number {
  if (c >= ZERO && c <= NINE) return c - ZERO;
  const lower = c | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
