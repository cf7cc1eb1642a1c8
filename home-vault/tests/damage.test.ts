import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { newPayloadId } from "@courtyard/protocol/private-payload.ts";
import { describe, expect, it } from "vitest";
import type { ChatRecord } from "../src/archive/records.ts";
import { openVaultStore, type VaultStore } from "../src/store/vault-store.ts";
import { isVaultRefusal, VaultError } from "../src/vault-refusal.ts";
import { CHEAP, scratch } from "./rig.ts";

const ME = "m".repeat(43);
const PEER = "p".repeat(43);
const ADDRESS = { host: "bob.example", port: 443, username: "bob" };

function record(text: string, peer = PEER): ChatRecord {
  const id = newPayloadId();
  const message = { v: 1, kind: "chat.message", id, author: peer, text, at: 5, n: 1 } as const;
  return {
    message: { ...message, peer: { id: ME, address: ADDRESS } },
    peer,
    address: ADDRESS,
    receivedAt: 6,
    envelope: "e",
  };
}

function open(dir: string): Promise<VaultStore> {
  return openVaultStore({ dir, passphrase: "p", cost: CHEAP });
}

/** Three messages, and one row in every small table. */
async function filled(dir: string): Promise<string> {
  const store = await open(dir);
  for (const text of ["one", "two", "three"]) store.messages.add(record(text));
  store.quarantine.put("q", { envelope: "{}", id: "q", code: "internal", receivedAt: 1, n: 1 });
  store.known.put(PEER, { pin: { id: PEER, seq: 0, hash: "h" }, log: "", fetchedAt: 1 });
  store.alarms.put("a", {
    identity: PEER,
    address: "bob@bob.example",
    code: "identity-fork",
    first: 1,
    last: 1,
    count: 1,
    told: 0,
  });
  store.close();
  const path = join(dir, "vault.db");
  copyFileSync(path, `${path}.good`);
  return path;
}

function change(path: string, work: (db: DatabaseSync) => void): void {
  copyFileSync(`${path}.good`, path);
  const db = new DatabaseSync(path);
  work(db);
  db.close();
}

function flip(bytes: Uint8Array, bit: number): Uint8Array {
  const flipped = Uint8Array.from(bytes);
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return flipped;
}

const texts = (store: VaultStore) =>
  store.messages
    .page({ limit: 10 })
    .map((row) => (isVaultRefusal(row) ? row.code : row.record.message.text));

describe("a damaged message", () => {
  it.each(["id", "conversation", "sealed"])(
    "with any bit of its %s flipped is refused; the others open",
    async (column) => {
      using folder = scratch();
      const path = await filled(folder.dir);
      let bits = 1;
      // Every 37th bit: with 8 and 37 coprime, all bits of a byte have their turn.
      for (let bit = 0; bit < bits; bit += 37) {
        change(path, (db) => {
          const row = db.prepare(`SELECT ${column} AS c FROM message WHERE seq = 2`).get();
          const bytes = row?.c as Uint8Array;
          bits = bytes.length * 8;
          db.prepare(`UPDATE message SET ${column} = ? WHERE seq = 2`).run(flip(bytes, bit));
        });
        const store = await open(folder.dir);
        expect(texts(store)).toEqual(["three", "row-damaged", "one"]);
        expect(store.messages.check(0, 100)).toEqual({ damaged: 1, next: null });
        expect(store.messages.add(record("four"))).toBe(true);
        store.close();
      }
    },
  );

  it("under another number is refused, and the archive goes on", async () => {
    using folder = scratch();
    const path = await filled(folder.dir);
    for (const seq of ["3 + 1", "1 << 40", "1 << 53", "1 << 62", "-5"]) {
      change(path, (db) => db.exec(`UPDATE message SET seq = ${seq} WHERE seq = 3`));
      const store = await open(folder.dir);
      expect(texts(store)).not.toContain("three");
      expect(texts(store)).toContain("two");
      expect(store.messages.add(record("four"))).toBe(true);
      expect(texts(store)[0]).toMatch(/four|row-damaged/);
      store.close();
    }
  });

  it("costs only itself when a conversation's head is damaged too", async () => {
    using folder = scratch();
    const path = await filled(folder.dir);
    change(path, (db) => db.exec("UPDATE conversation SET last_seq = 77"));
    const store = await open(folder.dir);
    const [row] = store.messages.conversations({ limit: 10 });
    expect(row).toMatchObject({ head: { code: "row-damaged" } });
    store.messages.add(record("four"));
    expect(store.messages.conversations({ limit: 10 })[0]).toMatchObject({ head: { peer: PEER } });
    store.close();
  });
});

