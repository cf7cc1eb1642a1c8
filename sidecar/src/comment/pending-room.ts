import { countPendingSigned } from "../store/comment.ts";
import type { Store } from "../store/open-store.ts";

/**
 * Strangers' signed comments that may wait at one tenant. An identity costs nothing to make, so
 * without a bound they fill the disk; nobody reads so many.
 */
const MOST = 20_000;
/** Counting them all for each would cost more than the comment: between counts we add up. */
const COUNT_AGAIN = 10_000;

/** Whether one more of a stranger's comments may wait; counts it. `now` in ms. */
export type PendingRoom = (tenant: string, now: number) => boolean;

export function createPendingRoom(store: Store, { most = MOST } = {}): PendingRoom {
  const counted = new Map<string, { count: number; at: number }>();
  return (tenant, now) => {
    let last = counted.get(tenant);
    if (!last || Math.abs(now - last.at) >= COUNT_AGAIN) {
      last = { count: countPendingSigned(store, tenant), at: now };
      counted.set(tenant, last);
    }
    if (last.count >= most) return false;
    last.count += 1;
    return true;
  };
}
