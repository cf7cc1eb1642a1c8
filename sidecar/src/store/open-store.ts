import { chmodSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import type { CompiledQuery } from "kysely";
import { migrate } from "./migrate.ts";

/** A builder of `queriesFor()`, or a query compiled once and kept. */
type Runnable<Row> = { compile(): CompiledQuery<Row> } | CompiledQuery<Row>;

/**
 * The one SQLite file of a sidecar: WAL, `synchronous=FULL`, so that a transaction that returned
 * survives a power cut. Every call is synchronous. Only files in `store/` build queries.
 */
export interface Store extends Disposable {
  all<Row>(query: Runnable<Row>): Row[];
  get<Row>(query: Runnable<Row>): Row | undefined;
  run(query: Runnable<unknown>): { changes: number; lastInsertRowid: number };
  /** Runs `work` in one transaction; nested calls are savepoints. A throw rolls its own level back. */
  transaction<T>(work: () => T): T;
  /** Runs `effect` after the outermost transaction has committed, or at once when there is none. */
  afterCommit(effect: () => void): void;
  /** A number that changes whenever another connection (the cli) has committed to the file. */
  version(): number;
  /** Moves the WAL into the file, for a clean copy after a shutdown. */
  checkpoint(): void;
  close(): void;
}

/** Opens (and creates, mode 0700 folder, 0600 file) and migrates. `:memory:` is for tests. */
export function openStore(path: string, { now }: { now: number }): Store {
  if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const db = new DatabaseSync(path, { timeout: 5000 });
  if (path !== ":memory:") chmodSync(path, 0o600);
  db.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 1000;",
  );
  migrate(db, now);
  return storeOver(db);
}

const STATEMENTS_KEPT = 500;

function storeOver(db: DatabaseSync): Store {
  const statements = new Map<string, StatementSync>();
  let depth = 0;
  let effects: (() => void)[] = [];

  function prepared(sql: string): StatementSync {
    let statement = statements.get(sql);
    if (!statement) {
      // Lists of changing length make endless texts; beyond the bound the oldest goes.
      if (statements.size >= STATEMENTS_KEPT) {
        const oldest = statements.keys().next().value;
        if (oldest !== undefined) statements.delete(oldest);
      }
      statement = db.prepare(sql);
      statements.set(sql, statement);
    }
    return statement;
  }
  const compiled = <Row>(query: Runnable<Row>): CompiledQuery<Row> =>
    "compile" in query ? query.compile() : query;
  const values = (query: CompiledQuery<unknown>): SQLInputValue[] =>
    query.parameters as SQLInputValue[];

  function transaction<T>(work: () => T): T {
    const level = depth;
    const kept = effects.length;
    prepared(level === 0 ? "BEGIN IMMEDIATE" : `SAVEPOINT level${level}`).run();
    depth = level + 1;
    let result: T;
    try {
      result = work();
      prepared(level === 0 ? "COMMIT" : `RELEASE level${level}`).run();
    } catch (error) {
      // SQLite may have rolled back by itself (disk full), then there is nothing left to undo.
      if (db.isTransaction)
        db.exec(level === 0 ? "ROLLBACK" : `ROLLBACK TO level${level}; RELEASE level${level}`);
      effects.length = kept;
      throw error;
    } finally {
      depth = level;
    }
    if (level === 0) {
      const due = effects;
      effects = [];
      for (const effect of due) effect();
    }
    return result;
  }

  return {
    all: <Row>(query: Runnable<Row>) => {
      const ready = compiled(query);
      return prepared(ready.sql).all(...values(ready)) as Row[];
    },
    get: <Row>(query: Runnable<Row>) => {
      const ready = compiled(query);
      return prepared(ready.sql).get(...values(ready)) as Row | undefined;
    },
    run: (query) => {
      const ready = compiled(query);
      const { changes, lastInsertRowid } = prepared(ready.sql).run(...values(ready));
      return { changes: Number(changes), lastInsertRowid: Number(lastInsertRowid) };
    },
    transaction,
    afterCommit: (effect) => {
      if (depth === 0) effect();
      else effects.push(effect);
    },
    // https://www.sqlite.org/pragma.html#pragma_data_version: no page is read when nothing changed.
    version: () => Number(prepared("PRAGMA data_version").get()?.data_version),
    checkpoint: () => db.exec("PRAGMA wal_checkpoint(TRUNCATE)"),
    close: () => db.close(),
    [Symbol.dispose]: () => db.close(),
  };
}
