/**
 * Random numbers from a printed seed, for scenarios that must be repeatable: mulberry32. The seed is
 * `COURTYARD_SEED`, else the clock's.
 */
export interface SeededRandom {
  readonly seed: number;
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number;
  pick<T>(items: readonly T[]): T;
  bytes(length: number): Uint8Array;
}

/** Makes a source and prints its seed with the name of the scenario. */
export function seededRandom(scenario: string): SeededRandom {
  const seed = Number(process.env.COURTYARD_SEED ?? Date.now() % 0x1_0000_0000) >>> 0;
  console.log(`${scenario}: COURTYARD_SEED=${seed}`);
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    seed,
    below,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error("nothing to pick from");
      return item;
    },
    bytes: (length) => Uint8Array.from({ length }, () => below(256)),
  };
}
