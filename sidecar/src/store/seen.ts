import type { Store } from "./open-store.ts";
import { bind, queriesFor } from "./queries.ts";

interface SeenRow {
  tenant: string;
  id: string;
  exp: number;
}

const db = queriesFor<{ seen: SeenRow }>();
const insert = db
  .insertInto("seen")
  .values({ tenant: "", id: "", exp: 0 })
  .onConflict((conflict) => conflict.doNothing())
  .compile();
const find = db
  .selectFrom("seen")
  .select("exp")
  .where("tenant", "=", "")
  .where("id", "=", "")
  .compile();

/** Remembers an envelope's id until its `exp`; false when it was known already. */
export function rememberSeen(store: Store, tenant: string, id: string, exp: number): boolean {
  return store.run(bind(insert, tenant, id, exp)).changes === 1;
}

export function wasSeen(store: Store, tenant: string, id: string): boolean {
  return store.get(bind(find, tenant, id)) !== undefined;
}

/** Forgets at most `most` ids whose envelopes can no longer be valid; returns how many. */
export function pruneSeen(store: Store, now: number, most: number): number {
  const gone = db.selectFrom("seen").select(["tenant", "id"]).where("exp", "<=", now).limit(most);
  let count = 0;
  for (const { tenant, id } of store.all(gone)) {
    store.run(db.deleteFrom("seen").where("tenant", "=", tenant).where("id", "=", id));
    count += 1;
  }
  return count;
}
