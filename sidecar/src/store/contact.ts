import type { Store } from "./open-store.ts";
import { bind, queriesFor } from "./queries.ts";

export interface ContactRow {
  tenant: string;
  identity: string;
  /** `user@host[:port]` */
  address: string;
  name: string | null;
  /** 0 or 1 each. */
  friend: number;
  relay: number;
  blocked: number;
  at: number;
}

const db = queriesFor<{ contact: ContactRow }>();
const one = db
  .selectFrom("contact")
  .selectAll()
  .where("tenant", "=", "")
  .where("identity", "=", "")
  .compile();

/** Asked for every envelope; this process is the only one that writes contacts. */
const kept = new WeakMap<Store, Map<string, ContactRow | undefined>>();
const KEPT = 5_000;

export function contactOf(store: Store, tenant: string, identity: string): ContactRow | undefined {
  let mine = kept.get(store);
  if (!mine) {
    mine = new Map();
    kept.set(store, mine);
  }
  const key = `${tenant} ${identity}`;
  if (mine.has(key)) return mine.get(key);
  const row = store.get(bind(one, tenant, identity));
  if (mine.size >= KEPT) mine.clear();
  mine.set(key, row);
  return row;
}

export function contactsOf(store: Store, tenant: string): ContactRow[] {
  return store.all(db.selectFrom("contact").selectAll().where("tenant", "=", tenant).orderBy("at"));
}

/** Friends whom this tenant relays for and may ask to relay. */
export function relayingContacts(store: Store, tenant: string): ContactRow[] {
  return store.all(
    db
      .selectFrom("contact")
      .selectAll()
      .where("tenant", "=", tenant)
      .where("friend", "=", 1)
      .where("relay", "=", 1)
      .where("blocked", "=", 0)
      .orderBy("at"),
  );
}

export function countContacts(store: Store, tenant: string): number {
  const query = db
    .selectFrom("contact")
    .select((e) => e.fn.countAll<number>().as("n"))
    .where("tenant", "=", tenant);
  return store.get(query)?.n ?? 0;
}

export function putContact(store: Store, row: ContactRow): void {
  kept.get(store)?.delete(`${row.tenant} ${row.identity}`);
  const { tenant: _tenant, identity: _identity, ...rest } = row;
  store.run(
    db
      .insertInto("contact")
      .values(row)
      .onConflict((conflict) => conflict.columns(["tenant", "identity"]).doUpdateSet(rest)),
  );
}
