/** Longest nap of a timer: clocks are set, and machines sleep. */
const NAP = 60_000;

/** Wakes `run` when the earliest `next()` is due; a run that throws is tried again after a nap. */
export interface Activation {
  /** Looks again what is next: after a start, or a change. */
  plan(): void;
  close(): void;
}

export function createActivation({
  next,
  run,
  clock,
}: {
  /** When something is due, in ms since the epoch; undefined when nothing waits. */
  next: () => number | undefined;
  run: () => Promise<void>;
  clock: () => number;
}): Activation {
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  function plan(least = 0): void {
    clearTimeout(timer);
    timer = undefined;
    const due = next();
    if (closed || due === undefined) return;
    timer = setTimeout(wake, Math.min(Math.max(due - clock(), least), NAP));
    timer.unref();
  }
  function wake(): void {
    const due = next();
    if (due === undefined || due > clock()) {
      plan();
      return;
    }
    void run().then(
      () => plan(),
      () => plan(NAP),
    );
  }
  return {
    plan: () => plan(),
    close: () => {
      closed = true;
      clearTimeout(timer);
    },
  };
}
