// Runs inside Chromium: the claims of the app's storage port, each on a fresh IndexedDB.

import { indexedDbStorage } from "../../app/src/state/indexeddb-storage.ts";
import { STORAGE_CLAIMS } from "../../app/tests/storage-acceptance.ts";

/** What this page offers to the test that opened it. */
export interface AppStoragePage {
  readonly names: readonly string[];
  /** Nothing when the claim holds, else why not. */
  check(name: string): Promise<string | null>;
  /** Whether what was written before is there after the database was closed and opened again. */
  survivesReopening(): Promise<boolean>;
}

async function fresh(name: string) {
  await new Promise((resolve) => {
    indexedDB.deleteDatabase(name).onsuccess = resolve;
  });
  return indexedDbStorage(name);
}

const page: AppStoragePage = {
  names: STORAGE_CLAIMS.map((claim) => claim.name),
  async check(name) {
    const claim = STORAGE_CLAIMS.find((one) => one.name === name);
    if (!claim) return "no such claim";
    await using storage = await fresh("claims");
    // Awaited here, or the storage would be closed under the claim.
    return await claim.check(storage).then(
      () => null,
      (cause) => String(cause),
    );
  },
  async survivesReopening() {
    const first = await fresh("reopened");
    await first.write([{ shelf: "settings", key: "x", value: "kept" }]);
    await first[Symbol.asyncDispose]();
    await using second = await indexedDbStorage("reopened");
    return (await second.get("settings", "x")) === "kept";
  },
};

Object.assign(globalThis, { courtyardAppStorage: page });
