import type { Store } from "./open-store.ts";
import { queriesFor } from "./queries.ts";

export interface TenantRow {
  id: string;
  host: string;
  port: number;
  username: string;
  identity: string | null;
  created: number;
  serve_sign: Uint8Array;
  serve_seal: Uint8Array;
  serve_seal_public: Uint8Array;
}

const db = queriesFor<{ tenant: TenantRow }>();
const everyone = db.selectFrom("tenant").selectAll().orderBy("created").orderBy("id").compile();

export function tenantRows(store: Store): TenantRow[] {
  return store.all(everyone);
}

export function insertTenant(store: Store, row: TenantRow): void {
  store.run(db.insertInto("tenant").values(row));
}

export function setTenantIdentity(store: Store, id: string, identity: string): void {
  store.run(db.updateTable("tenant").set({ identity }).where("id", "=", id));
}

export function tenantRow(store: Store, id: string): TenantRow | undefined {
  return store.get(db.selectFrom("tenant").selectAll().where("id", "=", id));
}
