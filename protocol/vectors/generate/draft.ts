// A vector file before the values of its golden cases are filled in.

import type { RefusalCode } from "../../src/refusal.ts";
import type { JsonObject } from "../../src/strict-json.ts";
import type { Outcome } from "../../tests/vectors/vector-file.ts";

export interface DraftCase {
  readonly name: string;
  readonly musts: readonly string[];
  readonly input: JsonObject;
  readonly want: Outcome | "golden";
}

export interface Draft {
  readonly about: string;
  readonly kind: string;
  readonly cases: readonly DraftCase[];
}

/** A case whose outcome is what the code says today, and from then on. */
export function good(name: string, musts: readonly string[], input: object): DraftCase {
  return { name, musts, input: plain(input), want: "golden" };
}

/** A case whose value is known from elsewhere, or plain to see. */
export function equals(
  name: string,
  musts: readonly string[],
  input: object,
  ok: unknown,
): DraftCase {
  return { name, musts, input: plain(input), want: { ok: plain({ ok }).ok as never } };
}

/** A case that must be refused, named by what is wrong with it. */
export function bad(
  name: string,
  musts: readonly string[],
  input: object,
  refusal: RefusalCode,
): DraftCase {
  return { name, musts, input: plain(input), want: { refusal } };
}

/** As it will come back from the file. */
function plain(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}
