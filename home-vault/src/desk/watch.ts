// A question that only reads may wait for something new, so that an error stands on a telephone a
// second after the save without anybody asking every second over the net. Here, over loopback, asking
// is cheap.

import { setTimeout as sleep } from "node:timers/promises";
import { sha256, toBase64url, utf8 } from "@courtyard/protocol/bytes.ts";
import type { DeskMethod } from "@courtyard/protocol/desk.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import { z } from "zod";
import type { Publisher, PublisherAnswer } from "./publisher.ts";

const waitingBody = z.looseObject({
  known: z.string().max(64).optional(),
  /** Seconds. */
  wait: z.int().min(0).max(25).default(0),
});

const NAME_LENGTH = 22;
const LOOK_EVERY = 1_000;
/** A preview is rendered for each look. */
const RENDER_EVERY = 2_000;

/** `value` is left out when it is the one that the device knows. */
export type Watched = { known: string; value?: unknown };

/** What the publisher says, once it differs from what is known, or the wait is over or given up. */
export async function watch(
  publisher: Publisher,
  { method, body }: { method: DeskMethod; body: object },
  signal: AbortSignal,
): Promise<Watched | Extract<PublisherAnswer, { refused: unknown }> | Refusal> {
  const asked = waitingBody.safeParse(body).data;
  if (!asked) return refuse("params-shape", method);
  const { known: before, wait, ...rest } = asked;
  const pause = method === "preview" ? RENDER_EVERY : LOOK_EVERY;
  const end = performance.now() + wait * 1_000;
  for (;;) {
    const answer = await publisher.ask(method, rest);
    if (isRefusal(answer) || "refused" in answer) return answer;
    const known = nameOf(answer.value);
    if (known !== before) return { known, value: answer.value };
    if (performance.now() + pause > end || signal.aborted) return { known };
    await sleep(pause, undefined, { signal }).catch(() => undefined);
  }
}

/** Names a value by what it says; the time at which it says it is nothing new. */
function nameOf(value: unknown): string {
  const said = typeof value === "object" && value !== null ? { ...value, now: 0 } : value;
  return toBase64url(sha256(utf8(JSON.stringify(said)))).slice(0, NAME_LENGTH);
}
