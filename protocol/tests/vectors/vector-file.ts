// What a file in protocol/vectors/ looks like. No Node API here nor in anything it imports: the same
// runner goes through all vectors in Chromium.

import { canonicalText } from "../../src/canonical.ts";
import { isRefusal, type RefusalCode } from "../../src/refusal.ts";
import type { JsonObject, JsonValue } from "../../src/strict-json.ts";

/** What must come out: a value, or a refusal by its code. */
export type Outcome = { readonly ok: JsonValue } | { readonly refusal: RefusalCode };

/** One claim: this input, this outcome, and the ids of the MUSTs that it shows. */
export interface VectorCase {
  readonly name: string;
  readonly musts: readonly string[];
  readonly input: JsonObject;
  readonly want: Outcome;
}

/** All cases of a file go through one function, its kind. */
export interface VectorFile {
  readonly about: string;
  readonly kind: string;
  readonly cases: readonly VectorCase[];
}

/** Computes the outcome of one input. */
export type Kind = (input: JsonObject) => Outcome | Promise<Outcome>;

/**
 * A kind from a function over its own input type. The files are ours and under test as a whole, so
 * this one cast stands for a schema per kind.
 */
export function kind<Input>(run: (input: Input) => Outcome | Promise<Outcome>): Kind {
  return (input) => run(input as unknown as Input);
}

/** The outcome of a function that may refuse; `show` picks what a vector states. */
export function outcomeOf<T>(
  value: T,
  show: (value: Exclude<T, { ok: false }>) => unknown,
): Outcome {
  if (isRefusal(value)) return { refusal: value.code };
  return { ok: show(value as Exclude<T, { ok: false }>) as JsonValue };
}

/** Whether two outcomes are the same, whatever the order of their keys. */
export function sameOutcome(a: Outcome, b: Outcome): boolean {
  return canonicalText(a) === canonicalText(b);
}
