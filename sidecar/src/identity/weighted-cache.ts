/** A map that forgets the oldest when it holds too many entries or too much weight. */
export interface WeightedCache<Value> {
  get(key: string): Value | undefined;
  /** `weight` in bytes of what the value was read from. */
  put(key: string, value: Value, weight: number): void;
  delete(key: string): void;
}

/** Both bounds matter: strangers decide how long their logs are, up to a megabyte each. */
export function createWeightedCache<Value>({
  most,
  mostWeight,
}: {
  most: number;
  mostWeight: number;
}): WeightedCache<Value> {
  const kept = new Map<string, { value: Value; weight: number }>();
  let total = 0;
  function forget(key: string): void {
    total -= kept.get(key)?.weight ?? 0;
    kept.delete(key);
  }
  return {
    get: (key) => kept.get(key)?.value,
    put: (key, value, weight) => {
      forget(key);
      kept.set(key, { value, weight });
      total += weight;
      for (const oldest of kept.keys()) {
        if (kept.size <= most && (total <= mostWeight || oldest === key)) break;
        forget(oldest);
      }
    },
    delete: forget,
  };
}
