import type { Store } from "./open-store.ts";
import { bind, queriesFor } from "./queries.ts";

export type OutboxState = "waiting" | "delivered" | "refused" | "expired";

export interface OutboxRow {
  n: number;
  tenant: string;
  id: string;
  /** `user@host[:port]` */
  destination: string;
  type: string;
  /** JSON text while it waits, null after. */
  envelope: string | null;
  exp: number;
  state: OutboxState;
  code: string | null;
  /** Address of the friend who took it to relay. */
  via: string | null;
  attempts: number;
  next_at: number;
  at: number;
}

const db = queriesFor<{
  outbox: Omit<OutboxRow, "n"> & { n?: number };
  outbox_usage: { tenant: string; waiting: number };
}>();
const waitingOf = db
  .selectFrom("outbox_usage")
  .select("waiting")
  .where("tenant", "=", "")
  .compile();
const insert = db
  .insertInto("outbox")
  .values({
    tenant: "",
    id: "",
    destination: "",
    type: "",
    envelope: "",
    exp: 0,
    state: "waiting",
    code: null,
    via: null,
    attempts: 0,
    next_at: 0,
    at: 0,
  })
  .onConflict((conflict) => conflict.doNothing())
  .compile();

/** A waiting row of the outbox, whole. */
export type WaitingRow = OutboxRow & { envelope: string };

/** Adds a waiting envelope; false when this tenant has sent it before. */
export function insertOutbox(
  store: Store,
  row: Pick<OutboxRow, "tenant" | "id" | "destination" | "type" | "exp"> & { envelope: string },
  now: number,
): boolean {
  const { tenant, id, destination, type, envelope, exp } = row;
  return (
    store.run(
      bind(
        insert,
        tenant,
        id,
        destination,
        type,
        envelope,
        exp,
        "waiting",
        null,
        null,
        0,
        now,
        now,
      ),
    ).changes === 1
  );
}

export function outboxHas(store: Store, tenant: string, id: string): boolean {
  const query = db.selectFrom("outbox").select("n").where("tenant", "=", tenant);
  return store.get(query.where("id", "=", id)) !== undefined;
}

/** The oldest waiting envelopes for one destination, after number `after`. */
export function waitingFor(
  store: Store,
  { tenant, destination, after, limit }: WaitingPage,
): WaitingRow[] {
  return store.all(
    db
      .selectFrom("outbox")
      .selectAll()
      .where("tenant", "=", tenant)
      .where("destination", "=", destination)
      .where("state", "=", "waiting")
      .where("n", ">", after)
      .orderBy("n")
      .limit(limit),
  ) as WaitingRow[];
}

interface WaitingPage {
  tenant: string;
  destination: string;
  after: number;
  limit: number;
}

export function waitingDestinations(store: Store): { tenant: string; destination: string }[] {
  return store.all(
    db
      .selectFrom("outbox")
      .select(["tenant", "destination"])
      .distinct()
      .where("state", "=", "waiting"),
  );
}

/** Ends an envelope's wait, and forgets its text. */
export function settleOutbox(
  store: Store,
  n: number,
  { state, code, via }: { state: Exclude<OutboxState, "waiting">; code?: string; via?: string },
): void {
  store.run(
    db
      .updateTable("outbox")
      .set({ state, code: code ?? null, via: via ?? null, envelope: null })
      .where("n", "=", n),
  );
}

/** Notes a failed try for everything that waits for a destination. */
export function postponeOutbox(
  store: Store,
  { tenant, destination, nextAt, code }: Postponed,
): void {
  store.run(
    db
      .updateTable("outbox")
      .set((e) => ({ attempts: e("attempts", "+", 1), next_at: nextAt, code }))
      .where("tenant", "=", tenant)
      .where("destination", "=", destination)
      .where("state", "=", "waiting"),
  );
}

interface Postponed {
  tenant: string;
  destination: string;
  nextAt: number;
  code: string;
}

export function recentOutbox(store: Store, tenant: string, limit: number): OutboxRow[] {
  return store.all(
    db
      .selectFrom("outbox")
      .select(["n", "tenant", "id", "destination", "type", "exp", "state", "code", "via"])
      .select(["attempts", "next_at", "at"])
      .where("tenant", "=", tenant)
      .orderBy("n", "desc")
      .limit(limit),
  ) as OutboxRow[];
}

/** Waiting envelopes of one tenant, or of all. */
export function countWaiting(store: Store, tenant?: string): number {
  if (tenant !== undefined) return store.get(bind(waitingOf, tenant))?.waiting ?? 0;
  const all = db.selectFrom("outbox_usage");
  return store.get(all.select((e) => e.fn.sum<number | null>("waiting").as("n")))?.n ?? 0;
}

/** Waiting envelopes whose time is over, at most `most`. */
export function overdueOutbox(
  store: Store,
  now: number,
  most: number,
): Pick<OutboxRow, "n" | "tenant" | "id">[] {
  return store.all(
    db
      .selectFrom("outbox")
      .select(["n", "tenant", "id"])
      .where("state", "=", "waiting")
      .where("exp", "<=", now)
      .limit(most),
  ) as Pick<OutboxRow, "n" | "tenant" | "id">[];
}

/** Deletes at most `most` settled rows whose envelopes nobody could send again. */
export function pruneOutbox(store: Store, now: number, most: number): number {
  const gone = db
    .selectFrom("outbox")
    .select("n")
    .where("state", "!=", "waiting")
    .where("exp", "<=", now)
    .limit(most);
  return store.run(db.deleteFrom("outbox").where("n", "in", gone)).changes;
}
