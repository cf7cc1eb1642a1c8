import type { Rows } from "./rows.ts";
import type { AppStorage, Change, ListOptions, Row, Shelf } from "./storage-port.ts";

/** The storage port in memory: for tests, headless runs, and browsers that keep nothing. */
export function memoryStorage(): AppStorage {
  const shelves = new Map<Shelf, Map<string, unknown>>();
  const shelfOf = (shelf: Shelf) => {
    const known = shelves.get(shelf);
    if (known) return known;
    const made = new Map<string, unknown>();
    shelves.set(shelf, made);
    return made;
  };
  return {
    async get<S extends Shelf>(shelf: S, key: string) {
      return structuredClone(shelfOf(shelf).get(key)) as Rows[S] | undefined;
    },
    async list<S extends Shelf>(shelf: S, options: ListOptions = {}) {
      const { prefix = "", before, limit, newestFirst = false } = options;
      const keys = [...shelfOf(shelf).keys()]
        .filter((key) => key.startsWith(prefix) && (before === undefined || key < before))
        .sort();
      if (newestFirst) keys.reverse();
      return keys
        .slice(0, limit)
        .map((key) => ({ key, value: structuredClone(shelfOf(shelf).get(key)) }) as Row<S>);
    },
    async write(changes: readonly Change[]) {
      // Copy first: a value that cannot be copied must not leave half of the changes behind.
      const copies = changes.map((change) => structuredClone(change.value));
      changes.forEach(({ shelf, key, value }, i) => {
        if (value === null) shelfOf(shelf).delete(key);
        else shelfOf(shelf).set(key, copies[i]);
      });
    },
    async [Symbol.asyncDispose]() {
      shelves.clear();
    },
  };
}
