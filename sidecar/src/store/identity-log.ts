import type { Store } from "./open-store.ts";
import { queriesFor } from "./queries.ts";

export interface IdentityLogRow {
  tenant: string;
  identity: string;
  log: string;
  at: number;
}

const db = queriesFor<{ identity_log: IdentityLogRow }>();

export function identityLogs(store: Store): IdentityLogRow[] {
  return store.all(db.selectFrom("identity_log").selectAll());
}

export function putIdentityLog(store: Store, row: IdentityLogRow): void {
  const { identity, log, at } = row;
  store.run(
    db
      .insertInto("identity_log")
      .values(row)
      .onConflict((conflict) => conflict.column("tenant").doUpdateSet({ identity, log, at })),
  );
}
