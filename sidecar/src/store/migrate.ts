import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";

const FOLDER = join(import.meta.dirname, "migrations");
const NAME = /^(\d{3})-[a-z0-9-]+\.sql$/;

/**
 * Runs every `migrations/NNN-name.sql` that this database has not seen, in the order of their
 * numbers, each in one transaction of its own. 001–099 are the network's, 100–199 the features'.
 * A released file is never edited: a change is a new number.
 */
export function migrate(db: DatabaseSync, now: number, folder = FOLDER): string[] {
  db.exec(
    "CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT",
  );
  const done = new Set(
    db
      .prepare("SELECT name FROM migration")
      .all()
      .map((row) => row.name),
  );
  const ran: string[] = [];
  for (const name of readdirSync(folder)
    .filter((file) => NAME.test(file))
    .sort()) {
    if (done.has(name)) continue;
    db.exec("BEGIN IMMEDIATE");
    try {
      // Another process (the cli adding a tenant) may have run it while we waited for the lock.
      if (!db.prepare("SELECT 1 FROM migration WHERE name = ?").get(name)) {
        db.exec(readFileSync(join(folder, name), "utf8"));
        db.prepare("INSERT INTO migration (name, at) VALUES (?, ?)").run(name, now);
        ran.push(name);
      }
      db.exec("COMMIT");
    } catch (cause) {
      db.exec("ROLLBACK");
      throw new Error(`migration ${name} failed`, { cause });
    }
  }
  return ran;
}
