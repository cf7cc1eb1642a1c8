import type { Frame } from "@courtyard/protocol/frames.ts";
import { type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { JsonValue } from "@courtyard/protocol/strict-json.ts";

type Answer = { value: JsonValue } | Refusal;

/** What was sent and waits for its answer, by the id that the answer names. */
export interface Requests {
  /** Waits for the answer to `id`; `timeout` after `within` milliseconds. */
  expect(id: string, within: number): Promise<Answer>;
  /** Gives an answer to whom it belongs; false for a frame that answers nothing here. */
  settle(frame: Frame): boolean;
  /** The link is gone: all that wait are told so. */
  failAll(refusal: Refusal): void;
}

export function requests(): Requests {
  const waiting = new Map<string, (answer: Answer) => void>();

  function give(id: string | undefined, answer: Answer): boolean {
    const settle = id === undefined ? undefined : waiting.get(id);
    settle?.(answer);
    return settle !== undefined;
  }

  return {
    expect: (id, within) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => give(id, refuse("timeout")), within);
        waiting.set(id, (answer) => {
          clearTimeout(timer);
          waiting.delete(id);
          resolve(answer);
        });
      }),
    settle: (frame) => {
      if (frame.t === "res") return give(frame.id, { value: frame.result });
      if (frame.t === "ack") return give(frame.id, { value: null });
      if (frame.t === "refuse") return give(frame.re, refuse(frame.code, frame.detail));
      return false;
    },
    failAll: (refusal) => {
      for (const id of [...waiting.keys()]) give(id, refusal);
    },
  };
}
