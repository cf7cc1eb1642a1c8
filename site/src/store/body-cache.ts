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
  /** Coloured code, which outlives the texts around it. */
  findCode(key: string): string | undefined;
  keepCode(key: string, html: string): void;
  close(): void;
}

const MOST_BLOCKS = 200_000;

/** Opens the cache at `path`; losing it costs time. */
export function openBodyCache(path: string): BodyCache {
  mkdirSync(dirname(path), { recursive: true });
  const db = new DatabaseSync(path);
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;");
  db.exec(`CREATE TABLE IF NOT EXISTS body (
    file TEXT PRIMARY KEY, key TEXT NOT NULL, headings TEXT NOT NULL, html TEXT NOT NULL
  )`);
  db.exec("CREATE TABLE IF NOT EXISTS code (key TEXT PRIMARY KEY, html TEXT NOT NULL)");
  // What nobody uses any more cannot be told from the rest.
  const blocks = Number(db.prepare("SELECT count(*) AS blocks FROM code").get()?.blocks);
  if (blocks > MOST_BLOCKS) db.exec("DELETE FROM code");
  const select = db.prepare("SELECT html, headings FROM body WHERE file = ? AND key = ?");
  const upsert = db.prepare("INSERT OR REPLACE INTO body VALUES (?, ?, ?, ?)");
  const selectCode = db.prepare("SELECT html FROM code WHERE key = ?");
  const insertCode = db.prepare("INSERT OR REPLACE INTO code VALUES (?, ?)");
  return {
    find(file, key) {
      const row = select.get(file, key);
      // Written by this module alone, under a digest of the code that made it.
      return row && { html: String(row.html), headings: JSON.parse(String(row.headings)) };
    },
    keep(file, key, { html, headings }) {
      upsert.run(file, key, JSON.stringify(headings), html);
    },
    findCode(key) {
      const html = selectCode.get(key)?.html;
      return html === undefined ? undefined : String(html);
    },
    keepCode(key, html) {
      insertCode.run(key, html);
    },
    close: () => db.close(),
  };
}
