import { sql } from "kysely";
import type { Store } from "./open-store.ts";
import { queriesFor } from "./queries.ts";

export interface RemoteIdentityRow {
  tenant: string;
  /** `user@host[:port]` */
  address: string;
  identity: string;
  seq: number;
  hash: string;
  log: string;
  at: number;
}

export interface AlarmRow {
  tenant: string;
  address: string;
  /** identity-rollback, identity-fork or identity-other */
  code: string;
  /** `id seq hash` of the pin, and of what was seen instead, as JSON. */
  pinned: string;
  seen: string;
  at: number;
}

const db = queriesFor<{ remote_identity: RemoteIdentityRow; identity_alarm: AlarmRow }>();

export function remoteIdentity(
  store: Store,
  tenant: string,
  address: string,
): RemoteIdentityRow | undefined {
  return store.get(
    db
      .selectFrom("remote_identity")
      .selectAll()
      .where("tenant", "=", tenant)
      .where("address", "=", address),
  );
}

/** Bytes of all the logs that a tenant has pinned; reads their lengths only, not the logs. */
export function pinnedBytes(store: Store, tenant: string): number {
  const bytes = sql<number>`sum(octet_length(log))`.as("bytes");
  const query = db.selectFrom("remote_identity").select(bytes).where("tenant", "=", tenant);
  return store.get(query)?.bytes ?? 0;
}

export function putRemoteIdentity(store: Store, row: RemoteIdentityRow): void {
  const { tenant: _tenant, address: _address, ...rest } = row;
  store.run(
    db
      .insertInto("remote_identity")
      .values(row)
      .onConflict((conflict) => conflict.columns(["tenant", "address"]).doUpdateSet(rest)),
  );
}

export function putAlarm(store: Store, row: AlarmRow): void {
  const { tenant: _tenant, address: _address, ...rest } = row;
  store.run(
    db
      .insertInto("identity_alarm")
      .values(row)
      .onConflict((conflict) => conflict.columns(["tenant", "address"]).doUpdateSet(rest)),
  );
}

export function alarmOf(store: Store, tenant: string, address: string): AlarmRow | undefined {
  return store.get(
    db
      .selectFrom("identity_alarm")
      .selectAll()
      .where("tenant", "=", tenant)
      .where("address", "=", address),
  );
}

export function alarmsOf(store: Store, tenant: string): AlarmRow[] {
  return store.all(
    db.selectFrom("identity_alarm").selectAll().where("tenant", "=", tenant).orderBy("at", "desc"),
  );
}

export function clearAlarm(store: Store, tenant: string, address: string): void {
  store.run(
    db.deleteFrom("identity_alarm").where("tenant", "=", tenant).where("address", "=", address),
  );
}
