import { chmodSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import { refuseLocally, VaultError } from "../vault-refusal.ts";
import { migrate } from "./migrate.ts";
import type { Tables } from "./tables.ts";

/** What `queries` builds, ready to run. */
type Runnable<Row> = { compile(): CompiledQuery<Row> };

/**
 * The vault's one SQLite file: WAL with `synchronous=FULL`, so that what a transaction returned from
 * survives SIGKILL and a power cut. Calls are synchronous: a transaction never spans an `await`, so
 * two can never interleave on the one connection. Only files in `store/` build queries.
 */
export interface Database extends Disposable {
  all<Row>(query: Runnable<Row>): Row[];
  get<Row>(query: Runnable<Row>): Row | undefined;
  run(query: Runnable<unknown>): { changes: number };
  /** Runs `work` in one transaction; inside another one it simply joins it. */
  transaction<T>(work: () => T): T;
  /** Moves the WAL into the file, so that nothing deleted is left in it and one file is a backup. */
  checkpoint(): void;
  close(): void;
}

/** The typed builder over the vault's tables; it only builds, `Database` runs. */
export const queries = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

/**
 * Opens (or creates: folder 0700, file 0600) and migrates. Throws `VaultError` with `folder-in-use`
 * when another process holds it, `file-damaged` when SQLite cannot read it.
 */
export function openDatabase(path: string): Database {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const db = new DatabaseSync(path, { timeout: 200 });
  try {
    chmodSync(path, 0o600);
    // EXCLUSIVE: one process per vault, and the lock goes with the process, however it dies.
    // secure_delete: the recovery phrase and old prekeys are overwritten, not only unlinked.
    db.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA secure_delete = ON");
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
    db.exec("BEGIN EXCLUSIVE; COMMIT");
    migrate(db);
  } catch (cause) {
    db.close();
    throw asVaultError(cause);
  }
  return databaseOver(db);
}

// SQLite's primary result codes, https://sqlite.org/rescode.html
const BUSY = 5;
const LOCKED = 6;
const CORRUPT = 11;
const NOT_A_DATABASE = 26;

function asVaultError(cause: unknown): unknown {
  const code = Number((cause as { errcode?: unknown })?.errcode) & 0xff;
  if (code === BUSY || code === LOCKED)
    return new VaultError(refuseLocally("folder-in-use"), { cause });
  if (code === CORRUPT || code === NOT_A_DATABASE)
    return new VaultError(refuseLocally("file-damaged"), { cause });
  return cause;
}

function databaseOver(db: DatabaseSync): Database {
  function prepared<Row>(query: Runnable<Row>) {
    const { sql, parameters } = query.compile();
    return { statement: db.prepare(sql), values: parameters as SQLInputValue[] };
  }
  function guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      throw asVaultError(cause);
    }
  }
  return {
    all: <Row>(query: Runnable<Row>) =>
      guarded(() => {
        const { statement, values } = prepared(query);
        return statement.all(...values) as Row[];
      }),
    get: <Row>(query: Runnable<Row>) =>
      guarded(() => {
        const { statement, values } = prepared(query);
        return statement.get(...values) as Row | undefined;
      }),
    run: (query) =>
      guarded(() => {
        const { statement, values } = prepared(query);
        return { changes: Number(statement.run(...values).changes) };
      }),
    transaction: (work) =>
      guarded(() => {
        if (db.isTransaction) return work();
        db.exec("BEGIN IMMEDIATE");
        try {
          const result = work();
          db.exec("COMMIT");
          return result;
        } catch (error) {
          // SQLite may have rolled back by itself (disk full); then there is nothing to undo.
          if (db.isTransaction) db.exec("ROLLBACK");
          throw error;
        }
      }),
    checkpoint: () => db.exec("PRAGMA wal_checkpoint(TRUNCATE)"),
    close: () => {
      if (db.isOpen) db.close();
    },
    [Symbol.dispose]: () => {
      if (db.isOpen) db.close();
    },
  };
}
