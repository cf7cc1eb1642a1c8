// The index as it was last saved: an index of ten thousand texts takes seconds to make, and is read
// back file by file as edits touch it.

import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** A text as the saved index has it. */
export interface SavedText {
  readonly file: string;
  readonly number: number;
  readonly digest: string;
}

/** What is put in place of what was: a file without bytes is gone, and so is a text without number. */
export interface Saving {
  readonly texts: ReadonlyMap<string, SavedText | undefined>;
  /** By path below the search page. */
  readonly files: ReadonlyMap<
    string,
    { readonly digest: string; readonly bytes: Buffer } | undefined
  >;
}

/** Everything is kept under a key: a part of a language's index. */
export interface IndexCache {
  /** The texts from the oldest, and the digest of each file; empty when nothing is kept. */
  load(key: string): {
    readonly texts: readonly SavedText[];
    readonly files: ReadonlyMap<string, string>;
  };
  read(key: string, path: string): Buffer;
  clear(key: string): void;
  /** As one commit: texts and files belong together. */
  save(key: string, saving: Saving): void;
  close(): void;
}

/** Opens the cache at `path`; what another `version` of the index's code kept is thrown away. */
export function openIndexCache(path: string, version: string): IndexCache {
  mkdirSync(dirname(path), { recursive: true });
  const db = new DatabaseSync(path);
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;");
  const kept = Number(db.prepare("PRAGMA user_version").get()?.user_version);
  const wanted = Number.parseInt(version.slice(0, 7), 16);
  if (kept !== wanted) {
    db.exec(`
      DROP TABLE IF EXISTS text; DROP TABLE IF EXISTS file;
      CREATE TABLE text (
        part TEXT, file TEXT, number INTEGER, digest TEXT, PRIMARY KEY (part, file)
      ) WITHOUT ROWID;
      CREATE TABLE file (part TEXT, path TEXT, digest TEXT, bytes BLOB, PRIMARY KEY (part, path));
      PRAGMA user_version = ${wanted};
    `);
  }
  const texts = db.prepare("SELECT file, number, digest FROM text WHERE part = ? ORDER BY number");
  const files = db.prepare("SELECT path, digest FROM file WHERE part = ?");
  const bytes = db.prepare("SELECT bytes FROM file WHERE part = ? AND path = ?");
  const putText = db.prepare("INSERT OR REPLACE INTO text VALUES (?, ?, ?, ?)");
  const dropText = db.prepare("DELETE FROM text WHERE part = ? AND file = ?");
  const putFile = db.prepare("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?)");
  const dropFile = db.prepare("DELETE FROM file WHERE part = ? AND path = ?");
  const clearTexts = db.prepare("DELETE FROM text WHERE part = ?");
  const clearFiles = db.prepare("DELETE FROM file WHERE part = ?");
  return {
    load: (key) => ({
      texts: texts.all(key).map(({ file, number, digest }) => ({
        file: String(file),
        number: Number(number),
        digest: String(digest),
      })),
      files: new Map(files.all(key).map(({ path, digest }) => [String(path), String(digest)])),
    }),
    read(key, path) {
      const found = bytes.get(key, path)?.bytes;
      return found instanceof Uint8Array ? Buffer.from(found) : Buffer.alloc(0);
    },
    clear(key) {
      clearTexts.run(key);
      clearFiles.run(key);
    },
    save(key, saving) {
      db.exec("BEGIN");
      try {
        for (const [file, text] of saving.texts) {
          if (text) putText.run(key, file, text.number, text.digest);
          else dropText.run(key, file);
        }
        for (const [path, file] of saving.files) {
          if (file) putFile.run(key, path, file.digest, file.bytes);
          else dropFile.run(key, path);
        }
        db.exec("COMMIT");
      } catch (error) {
        db.exec("ROLLBACK");
        throw error;
      }
    },
    close: () => db.close(),
  };
}
