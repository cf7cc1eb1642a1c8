// Something of the desk, asked for again and again while it is looked at: the vault holds each question
// until there is news, so that hardly anything travels while there is none.

import { isRefusal, type Refusal } from "@courtyard/protocol/refusal.ts";
import * as z from "zod/mini";
import { type DeskNo, type DeskQuestions, isDeskNo } from "./desk-questions.ts";

/** Why there is no news. */
export type Silence = Refusal | DeskNo;

export interface Following extends Disposable {
  /** Ends the pause after a silence: asks again now. */
  wake(): void;
}

/** Runs a task after a delay; what it gives undoes that. */
export type Later = (task: () => void, delay: number) => () => void;

/** The page's or program's own clock. */
export const later: Later = (task, delay) => {
  const timer = setTimeout(task, delay);
  return () => clearTimeout(timer);
};

/** Seconds that the vault may hold a question. */
const WAIT = 25;
/** Beyond that, what an answer takes on its way. */
const GRACE = 20_000;
const RETRY = 10_000;

/** Follows a method that reads until disposed. The first answer is asked for at once. */
export function followDesk<Schema extends z.core.$ZodType>(
  questions: Pick<DeskQuestions, "ask">,
  method: "state" | "preview" | "settings",
  options: {
    body?: object;
    value: Schema;
    /** Takes what is said; undefined when it is what was said before. */
    onValue: (value: z.infer<Schema> | undefined) => Promise<void> | void;
    onSilence: (silence: Silence) => void;
    onProgress?: ((share: number) => void) | undefined;
    later?: Later;
  },
): Following {
  const { body, onValue, onSilence, onProgress } = options;
  const answer = z.object({ known: z.string(), value: z.optional(options.value) });
  const stop = new AbortController();
  const { signal } = stop;
  let wake = () => {};

  function pause(): Promise<void> {
    return new Promise((resolve) => {
      const undo = (options.later ?? later)(resolve, RETRY);
      wake = () => {
        undo();
        resolve();
      };
    });
  }

  async function goOn(): Promise<void> {
    let known: string | undefined;
    let wait = 0;
    while (!signal.aborted) {
      const got = await questions.ask(method, {
        body: { ...body, ...(known !== undefined && { known, wait }) },
        answer,
        patience: wait * 1000 + GRACE,
        onProgress,
        signal,
      });
      if (signal.aborted) return;
      if (isDeskNo(got) || isRefusal(got)) {
        onSilence(got);
        wait = 0;
        await pause();
      } else {
        known = got.known;
        wait = WAIT;
        await onValue(got.value);
      }
    }
  }
  void goOn().catch((cause) => console.error(cause));

  return {
    wake: () => wake(),
    [Symbol.dispose]() {
      stop.abort();
      wake();
    },
  };
}
