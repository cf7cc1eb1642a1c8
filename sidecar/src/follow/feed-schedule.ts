import { isLocalhostName } from "../net/lookup.ts";
import type { Pace } from "./polite-get.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Nobody is asked more often than this by the clock, nor by a person more often than `byHand`. */
export interface Floor {
  readonly byClock: number;
  readonly byHand: number;
}

/** Other people's servers. */
const POLITE: Floor = { byClock: 30 * MINUTE, byHand: MINUTE };
/** Our own machine, where somebody tries Courtyard and waits for the post they just saved. */
const OWN_MACHINE: Floor = { byClock: 10_000, byHand: 1000 };

/** The longest pause between two tries of a feed that fails. */
const LONGEST_PAUSE = DAY;
/** A server may ask for more patience than we would have, within reason. */
const LONGEST_PATIENCE = 7 * DAY;
/** Months until a feed that says it is gone for good is asked once more. */
const GONE = 90 * DAY;

/** How often the feed of a URL may be asked. */
export function floorOf(url: string): Floor {
  return isLocalhostName(new URL(url).hostname) ? OWN_MACHINE : POLITE;
}

/**
 * When a feed is asked again after it answered: at the floor while it is lively, less often when its
 * newest item is old, never before the server's `max-age` or `Retry-After`, and at a random moment
 * around that, so that thousands of sidecars do not come in the same second. `random` is in [0, 1).
 */
export function nextAfterAnswer({
  url,
  now,
  newest,
  pace,
  random,
}: {
  url: string;
  now: number;
  newest: number | undefined;
  pace: Pace;
  random: number;
}): number {
  const floor = floorOf(url).byClock;
  const age = newest === undefined ? Number.POSITIVE_INFINITY : now - newest;
  const rest = age < 14 * DAY ? 1 : age < 90 * DAY ? 2 : 6;
  const own = jittered(floor * (floor < MINUTE ? 1 : rest), random);
  const asked = Math.min(Math.max(pace.maxAge ?? 0, 0), DAY);
  return now + Math.max(own, asked, patience(pace));
}

/** When a feed is asked again after the `failures`-th failure in a row. */
export function nextAfterFailure({
  url,
  now,
  failures,
  gone,
  pace,
  random,
}: {
  url: string;
  now: number;
  failures: number;
  gone: boolean;
  pace: Pace | undefined;
  random: number;
}): number {
  if (gone) return now + GONE;
  const doubled = floorOf(url).byClock * 2 ** Math.min(failures - 1, 20);
  const own = jittered(Math.min(doubled, LONGEST_PAUSE), random);
  return now + Math.max(own, patience(pace));
}

function patience(pace: Pace | undefined): number {
  return Math.min(pace?.retryAfter ?? 0, LONGEST_PATIENCE);
}

/** Up to a quarter later, never earlier: the floor is a promise. */
function jittered(pause: number, random: number): number {
  return Math.round(pause * (1 + random / 4));
}
