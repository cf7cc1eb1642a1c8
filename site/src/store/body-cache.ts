// Rendered texts, kept on disk under a digest of what they were made from: one version of each file.

import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** A rendered text, and its headings for a table of contents. */
export interface Body {
  readonly html: string;
  readonly headings: readonly {
    readonly depth: number;
    readonly slug: string;
    readonly text: string;
  }[];
}

export interface BodyCache {
  find(file: string, key: string): Body | undefined;
  keep(file: string, key: string, body: Body): void;
  close(): void;
}

/** Opens the cache at `path`; losing it costs time. */
export function openBodyCache(path: string): BodyCache {
  mkdirSync(dirname(path), { recursive: true });
  const db = new DatabaseSync(path);
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;");
  db.exec(`CREATE TABLE IF NOT EXISTS body (
    file TEXT PRIMARY KEY, key TEXT NOT NULL, headings TEXT NOT NULL, html TEXT NOT NULL
  )`);
  const select = db.prepare("SELECT html, headings FROM body WHERE file = ? AND key = ?");
  const upsert = db.prepare("INSERT OR REPLACE INTO body VALUES (?, ?, ?, ?)");
  return {
    find(file, key) {
      const row = select.get(file, key);
      // Written by this module alone, under a digest of the code that made it.
      return row && { html: String(row.html), headings: JSON.parse(String(row.headings)) };
    },
    keep(file, key, { html, headings }) {
      upsert.run(file, key, JSON.stringify(headings), html);
    },
    close: () => db.close(),
  };
}
