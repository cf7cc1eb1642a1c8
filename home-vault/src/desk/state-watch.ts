// `state` may wait for something new, so that an error stands on a telephone a second after the save
// without anybody asking every second over the net. Here, over loopback, asking is cheap.

import { setTimeout as sleep } from "node:timers/promises";
import { sha256, toBase64url, utf8 } from "@courtyard/protocol/bytes.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import { z } from "zod";
import type { Publisher, PublisherAnswer } from "./publisher.ts";

const stateBody = z.strictObject({
  known: z.string().max(64).optional(),
  /** Seconds. */
  wait: z.int().min(0).max(25).default(0),
});

const LOOK_EVERY = 1_000;
const NAME_LENGTH = 22;

/** `value` is left out when it is the one that the device knows. */
export type WatchedState = { known: string; value?: unknown };

/** The state once it differs from the one that is known, or when the wait is over or given up. */
export async function watchState(
  publisher: Publisher,
  body: unknown,
  signal: AbortSignal,
): Promise<WatchedState | Extract<PublisherAnswer, { refused: unknown }> | Refusal> {
  const asked = stateBody.safeParse(body).data;
  if (!asked) return refuse("params-shape", "state");
  const end = performance.now() + asked.wait * 1_000;
  for (;;) {
    const answer = await publisher.ask("state", {});
    if (isRefusal(answer) || "refused" in answer) return answer;
    const known = nameOf(answer.value);
    if (known !== asked.known) return { known, value: answer.value };
    if (performance.now() + LOOK_EVERY > end || signal.aborted) return { known };
    await sleep(LOOK_EVERY, undefined, { signal }).catch(() => undefined);
  }
}

/** Names a state by what it says; the time at which it says it is nothing new. */
function nameOf(value: unknown): string {
  const said = typeof value === "object" && value !== null ? { ...value, now: 0 } : value;
  return toBase64url(sha256(utf8(JSON.stringify(said)))).slice(0, NAME_LENGTH);
}
