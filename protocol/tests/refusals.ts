import { expect } from "vitest";
import { isRefusal, type RefusalCode } from "../src/refusal.ts";

/** Fails unless the outcome is a refusal with this code. */
export function expectRefusal(outcome: unknown, code: RefusalCode): void {
  expect(isRefusal(outcome) ? outcome.code : outcome).toBe(code);
}

/** The outcome of what should not have refused. */
export function accepted<T>(outcome: T): Exclude<T, { ok: false }> {
  if (isRefusal(outcome)) throw new Error(`refused: ${outcome.code} ${outcome.detail ?? ""}`);
  return outcome as Exclude<T, { ok: false }>;
}
