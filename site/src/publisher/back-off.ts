// How long to wait before asking a silent sidecar again.

const FIRST = 500;
const LONGEST = 60_000;

/** Waits that double from half a second to a minute, each with jitter; `random` gives [0, 1). */
export function backOff({ random }: { random: () => number }): { next(): number; reset(): void } {
  let step = 0;
  return {
    next() {
      const full = Math.min(LONGEST, FIRST * 2 ** Math.min(step, 20));
      step += 1;
      return Math.round(full * (0.5 + random() / 2));
    },
    reset() {
      step = 0;
    },
  };
}
