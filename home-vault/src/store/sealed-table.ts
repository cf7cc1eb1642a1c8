import type { z } from "zod";
import type { RowCipher } from "../crypto/row-cipher.ts";
import { isVaultRefusal, refuseLocally, type VaultRefusal } from "../vault-refusal.ts";
import { type Database, queries } from "./open-database.ts";
import type { SealedTableName } from "./tables.ts";

/** Records found by one name, which stands in the file as a keyed hash only. */
export interface SealedTable<T> {
  /** `undefined` when there is none; `row-damaged` when it cannot be opened. */
  get(name: string): T | undefined | VaultRefusal;
  put(name: string, record: T): void;
  /** Puts only if the name is free; says whether it did. */
  add(name: string, record: T): boolean;
  delete(name: string): void;
  count(): number;
  /** All that can be opened, and how many cannot. For tables that stay small. */
  all(): { records: T[]; damaged: number };
}

interface SealedTableOptions<T> {
  name: SealedTableName;
  schema: z.ZodType<T>;
  cipher: RowCipher;
}

/** A typed view of one sealed table. */
export function sealedTable<T>(
  db: Database,
  { name: table, schema, cipher }: SealedTableOptions<T>,
): SealedTable<T> {
  function opened(row: { id: Uint8Array; sealed: Uint8Array }): T | VaultRefusal {
    const result = cipher.open(table, [row.id], row.sealed);
    if (isVaultRefusal(result)) return result;
    const parsed = schema.safeParse(result.value);
    return parsed.success
      ? parsed.data
      : refuseLocally("row-damaged", `a row of ${table} has another shape`);
  }
  function sealed(name: string, record: T) {
    const id = cipher.index(table, name);
    return { id, sealed: cipher.seal(table, [id], record) };
  }
  return {
    get: (name) => {
      const id = cipher.index(table, name);
      const row = db.get(queries.selectFrom(table).selectAll().where("id", "=", id));
      return row && opened(row);
    },
    put: (name, record) => {
      const row = sealed(name, record);
      db.run(
        queries
          .insertInto(table)
          .values(row)
          .onConflict((conflict) => conflict.column("id").doUpdateSet({ sealed: row.sealed })),
      );
    },
    add: (name, record) =>
      db.run(
        queries
          .insertInto(table)
          .values(sealed(name, record))
          .onConflict((conflict) => conflict.column("id").doNothing()),
      ).changes === 1,
    delete: (name) => {
      db.run(queries.deleteFrom(table).where("id", "=", cipher.index(table, name)));
    },
    count: () =>
      db.get(queries.selectFrom(table).select((e) => e.fn.countAll<number>().as("n")))?.n ?? 0,
    all: () => {
      const rows = db.all(queries.selectFrom(table).selectAll()).map(opened);
      const records = rows.filter((row): row is T => !isVaultRefusal(row));
      return { records, damaged: rows.length - records.length };
    },
  };
}
