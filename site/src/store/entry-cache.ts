// What was read from the writer's files, kept on disk: a start need not read what did not change,
// and a file that broke while nobody watched still has its last good version.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sourceDigest } from "../cache/source-digest.ts";
import type { Entry } from "./entry.ts";

/** A file's size and time of last change: equal stamps mean an unchanged file. */
export interface Stamp {
  readonly mtimeMs: number;
  readonly size: number;
}

export interface EntryCache {
  /** Everything kept for this context (what else an entry is made from, as one string). */
  load(context: string): Map<string, { readonly stamp: Stamp; readonly entry: Entry }>;
  keep(entry: Entry, at: { stamp: Stamp; context: string }): void;
  drop(file: string): void;
  /** Does much work as one commit. What was done before it failed is kept. */
  together(work: () => Promise<void>): Promise<void>;
  /** The moment a file was first seen, kept from the first call on. */
  firstSeen(file: string, now: number): number;
  close(): void;
}

/** Opens the cache in `cacheDir`; losing it costs time, and the dates of files that have none. */
export function openEntryCache(cacheDir: string): EntryCache {
  mkdirSync(cacheDir, { recursive: true });
  const db = new DatabaseSync(join(cacheDir, "entries.db"));
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;");
  db.exec(`
    CREATE TABLE IF NOT EXISTS entry (
      file TEXT PRIMARY KEY, context TEXT NOT NULL, mtime REAL NOT NULL, size INTEGER NOT NULL,
      json TEXT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS seen (file TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
  `);
  const select = db.prepare("SELECT file, mtime, size, json FROM entry WHERE context = ?");
  const upsert = db.prepare("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?)");
  const remove = db.prepare("DELETE FROM entry WHERE file = ?");
  const seen = db.prepare("SELECT at FROM seen WHERE file = ?");
  const see = db.prepare("INSERT INTO seen VALUES (?, ?)");
  // What another version of this reader kept is left aside.
  const version = sourceDigest({ folders: [import.meta.dirname], packages: ["yaml"] });
  const reader = (context: string) => `${version} ${context}`;
  return {
    load(context) {
      const kept = new Map<string, { stamp: Stamp; entry: Entry }>();
      for (const row of select.iterate(reader(context))) {
        const stamp = { mtimeMs: Number(row.mtime), size: Number(row.size) };
        // Written by this module and this reader's version alone.
        const entry: Entry = JSON.parse(String(row.json));
        kept.set(String(row.file), { stamp, entry });
      }
      return kept;
    },
    keep(entry, { stamp, context }) {
      const json = JSON.stringify(entry);
      upsert.run(entry.file, reader(context), stamp.mtimeMs, stamp.size, json);
    },
    drop: (file) => void remove.run(file),
    async together(work) {
      db.exec("BEGIN");
      try {
        await work();
      } finally {
        db.exec("COMMIT");
      }
    },
    firstSeen(file, now) {
      const row = seen.get(file);
      if (row) return Number(row.at);
      see.run(file, now);
      return now;
    },
    close: () => db.close(),
  };
}
