import { backoff } from "../backoff.ts";

/** Who is away for a quarter of an hour may be away for days. */
const LONGEST = 15 * 60 * 1000;

export interface RetryTimer extends Disposable {
  /** Something began to wait: the first try is a moment away. */
  soon(): void;
}

/**
 * Runs `work` a moment after `soon()`, and again and again, with growing pauses, for as long as it
 * says that something still waits. `random` gives [0, 1).
 */
export function retryTimer(work: () => Promise<boolean>, random: () => number): RetryTimer {
  let next: { attempt: number; timer: NodeJS.Timeout } | undefined;
  let stopped = false;

  function schedule(attempt: number): void {
    // Who comes at a steady trickle must not push the try before them for ever.
    if (stopped || (next && next.attempt <= attempt)) return;
    clearTimeout(next?.timer);
    next = { attempt, timer: setTimeout(run, backoff(attempt, random, LONGEST), attempt) };
  }
  async function run(attempt: number): Promise<void> {
    next = undefined;
    if (await work()) schedule(attempt + 1);
  }

  return {
    soon: () => schedule(0),
    [Symbol.dispose]: () => {
      stopped = true;
      clearTimeout(next?.timer);
    },
  };
}
