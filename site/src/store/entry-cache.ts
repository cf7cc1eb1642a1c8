// What was read from the writer's files, kept on disk: a start need not read what did not change, a
// file that broke while nobody watched still has its last good version, and ten thousand texts are
// not in memory when none of them is rendered.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sourceDigest } from "../cache/source-digest.ts";
import type { Entry, Text } from "./entry.ts";

/** A file's size and time of last change: equal stamps mean an unchanged file. */
export interface Stamp {
  readonly mtimeMs: number;
  readonly size: number;
}

export interface EntryCache {
  /** Everything kept for this context (what else an entry is made from, as one string). */
  load(context: string): Map<string, { readonly stamp: Stamp; readonly entry: Entry }>;
  /** Keeps an entry; the one that it gives has its text on disk. */
  keep(entry: Entry, at: { stamp: Stamp; context: string }): Entry;
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
  // The text comes last in its row: whoever reads only what stands before it skips its pages.
  db.exec(`
    DROP TABLE IF EXISTS entry;
    CREATE TABLE IF NOT EXISTS text (
      file TEXT PRIMARY KEY, context TEXT NOT NULL, mtime REAL NOT NULL, size INTEGER NOT NULL,
      json TEXT NOT NULL, body TEXT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS seen (file TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
  `);
  const select = db.prepare("SELECT file, mtime, size, json FROM text WHERE context = ?");
  const selectBody = db.prepare("SELECT body FROM text WHERE file = ?");
  const upsert = db.prepare("INSERT OR REPLACE INTO text VALUES (?, ?, ?, ?, ?, ?)");
  const remove = db.prepare("DELETE FROM text WHERE file = ?");
  const seen = db.prepare("SELECT at FROM seen WHERE file = ?");
  const see = db.prepare("INSERT INTO seen VALUES (?, ?)");
  // What another version of this reader kept is left aside.
  const version = sourceDigest({ folders: [import.meta.dirname], packages: ["yaml"] });
  const reader = (context: string) => `${version} ${context}`;
  const texts = new Map<string, Kept>();

  const bodyOf = (file: string) => String(selectBody.get(file)?.body ?? "");

  function kept(file: string): Kept {
    const text: Kept = { last: undefined, read: () => text.last ?? bodyOf(file) };
    texts.set(file, text);
    return text;
  }

  /** Who compares an earlier version with a later one may still ask for its text. */
  function takeLeave(file: string): void {
    const text = texts.get(file);
    if (text) text.last = bodyOf(file);
    texts.delete(file);
  }

  return {
    load(context) {
      const all = new Map<string, { stamp: Stamp; entry: Entry }>();
      for (const row of select.iterate(reader(context))) {
        const file = String(row.file);
        const stamp = { mtimeMs: Number(row.mtime), size: Number(row.size) };
        // Written by this module and this reader's version alone.
        const fields: Omit<Entry, "text"> = JSON.parse(String(row.json));
        all.set(file, { stamp, entry: { ...fields, text: texts.get(file) ?? kept(file) } });
      }
      return all;
    },
    keep({ text, ...fields }, { stamp, context }) {
      const { file } = fields;
      takeLeave(file);
      const json = JSON.stringify(fields);
      upsert.run(file, reader(context), stamp.mtimeMs, stamp.size, json, text.read());
      return { ...fields, text: kept(file) };
    },
    drop(file) {
      takeLeave(file);
      remove.run(file);
    },
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

interface Kept extends Text {
  /** The text itself, once the cache has another in its place. */
  last: string | undefined;
}
