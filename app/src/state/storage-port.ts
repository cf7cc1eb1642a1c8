// What this device remembers, behind a small port: named shelves of rows ordered by key, and writes
// that happen together or not at all. IndexedDB in the browser, memory in tests and headless runs;
// both pass tests/storage-acceptance.ts.

import type { Rows } from "./rows.ts";

/** The name of a shelf. */
export type Shelf = keyof Rows;

/** One row to put, or with `value: null` to delete. */
export type Change = { [S in Shelf]: { shelf: S; key: string; value: Rows[S] | null } }[Shelf];

/** Which rows to list: those whose key starts with `prefix` and is less than `before`. */
export interface ListOptions {
  readonly prefix?: string;
  readonly before?: string;
  readonly limit?: number;
  /** Greatest key first. */
  readonly newestFirst?: boolean;
}

/** A listed row. */
export interface Row<S extends Shelf> {
  readonly key: string;
  readonly value: Rows[S];
}

/**
 * The port. Rows are copied on the way in and out, so that nobody edits a stored row by accident;
 * `CryptoKey`s survive the copy. `write` resolves only when everything is on disk (where there is one).
 */
export interface AppStorage extends AsyncDisposable {
  get<S extends Shelf>(shelf: S, key: string): Promise<Rows[S] | undefined>;
  list<S extends Shelf>(shelf: S, options?: ListOptions): Promise<Row<S>[]>;
  write(changes: readonly Change[]): Promise<void>;
}

/** A key part that sorts like the number: times and counters up to 2^53. */
export function sortable(n: number): string {
  return String(Math.max(0, Math.trunc(n))).padStart(16, "0");
}
