import type { Store } from "./open-store.ts";
import { bind, queriesFor } from "./queries.ts";

export interface CommentRow {
  tenant: string;
  id: string;
  page: string;
  name: string;
  text: string;
  reply_to: string | null;
  state: "pending" | "approved" | "rejected" | "deleted";
  guest: number;
  identity: string | null;
  address: string | null;
  /** The signed original as JSON text. */
  envelope: string | null;
  at: number;
  received: number;
}

/** A comment without its original, which lists do not need. */
export type CommentSummary = Omit<CommentRow, "tenant" | "envelope">;

const db = queriesFor<{ comment: CommentRow }>();
const SUMMARY = [
  "id",
  "page",
  "name",
  "text",
  "reply_to",
  "state",
  "guest",
  "identity",
  "address",
  "at",
  "received",
] as const;

const insert = db
  .insertInto("comment")
  .values({
    tenant: "",
    id: "",
    page: "",
    name: "",
    text: "",
    reply_to: "",
    state: "pending",
    guest: 0,
    identity: "",
    address: "",
    envelope: "",
    at: 0,
    received: 0,
  })
  .compile();

// Asked for every page that is served.
const anyApproved = db
  .selectFrom("comment")
  .select("id")
  .where("tenant", "=", "")
  .where("page", "=", "")
  .where("state", "=", "approved")
  .limit(1)
  .compile();

export function insertComment(store: Store, row: CommentRow): void {
  const { tenant, id, page, name, text, reply_to, state, guest } = row;
  const { identity, address, envelope, at, received } = row;
  const first = [tenant, id, page, name, text, reply_to, state, guest];
  store.run(bind(insert, ...first, identity, address, envelope, at, received));
}

export function commentRow(store: Store, tenant: string, id: string): CommentRow | undefined {
  return store.get(
    db.selectFrom("comment").selectAll().where("tenant", "=", tenant).where("id", "=", id),
  );
}

export function hasApproved(store: Store, tenant: string, page: string): boolean {
  return store.get({ ...anyApproved, parameters: [tenant, page, "approved", 1] }) !== undefined;
}

/** The visible comments of a page in the order in which they came. */
export function approvedComments(store: Store, tenant: string, page: string): CommentSummary[] {
  return store.all(
    db
      .selectFrom("comment")
      .select(SUMMARY)
      .where("tenant", "=", tenant)
      .where("page", "=", page)
      .where("state", "=", "approved")
      .orderBy("received")
      .orderBy("id"),
  );
}

/** Newest first, after a place in the list; deleted ones only when asked for by state. */
export function listComments(
  store: Store,
  tenant: string,
  {
    state,
    before,
    limit,
  }: {
    state?: CommentRow["state"] | undefined;
    before?: { received: number; id: string } | undefined;
    limit: number;
  },
): CommentSummary[] {
  let query = db.selectFrom("comment").select(SUMMARY).where("tenant", "=", tenant);
  query = state ? query.where("state", "=", state) : query.where("state", "!=", "deleted");
  if (before) {
    const { received, id } = before;
    query = query.where((row) =>
      row.or([
        row("received", "<", received),
        row.and([row("received", "=", received), row("id", "<", id)]),
      ]),
    );
  }
  return store.all(query.orderBy("received", "desc").orderBy("id", "desc").limit(limit));
}

export function countPendingGuests(store: Store, tenant: string): number {
  return countPending(store, tenant, { guest: 1 });
}

/** Comments of people with an identity that wait for the owner. */
export function countPendingSigned(store: Store, tenant: string): number {
  return countPending(store, tenant, { guest: 0 });
}

function countPending(store: Store, tenant: string, { guest }: { guest: 0 | 1 }): number {
  const row = store.get(
    db
      .selectFrom("comment")
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .where("tenant", "=", tenant)
      .where("state", "=", "pending")
      .where("guest", "=", guest),
  );
  return row?.count ?? 0;
}

export function setCommentState(
  store: Store,
  tenant: string,
  id: string,
  state: CommentRow["state"],
): void {
  store.run(
    db.updateTable("comment").set({ state }).where("tenant", "=", tenant).where("id", "=", id),
  );
}

/** Leaves the id only, so that a late copy does not come back. */
export function eraseComment(store: Store, tenant: string, id: string): void {
  store.run(
    db
      .updateTable("comment")
      .set({ state: "deleted", name: "", text: "", envelope: null, identity: null, address: null })
      .where("tenant", "=", tenant)
      .where("id", "=", id),
  );
}
