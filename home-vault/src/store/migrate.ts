import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";

const FOLDER = join(import.meta.dirname, "migrations");
const NAME = /^(\d{3})-[a-z0-9-]+\.sql$/;

/**
 * Runs every `migrations/NNN-name.sql` above the file's `user_version`, in order, each in one
 * transaction together with its number. A released migration is never edited: a change is a new one.
 */
export function migrate(db: DatabaseSync, folder = FOLDER): void {
  const row = db.prepare("PRAGMA user_version").get();
  const done = Number(row?.user_version ?? 0);
  const names = readdirSync(folder)
    .filter((name) => NAME.test(name))
    .sort();
  const newest = Number(names.at(-1)?.slice(0, 3) ?? 0);
  if (done > newest)
    throw new Error(
      `this vault was written by a newer version (${done}, this one knows ${newest})`,
    );
  for (const name of names) {
    const number = Number(name.slice(0, 3));
    if (number <= done) continue;
    db.exec("BEGIN IMMEDIATE");
    try {
      db.exec(readFileSync(join(folder, name), "utf8"));
      db.exec(`PRAGMA user_version = ${number}`);
      db.exec("COMMIT");
    } catch (cause) {
      db.exec("ROLLBACK");
      throw new Error(`migration ${name} failed`, { cause });
    }
  }
}
