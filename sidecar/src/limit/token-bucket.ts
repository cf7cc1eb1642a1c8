import type { Rate } from "../config/server-limits.ts";

/** How much one caller has left. Two numbers, so that thousands of idle callers cost little. */
export interface Bucket {
  tokens: number;
  at: number;
  closed: boolean;
}

export function newBucket(rate: Rate, now: number): Bucket {
  return { tokens: rate.burst, at: now, closed: false };
}

/**
 * Takes one token; false when there is none. Once empty, a bucket stays closed until `resume`
 * tokens are back: a sender with several envelopes in flight would otherwise see the first refused
 * and a later one accepted, out of order.
 */
export function take(bucket: Bucket, rate: Rate, now: number): boolean {
  const elapsed = Math.max(0, now - bucket.at) / 1000;
  bucket.tokens = Math.min(rate.burst, bucket.tokens + elapsed * rate.perSecond);
  bucket.at = now;
  if (bucket.closed && bucket.tokens < Math.min(rate.resume ?? 1, rate.burst)) return false;
  bucket.closed = bucket.tokens < 1;
  if (bucket.closed) return false;
  bucket.tokens -= 1;
  return true;
}

/** Buckets by key, bounded: beyond `most` keys the oldest are forgotten, which only ever helps. */
export function createBuckets(
  rate: Rate,
  { most = 20_000 }: { most?: number } = {},
): (key: string, now: number) => boolean {
  const buckets = new Map<string, Bucket>();
  return (key, now) => {
    let bucket = buckets.get(key);
    if (!bucket) {
      if (buckets.size >= most) {
        const oldest = buckets.keys().next().value;
        if (oldest !== undefined) buckets.delete(oldest);
      }
      bucket = newBucket(rate, now);
      buckets.set(key, bucket);
    }
    return take(bucket, rate, now);
  };
}
