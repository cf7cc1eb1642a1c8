/** A table of the form (keyed hash, sealed record). */
interface SealedRow {
  id: Uint8Array;
  sealed: Uint8Array;
}

/** The tables whose rows are found by one name only. */
export type SealedTableName = "setting" | "prekey" | "known_identity" | "alarm" | "quarantine";

/** The columns of every table, as `migrations/` make them. */
export interface Tables extends Record<SealedTableName, SealedRow> {
  keyring: { kind: "passphrase" | "phrase"; params: string; wrapped: Uint8Array };
  message: SealedRow & { seq: number; conversation: Uint8Array };
  conversation: SealedRow & { last_seq: number };
}
