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

/** The JSON lines of a tenant's own identity, or undefined before the claim. */
export function identityLogOf(store: Store, tenant: string): string | undefined {
  const query = db.selectFrom("identity_log").select("log").where("tenant", "=", tenant);
  return store.get(query)?.log;
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
