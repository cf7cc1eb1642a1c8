// What every adapter of the storage port must do. Node runs it on memory; tests/browser runs the same
// function on IndexedDB in a real Chromium.

import type { AppStorage } from "../src/state/storage-port.ts";

/** One claim about a storage adapter; throws when it does not hold. */
export interface Claim {
  readonly name: string;
  readonly check: (storage: AppStorage) => Promise<void>;
}

function same(actual: unknown, expected: unknown): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`expected ${b}, got ${a}`);
}

const draft = (text: string) => ({ text, at: 1 });

async function abc(storage: AppStorage): Promise<void> {
  await storage.write(
    ["b/1", "a/1", "b/2", "b", "c"].map((key) => ({ shelf: "drafts", key, value: draft(key) })),
  );
}

const keysOf = (rows: { key: string }[]) => rows.map((row) => row.key);

/** The claims, each for a fresh and empty storage. */
export const STORAGE_CLAIMS: readonly Claim[] = [
  {
    name: "gives undefined for a key that was never written",
    check: async (storage) => same(await storage.get("drafts", "x"), undefined),
  },
  {
    name: "gives back what was written, and the newer value after a second write",
    check: async (storage) => {
      await storage.write([{ shelf: "drafts", key: "x", value: draft("one") }]);
      await storage.write([{ shelf: "drafts", key: "x", value: draft("two") }]);
      same(await storage.get("drafts", "x"), draft("two"));
    },
  },
  {
    name: "keeps the shelves apart",
    check: async (storage) => {
      await storage.write([{ shelf: "settings", key: "x", value: "s" }]);
      same(await storage.get("drafts", "x"), undefined);
      same(await storage.get("settings", "x"), "s");
    },
  },
  {
    name: "deletes a row by null, and a missing row without complaint",
    check: async (storage) => {
      await storage.write([{ shelf: "drafts", key: "x", value: draft("one") }]);
      await storage.write([
        { shelf: "drafts", key: "x", value: null },
        { shelf: "drafts", key: "y", value: null },
      ]);
      same(await storage.get("drafts", "x"), undefined);
    },
  },
  {
    name: "lists in key order, by prefix, before a key, limited, and backwards",
    check: async (storage) => {
      await abc(storage);
      same(keysOf(await storage.list("drafts")), ["a/1", "b", "b/1", "b/2", "c"]);
      same(keysOf(await storage.list("drafts", { prefix: "b/" })), ["b/1", "b/2"]);
      same(keysOf(await storage.list("drafts", { prefix: "b/", before: "b/2" })), ["b/1"]);
      same(keysOf(await storage.list("drafts", { before: "b/1" })), ["a/1", "b"]);
      same(keysOf(await storage.list("drafts", { limit: 2, newestFirst: true })), ["c", "b/2"]);
      same(await storage.list("drafts", { prefix: "c", before: "a" }), []);
    },
  },
  {
    name: "writes all changes or none",
    check: async (storage) => {
      const uncopyable = { text: "x", at: (() => 1) as unknown as number };
      await storage
        .write([
          { shelf: "settings", key: "first", value: "s" },
          { shelf: "drafts", key: "second", value: uncopyable },
        ])
        .then(
          () => Promise.reject(new Error("a function was stored")),
          () => undefined,
        );
      same(await storage.get("settings", "first"), undefined);
    },
  },
  {
    name: "does not let a caller change a stored row by changing its own object",
    check: async (storage) => {
      const mine = { text: "one", at: 1 };
      await storage.write([{ shelf: "drafts", key: "x", value: mine }]);
      mine.text = "two";
      const read = await storage.get("drafts", "x");
      if (read) read.text = "three";
      same(await storage.get("drafts", "x"), draft("one"));
    },
  },
  {
    name: "keeps a non-extractable key usable",
    check: async (storage) => {
      const pair = (await crypto.subtle.generateKey("Ed25519", false, [
        "sign",
        "verify",
      ])) as CryptoKeyPair;
      await storage.write([{ shelf: "cache", key: "pair", value: pair }]);
      const kept = (await storage.get("cache", "pair")) as CryptoKeyPair;
      same(kept.privateKey.extractable, false);
      const message = new Uint8Array([1, 2, 3]);
      const sig = await crypto.subtle.sign("Ed25519", kept.privateKey, message);
      same(await crypto.subtle.verify("Ed25519", pair.publicKey, sig, message), true);
    },
  },
];
