const FIRST = 500;
const MINUTE = 60_000;

/**
 * How long to wait before try number `attempt` (from 0): doubling from half a second to
 * `longest` (a minute), with full jitter between half and whole, so that many vaults do not return to
 * a restarted sidecar in one moment. `random` gives [0, 1).
 */
export function backoff(attempt: number, random: () => number, longest = MINUTE): number {
  const ceiling = Math.min(longest, FIRST * 2 ** Math.min(attempt, 16));
  return Math.round(ceiling * (0.5 + random() / 2));
}
