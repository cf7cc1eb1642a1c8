import { isRefusalCode, REFUSALS } from "@courtyard/protocol/refusal.ts";
import { EXIT } from "./exit-code.ts";
import { CliFault } from "./fault.ts";
import type { Words } from "./words/english.ts";

/** Makes a fault of a body `{ ok: false, code, detail? }` that another process answered with. */
export function refusedFault(
  body: unknown,
  { words, status }: { words: Words; status: number },
): CliFault {
  const { code, detail } = (typeof body === "object" && body !== null ? body : {}) as {
    code?: unknown;
    detail?: unknown;
  };
  const name = typeof code === "string" ? code : `http-${status}`;
  const sentence = [
    isRefusalCode(name) ? REFUSALS[name] : undefined,
    typeof detail === "string" ? detail : undefined,
  ].filter((part) => part !== undefined);
  return new CliFault(name, [...new Set(sentence), words.refused(name)].join(" "), {
    exit: EXIT.refused,
  });
}
