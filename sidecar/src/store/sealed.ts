import type { Store } from "./open-store.ts";
import { bind, queriesFor } from "./queries.ts";

interface SealedRow {
  n: number;
  tenant: string;
  id: string;
  envelope: string;
  bytes: number;
  exp: number;
}
interface SealedForRow {
  tenant: string;
  device: string;
  n: number;
}
interface UsageRow {
  tenant: string;
  items: number;
  bytes: number;
}

const db = queriesFor<{
  sealed: Omit<SealedRow, "n"> & { n?: number };
  sealed_for: SealedForRow;
  sealed_usage: UsageRow;
}>();
const insert = db
  .insertInto("sealed")
  .values({ tenant: "", id: "", envelope: "", bytes: 0, exp: 0 })
  .compile();
const insertFor = db.insertInto("sealed_for").values({ tenant: "", device: "", n: 0 }).compile();
const usage = db
  .selectFrom("sealed_usage")
  .select(["items", "bytes"])
  .where("tenant", "=", "")
  .compile();
const page = db
  .selectFrom("sealed_for")
  .innerJoin("sealed", "sealed.n", "sealed_for.n")
  .select(["sealed_for.n as n", "sealed.envelope as envelope"])
  .where("sealed_for.tenant", "=", "")
  .where("sealed_for.device", "=", "")
  .where("sealed_for.n", ">", 0)
  .where("sealed.exp", ">", 0)
  .orderBy("sealed_for.n")
  .limit(1)
  .compile();

/** Stores a sealed envelope once, for each of the devices. */
export function insertSealed(
  store: Store,
  row: Omit<SealedRow, "n">,
  devices: readonly string[],
): void {
  const n = store.run(
    bind(insert, row.tenant, row.id, row.envelope, row.bytes, row.exp),
  ).lastInsertRowid;
  for (const device of devices) store.run(bind(insertFor, row.tenant, device, n));
}

/** What waits in one tenant's queue, whoever it is for. */
export function sealedUsage(store: Store, tenant: string): { items: number; bytes: number } {
  const row = store.get(bind(usage, tenant));
  return { items: row?.items ?? 0, bytes: row?.bytes ?? 0 };
}

/** The next `limit` envelopes for a device after number `after`, oldest first. */
export function sealedAfter(
  store: Store,
  { tenant, device, after, now, limit }: SealedForPage,
): { n: number; envelope: string }[] {
  return store.all(bind(page, tenant, device, after, now, limit));
}

interface SealedForPage {
  tenant: string;
  device: string;
  after: number;
  now: number;
  limit: number;
}

/** A device has committed everything up to `n`; what nobody waits for any more is deleted. */
export function deleteFetched(store: Store, tenant: string, device: string, n: number): void {
  store.run(
    db
      .deleteFrom("sealed_for")
      .where("tenant", "=", tenant)
      .where("device", "=", device)
      .where("n", "<=", n),
  );
}

/** A revoked device will never fetch. */
export function dropQueueOf(store: Store, tenant: string, device: string): void {
  store.run(db.deleteFrom("sealed_for").where("tenant", "=", tenant).where("device", "=", device));
}

export function waitingPerDevice(
  store: Store,
  tenant: string,
): { device: string; items: number }[] {
  return store.all(
    db
      .selectFrom("sealed_for")
      .select(["device", (e) => e.fn.countAll<number>().as("items")])
      .where("tenant", "=", tenant)
      .groupBy("device"),
  );
}

export function countSealed(store: Store): number {
  const query = db
    .selectFrom("sealed_usage")
    .select((e) => e.fn.sum<number | null>("items").as("items"));
  return store.get(query)?.items ?? 0;
}

/** Deletes at most `most` expired envelopes; returns how many. */
export function pruneSealed(store: Store, now: number, most: number): number {
  const gone = db.selectFrom("sealed").select("n").where("exp", "<=", now).limit(most);
  return store.run(db.deleteFrom("sealed").where("n", "in", gone)).changes;
}
