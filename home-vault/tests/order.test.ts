// Everything acknowledged is archived exactly once, and what one sender wrote stays in the order of
// the queue, also when the vault cannot find out for a while who wrote it.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { formatAddress } from "@courtyard/protocol/address.ts";
import { formatIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { describe, expect, it } from "vitest";
import { openVaultStore } from "../src/store/vault-store.ts";
import type { Vault } from "../src/vault.ts";
import { isVaultRefusal } from "../src/vault-refusal.ts";
import { CODE, type FakeSidecar, startFakeSidecar } from "./fake-sidecar.ts";
import { type Person, person, sealedChat, testDevice } from "./people.ts";
import { CHEAP, claimedVault, quietVault, scratch, until, unwrap } from "./rig.ts";

const at = (username: string) => ({ host: `${username}.example`, port: 443, username });
const MINUTE = 60_000;

async function house(dir: string, options = {}) {
  const sidecar = await startFakeSidecar();
  const vault = await quietVault(dir, options);
  unwrap(await vault.claim({ sidecar: sidecar.origin, code: CODE }));
  await until(() => vault.status().linked);
  const identity = sidecar.identity();
  if (!identity) throw new Error("not claimed");
  const me = { identity, address: sidecar.address };
  return { sidecar, vault, me };
}

type House = Awaited<ReturnType<typeof house>>;

/** Queues `texts` by `from`, each in an envelope of its own, pushed together. */
async function say({ sidecar, me }: Pick<House, "sidecar" | "me">, from: Person, texts: string[]) {
  const envelopes = [];
  for (const text of texts) envelopes.push(await sealedChat(from, me, { text }));
  sidecar.queue(...envelopes);
}

function meet(sidecar: FakeSidecar, somebody: Person): void {
  sidecar.logs.set(formatAddress(somebody.address), formatIdentityLog(somebody.identity));
}

/** What the closed vault's file holds, in its order. */
async function archived(dir: string, vault: Vault & AsyncDisposable): Promise<string[]> {
  await vault[Symbol.asyncDispose]();
  const passphrase = readFileSync(join(dir, "passphrase"), "utf8").trim();
  const store = await openVaultStore({ dir, passphrase, cost: CHEAP });
  const rows = store.messages.page({ limit: 10_000 }).reverse();
  store.close();
  return rows.map((row) => (isVaultRefusal(row) ? row.code : row.record.message.text));
}

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => String(from + i));

describe("when the link breaks while the vault asks who wrote", () => {
  it("acknowledges nothing, sets nothing aside, and archives in order after the next dial", async () => {
    using folder = scratch();
    const rig = await house(folder.dir);
    await using sidecar = rig.sidecar;
    const bob = await person(at("bob"));
    meet(sidecar, bob);
    sidecar.lookupsThatDie = 2;
    const seen: number[] = [];
    for (const text of numbered(1, 5)) {
      await say(rig, bob, [text]);
      seen.push(rig.vault.status().quarantined);
    }
    await until(() => {
      seen.push(rig.vault.status().quarantined);
      return rig.vault.status().messages === 5;
    });
    await until(() => sidecar.queued.length === 0);
    expect(Math.max(...seen)).toBe(0);
    expect(await archived(folder.dir, rig.vault)).toEqual(numbered(1, 5));
  });

  it("keeps the order when frames that came before the break are still to be read", async () => {
    using folder = scratch();
    const rig = await house(folder.dir);
    await using sidecar = rig.sidecar;
    const [bob, carol] = [await person(at("bob")), await person(at("carol"))];
    meet(sidecar, bob);
    meet(sidecar, carol);
    await say(rig, bob, ["0"]);
    await until(() => rig.vault.status().messages === 1);
    // Carol must be looked up, Bob need not: his third must not overtake his second.
    const first = await sealedChat(carol, rig.me, { text: "c" });
    const batch = [first, await sealedChat(bob, rig.me, { text: "1" })];
    const later = await sealedChat(bob, rig.me, { text: "2" });
    sidecar.lookupsThatDie = 1;
    sidecar.queue(...batch);
    sidecar.queue(later);
    await until(() => sidecar.queued.length === 0);
    expect(await archived(folder.dir, rig.vault)).toEqual(["0", "c", "1", "2"]);
  });
});

