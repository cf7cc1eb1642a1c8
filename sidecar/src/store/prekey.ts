import type { Store } from "./open-store.ts";
import { queriesFor } from "./queries.ts";

export interface PrekeyRow {
  tenant: string;
  device: string;
  id: string;
  /** The signed prekey as JSON. */
  prekey: string;
  exp: number;
  at: number;
}

const db = queriesFor<{ prekey: PrekeyRow }>();

/** Signed prekeys that have not expired, newest first for each device. */
export function prekeysOf(store: Store, tenant: string, now: number): PrekeyRow[] {
  return store.all(
    db
      .selectFrom("prekey")
      .selectAll()
      .where("tenant", "=", tenant)
      .where("exp", ">", now)
      .orderBy("device")
      .orderBy("at", "desc"),
  );
}

/** Adds one and keeps the `keep` newest of its device. */
export function putPrekey(store: Store, row: PrekeyRow, { keep }: { keep: number }): void {
  const { tenant, device } = row;
  store.transaction(() => {
    store.run(
      db
        .insertInto("prekey")
        .values(row)
        .onConflict((conflict) =>
          conflict.columns(["tenant", "device", "id"]).doUpdateSet({
            prekey: row.prekey,
            exp: row.exp,
            at: row.at,
          }),
        ),
    );
    const mine = db
      .selectFrom("prekey")
      .select("id")
      .where("tenant", "=", tenant)
      .where("device", "=", device);
    const kept = mine.orderBy("at", "desc").orderBy("exp", "desc").limit(keep);
    store.run(
      db
        .deleteFrom("prekey")
        .where("tenant", "=", tenant)
        .where("device", "=", device)
        .where("id", "not in", kept),
    );
  });
}

export function dropPrekeysOf(store: Store, tenant: string, device: string): void {
  store.run(db.deleteFrom("prekey").where("tenant", "=", tenant).where("device", "=", device));
}
