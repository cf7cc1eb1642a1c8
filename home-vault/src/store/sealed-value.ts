import type { z } from "zod";
import type { RowCipher } from "../crypto/row-cipher.ts";
import { isVaultRefusal, VaultError } from "../vault-refusal.ts";
import type { Database } from "./open-database.ts";
import { sealedTable } from "./sealed-table.ts";

/** One value of the vault, such as its own identity. */
export interface SealedValue<T> {
  /** Throws `VaultError` `row-damaged`: without its settings a vault must not go on. */
  get(): T | undefined;
  set(value: T): void;
  clear(): void;
}

/** A typed view of one row of `setting`. */
export function sealedValue<T>(
  db: Database,
  { name, schema, cipher }: { name: string; schema: z.ZodType<T>; cipher: RowCipher },
): SealedValue<T> {
  const table = sealedTable(db, { name: "setting", schema, cipher });
  return {
    get: () => {
      const value = table.get(name);
      if (isVaultRefusal(value)) throw new VaultError(value);
      return value;
    },
    set: (value) => table.put(name, value),
    clear: () => table.delete(name),
  };
}
