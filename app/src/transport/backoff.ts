const FIRST = 500;
const LONGEST = 30_000;

/**
 * Milliseconds to wait before the try after `failures` failed ones: doubling from half a second to
 * 30 s, each cut by up to a half, so that devices of one sidecar do not come back all at once.
 */
export function backoff(failures: number, random: () => number = Math.random): number {
  const full = Math.min(LONGEST, FIRST * 2 ** Math.min(failures, 16));
  return Math.round(full * (1 - random() / 2));
}