describe("a sender who cannot be looked up", () => {
  it("is waited for in order, by those that come later too", async () => {
    using folder = scratch();
    const rig = await house(folder.dir);
    await using sidecar = rig.sidecar;
    const bob = await person(at("bob"));
    await say(rig, bob, numbered(1, 20));
    await until(() => rig.vault.status().quarantined === 20);
    meet(sidecar, bob);
    await say(rig, bob, numbered(21, 30));
    await until(() => rig.vault.status().messages === 30);
    expect(rig.vault.status().quarantined).toBe(0);
    expect(await archived(folder.dir, rig.vault)).toEqual(numbered(1, 30));
  });

  it("holds up nobody else", async () => {
    using folder = scratch();
    const rig = await house(folder.dir);
    await using sidecar = rig.sidecar;
    await using vault = rig.vault;
    const [bob, carol] = [await person(at("bob")), await person(at("carol"))];
    meet(sidecar, carol);
    await say(rig, bob, ["b"]);
    await say(rig, carol, ["c"]);
    await until(() => vault.status().messages === 1);
    expect(vault.status().quarantined).toBe(1);
  });

  it("is tried again soon, though the link holds", async () => {
    using folder = scratch();
    const rig = await house(folder.dir);
    await using sidecar = rig.sidecar;
    await using vault = rig.vault;
    const bob = await person(at("bob"));
    await say(rig, bob, ["b"]);
    await until(() => vault.status().quarantined === 1);
    meet(sidecar, bob);
    await until(() => vault.status().messages === 1);
  });

  it("keeps the order over a restart, and when an acknowledgement was lost", async () => {
    using folder = scratch();
    const rig = await house(folder.dir);
    await using sidecar = rig.sidecar;
    const bob = await person(at("bob"));
    sidecar.hearsFetched = false;
    await say(rig, bob, numbered(1, 10));
    await until(() => rig.vault.status().quarantined === 10);
    await rig.vault[Symbol.asyncDispose]();
    sidecar.hearsFetched = true;
    meet(sidecar, bob);
    await say(rig, bob, numbered(11, 12));
    const again = await quietVault(folder.dir);
    await until(() => again.status().messages === 12 && again.status().quarantined === 0);
    expect(await archived(folder.dir, again)).toEqual(numbered(1, 12));
  });

  it("is waited for no longer than a while when only one of the devices is unknown", async () => {
    using folder = scratch();
    const time = { now: Date.now() };
    const rig = await house(folder.dir, { clock: () => time.now });
    await using sidecar = rig.sidecar;
    await using vault = rig.vault;
    const bob = await person(at("bob"), time.now);
    meet(sidecar, bob);
    const ghost = { ...bob, device: await testDevice("nowhere", { now: time.now }) };
    await say(rig, ghost, ["who is this"]);
    await say(rig, bob, ["1"]);
    await until(() => vault.status().quarantined === 2);
    time.now += 16 * MINUTE;
    await until(() => vault.status().messages === 1);
    expect(vault.status().quarantined).toBe(1);
    await say(rig, bob, ["2"]);
    await until(() => vault.status().messages === 2);
  });
});

describe("a sender who was away for long", () => {
  it("is waited for all the same, and archived in order when found", async () => {
    using folder = scratch();
    const time = { now: Date.now() };
    const rig = await house(folder.dir, { clock: () => time.now });
    await using sidecar = rig.sidecar;
    const bob = await person(at("bob"), time.now);
    await say(rig, bob, ["1"]);
    // Forged in the middle: it is refused for good, and lets nobody overtake.
    const good = await sealedChat(bob, rig.me, { text: "x" });
    sidecar.queue({ ...good, sig: "A".repeat(86) });
    await say(rig, bob, ["2"]);
    await until(() => rig.vault.status().quarantined === 3);
    time.now += 60 * MINUTE;
    sidecar.dropLinks();
    await until(() => sidecar.isLinked());
    await say(rig, bob, ["3"]);
    await until(() => rig.vault.status().quarantined === 4);
    meet(sidecar, bob);
    await say(rig, bob, ["4"]);
    await until(() => rig.vault.status().messages === 4);
    expect(await archived(folder.dir, rig.vault)).toEqual(numbered(1, 4));
  });
});

describe("a forged envelope", () => {
  it("cannot take the place of the one whose id it bears", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    const vault = await claimedVault(folder.dir, sidecar);
    const bob = await person(at("bob"));
    const identity = sidecar.identity();
    if (!identity) throw new Error("not claimed");
    const me = { identity, address: sidecar.address };
    const good = await sealedChat(bob, me, { text: "good" });
    const other = await sealedChat(bob, me, { text: "other" });
    sidecar.queue({ ...good, data: other.data }, good);
    await until(() => vault.status().quarantined === 2);
    meet(sidecar, bob);
    await until(() => vault.status().messages === 1);
    expect(await archived(folder.dir, vault)).toEqual(["good"]);
  });
});
