// The archive. A message is stored once, in the order of arrival, with its conversation's head row in
// the same transaction.

import {
  type ChatRecord,
  type ConversationRecord,
  chatRecord,
  conversationRecord,
} from "../archive/records.ts";
import type { RowCipher } from "../crypto/row-cipher.ts";
import { isVaultRefusal, refuseLocally, type VaultRefusal } from "../vault-refusal.ts";
import { type Database, queries } from "./open-database.ts";

/** A damaged number above this would not fit a JavaScript number; no vault counts so far. */
const LAST_SEQ = 2 ** 52;

/** A stored message with its place in the order of arrival. */
export interface StoredMessage {
  seq: number;
  record: ChatRecord;
}

/** A message, or its refusal when it cannot be opened; either way its place. */
export type PageRow = StoredMessage | (VaultRefusal & { seq: number });

export interface MessageStore {
  /** Stores a message; false when this author's message id is there already. */
  add(record: ChatRecord): boolean;
  /** Newest first, before `before` if given. Rows that cannot be opened come as refusals. */
  page(options: {
    conversation?: string | undefined;
    before?: number | undefined;
    limit: number;
  }): PageRow[];
  /** The conversations, the liveliest first, each with its newest message. */
  conversations(options: {
    before?: number | undefined;
    limit: number;
  }): { head: ConversationRecord | VaultRefusal; newest: PageRow | undefined }[];
  count(): number;
  /** Opens `limit` rows from `from` on; says how many are damaged and where to go on. */
  check(from: number, limit: number): { damaged: number; next: number | null };
}

/** The messages of one vault's database. */
export function messageStore(db: Database, cipher: RowCipher): MessageStore {
  function lastSeq(): number {
    const row = db.get(
      queries
        .selectFrom("message")
        .select((e) => e.fn.max<number | null>("seq").as("last"))
        .where("seq", "<", LAST_SEQ),
    );
    return row?.last ?? 0;
  }

  function opened(row: MessageRow): ChatRecord | VaultRefusal {
    const result = cipher.open("message", [row.seq, row.id, row.conversation], row.sealed);
    if (isVaultRefusal(result)) return result;
    const parsed = chatRecord.safeParse(result.value);
    return parsed.success
      ? parsed.data
      : refuseLocally("row-damaged", "a message has another shape");
  }

  function pageRow(row: MessageRow): PageRow {
    const record = opened(row);
    return isVaultRefusal(record) ? { ...record, seq: row.seq } : { seq: row.seq, record };
  }

  function head(conversation: Uint8Array): ConversationRecord | undefined | VaultRefusal {
    const row = db.get(
      queries.selectFrom("conversation").selectAll().where("id", "=", conversation),
    );
    return row && openedHead(row);
  }
  function openedHead(row: HeadRow): ConversationRecord | VaultRefusal {
    const result = cipher.open("conversation", [row.id, row.last_seq], row.sealed);
    if (isVaultRefusal(result)) return result;
    const parsed = conversationRecord.safeParse(result.value);
    return parsed.success
      ? parsed.data
      : refuseLocally("row-damaged", "a conversation has another shape");
  }

  return {
    add: (record) =>
      db.transaction(() => {
        const { message, peer } = record;
        // The author belongs to the name: nobody can take an id that another person will use.
        const id = cipher.index("message", message.author, message.id);
        const there = queries.selectFrom("message").select("seq").where("id", "=", id);
        if (db.get(there)) return false;
        const seq = lastSeq() + 1;
        const conversation = cipher.index("conversation", peer);
        const sealed = cipher.seal("message", [seq, id, conversation], record);
        db.run(queries.insertInto("message").values({ seq, id, conversation, sealed }));

        const former = head(conversation);
        const known = former && !isVaultRefusal(former) ? former : undefined;
        const next: ConversationRecord = {
          peer,
          address: record.address,
          // A sender's clock may be wrong or lie; nothing was written after it came.
          last: Math.max(known?.last ?? 0, Math.min(message.at, record.receivedAt)),
        };
        const row = {
          last_seq: seq,
          sealed: cipher.seal("conversation", [conversation, seq], next),
        };
        db.run(
          queries
            .insertInto("conversation")
            .values({ id: conversation, ...row })
            .onConflict((conflict) => conflict.column("id").doUpdateSet(row)),
        );
        return true;
      }),
    page: ({ conversation, before = LAST_SEQ, limit }) => {
      let query = queries
        .selectFrom("message")
        .selectAll()
        .where("seq", "<", before)
        .orderBy("seq", "desc")
        .limit(limit);
      if (conversation !== undefined)
        query = query.where("conversation", "=", cipher.index("conversation", conversation));
      return db.all(query).map(pageRow);
    },
    conversations: ({ before = LAST_SEQ, limit }) => {
      const heads = queries
        .selectFrom("conversation")
        .selectAll()
        .where("last_seq", "<", before)
        .orderBy("last_seq", "desc")
        .limit(limit);
      return db.all(heads).map((row) => {
        const newest = db.get(
          queries.selectFrom("message").selectAll().where("seq", "=", row.last_seq),
        );
        return { head: openedHead(row), newest: newest && pageRow(newest) };
      });
    },
    count: () =>
      db.get(queries.selectFrom("message").select((e) => e.fn.countAll<number>().as("n")))?.n ?? 0,
    check: (from, limit) => {
      const rows = db.all(
        queries
          .selectFrom("message")
          .selectAll()
          .where("seq", ">=", from)
          .where("seq", "<", LAST_SEQ)
          .orderBy("seq")
          .limit(limit),
      );
      const last = rows.at(-1)?.seq;
      return {
        damaged: rows.filter((row) => isVaultRefusal(opened(row))).length,
        next: rows.length < limit || last === undefined ? null : last + 1,
      };
    },
  };
}

interface MessageRow {
  seq: number;
  id: Uint8Array;
  conversation: Uint8Array;
  sealed: Uint8Array;
}

interface HeadRow {
  id: Uint8Array;
  last_seq: number;
  sealed: Uint8Array;
}
