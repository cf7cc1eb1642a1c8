import type { Store } from "./open-store.ts";
import { pruneOutbox } from "./outbox.ts";
import { pruneRelayUsage } from "./relay-usage.ts";
import { pruneSealed } from "./sealed.ts";
import { pruneSeen } from "./seen.ts";

const DAY = 24 * 60 * 60 * 1000;
/** Rows of a kind in one sweep, so that it never holds up the event loop for long. */
const MOST = 500;

/** Deletes what has expired. Call it often; it returns true when there may be more. */
export function sweepStore(store: Store, now: number): boolean {
  return store.transaction(() => {
    const seen = pruneSeen(store, now, MOST);
    const sealed = pruneSealed(store, now, MOST);
    const sent = pruneOutbox(store, now, MOST);
    pruneRelayUsage(store, Math.floor(now / DAY) - 1);
    return Math.max(seen, sealed, sent) === MOST;
  });
}
