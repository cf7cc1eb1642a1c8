import type { Store } from "./open-store.ts";
import { queriesFor } from "./queries.ts";

interface RelayUsageRow {
  tenant: string;
  identity: string;
  /** Days since the epoch, UTC. */
  day: number;
  items: number;
  bytes: number;
}

const db = queriesFor<{ relay_usage: RelayUsageRow }>();

export function relayUsage(
  store: Store,
  { tenant, identity, day }: Pick<RelayUsageRow, "tenant" | "identity" | "day">,
): { items: number; bytes: number } {
  const row = store.get(
    db
      .selectFrom("relay_usage")
      .select(["items", "bytes"])
      .where("tenant", "=", tenant)
      .where("identity", "=", identity)
      .where("day", "=", day),
  );
  return row ?? { items: 0, bytes: 0 };
}

/** Adds one relayed envelope to a friend's day. */
export function addRelayUsage(store: Store, row: Omit<RelayUsageRow, "items">): void {
  store.run(
    db
      .insertInto("relay_usage")
      .values({ ...row, items: 1 })
      .onConflict((conflict) =>
        conflict.columns(["tenant", "identity", "day"]).doUpdateSet((e) => ({
          items: e("relay_usage.items", "+", 1),
          bytes: e("relay_usage.bytes", "+", row.bytes),
        })),
      ),
  );
}

export function pruneRelayUsage(store: Store, beforeDay: number): void {
  store.run(db.deleteFrom("relay_usage").where("day", "<", beforeDay));
}