describe("a damaged row of a small table", () => {
  it.each(["quarantine", "known_identity", "alarm"] as const)(
    "is counted and left out: %s",
    async (table) => {
      using folder = scratch();
      const path = await filled(folder.dir);
      for (const column of ["id", "sealed"]) {
        change(path, (db) => {
          const row = db.prepare(`SELECT ${column} AS c FROM ${table}`).get();
          db.prepare(`UPDATE ${table} SET ${column} = ?`).run(flip(row?.c as Uint8Array, 99));
        });
        const store = await open(folder.dir);
        const view = {
          quarantine: store.quarantine,
          known_identity: store.known,
          alarm: store.alarms,
        };
        expect(view[table].all()).toEqual({ records: [], damaged: 1 });
        store.close();
      }
    },
  );

  it("stops the start when it is a setting, since a vault without one would begin anew", async () => {
    using folder = scratch();
    const store = await open(folder.dir);
    store.phrase.set("words");
    store.close();
    const path = join(folder.dir, "vault.db");
    copyFileSync(path, `${path}.good`);
    for (const column of ["id", "sealed"]) {
      change(path, (db) => {
        const row = db.prepare(`SELECT ${column} AS c FROM setting`).get();
        db.prepare(`UPDATE setting SET ${column} = ?`).run(flip(row?.c as Uint8Array, 8));
      });
      await expect(open(folder.dir)).rejects.toMatchObject({ code: "row-damaged" });
    }
  });
});

describe("a file in which single bits were flipped anywhere", () => {
  it("opens or says that it is damaged, and never gives a false text", async () => {
    using folder = scratch();
    const path = await filled(folder.dir);
    const good = readFileSync(`${path}.good`);
    const seed = 20_261_123;
    let state = seed;
    const next = (below: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state % below;
    };
    for (let round = 0; round < 300; round++) {
      writeFileSync(path, flip(good, next(good.length * 8)));
      let store: VaultStore | undefined;
      try {
        store = await open(folder.dir);
        for (const text of texts(store))
          expect(["one", "two", "three", "row-damaged"], `seed ${seed}`).toContain(text);
      } catch (error) {
        const known =
          error instanceof VaultError || /version|SQL|malformed|no such/.test(String(error));
        expect(known, `seed ${seed} round ${round}: ${error}`).toBe(true);
      } finally {
        try {
          store?.close();
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }
    }
  });
});

describe("the archive", () => {
  it("keeps a message once, whatever its sender repeats", async () => {
    using folder = scratch();
    const store = await open(folder.dir);
    const once = record("hello");
    expect(store.messages.add(once)).toBe(true);
    expect(store.messages.add({ ...once, receivedAt: 99 })).toBe(false);
    expect(texts(store)).toEqual(["hello"]);
    store.close();
  });

  it("does not let one author take the message id of another", async () => {
    using folder = scratch();
    const store = await open(folder.dir);
    const first = record("first");
    const mallory = record("second", "x".repeat(43));
    mallory.message.id = first.message.id;
    expect(store.messages.add(mallory)).toBe(true);
    expect(store.messages.add(first)).toBe(true);
    store.close();
  });
});
