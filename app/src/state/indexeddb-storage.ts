import { type IDBPDatabase, openDB } from "idb";
import { type Rows, SHELVES } from "./rows.ts";
import type { AppStorage, Change, ListOptions, Row, Shelf } from "./storage-port.ts";

const VERSION = 1;
/** Greater than every key that starts with the prefix: keys hold no U+FFFF. */
const LAST = "\uffff";

/** The storage port on IndexedDB, one object store per shelf. `name` keeps several identities apart. */
export async function indexedDbStorage(name: string): Promise<AppStorage> {
  const db = await openDB(name, VERSION, {
    upgrade(opened) {
      for (const shelf of SHELVES) {
        if (!opened.objectStoreNames.contains(shelf)) opened.createObjectStore(shelf);
      }
    },
    // Another tab brought a newer build: let go, or its upgrade waits for ever.
    blocking: (_current, _wanted, event) => (event.target as IDBDatabase).close(),
  });
  return adapterOf(db);
}

function adapterOf(db: IDBPDatabase): AppStorage {
  return {
    async get<S extends Shelf>(shelf: S, key: string) {
      return (await db.get(shelf, key)) as Rows[S] | undefined;
    },
    async list<S extends Shelf>(shelf: S, options: ListOptions = {}) {
      const { limit = Number.POSITIVE_INFINITY, newestFirst = false } = options;
      const range = rangeOf(options);
      const rows: Row<S>[] = [];
      if (range === null) return rows;
      const store = db.transaction(shelf).store;
      let cursor = await store.openCursor(range, newestFirst ? "prev" : "next");
      while (cursor && rows.length < limit) {
        rows.push({ key: String(cursor.key), value: cursor.value as Rows[S] });
        cursor = await cursor.continue();
      }
      return rows;
    },
    async write(changes: readonly Change[]) {
      if (changes.length === 0) return;
      const shelves = [...new Set(changes.map((change) => change.shelf))];
      // "strict": a message is acknowledged to the sidecar after this, so it must be on disk.
      const tx = db.transaction(shelves, "readwrite", { durability: "strict" });
      try {
        for (const { shelf, key, value } of changes) {
          const store = tx.objectStore(shelf);
          void (value === null ? store.delete(key) : store.put(value, key)).catch(() => {});
        }
      } catch (cause) {
        tx.abort();
        await tx.done.catch(() => {});
        throw cause;
      }
      await tx.done;
    },
    async [Symbol.asyncDispose]() {
      db.close();
    },
  };
}

/** `null` where the two bounds leave nothing, which IndexedDB would refuse to express. */
function rangeOf({ prefix = "", before }: ListOptions): IDBKeyRange | undefined | null {
  const upper = before !== undefined && before < prefix + LAST ? before : prefix + LAST;
  if (upper <= prefix) return null;
  return prefix === "" && before === undefined
    ? undefined
    : IDBKeyRange.bound(prefix, upper, false, true);
}
