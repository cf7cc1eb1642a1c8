// What the vault does with a sealed message, whole or spoilt. Long: each case needs the same sidecar and
// senders, and a second file would build them again.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { formatAddress } from "@courtyard/protocol/address.ts";
import type { Envelope } from "@courtyard/protocol/envelope.ts";
import { appendEntry, type Identity } from "@courtyard/protocol/identity.ts";
import { formatIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { formatKid } from "@courtyard/protocol/kid.ts";
import { sealedMessageSchema } from "@courtyard/protocol/messages/sealed-message.ts";
import { nodeSigner } from "@courtyard/protocol/node/ed25519.ts";
import { pairingMac } from "@courtyard/protocol/pairing.ts";
import { type HistoryRequest, newPayloadId } from "@courtyard/protocol/private-payload.ts";
import { openSealed } from "@courtyard/protocol/seal.ts";
import type { JsonObject } from "@courtyard/protocol/strict-json.ts";
import { describe, expect, it } from "vitest";
import type { Vault } from "../src/vault.ts";
import { CODE, type FakeSidecar, startFakeSidecar } from "./fake-sidecar.ts";
import {
  type Person,
  person,
  sealedChat,
  sealedEnvelope,
  type TestDevice,
  testDevice,
} from "./people.ts";
import { claimedVault, quietVault, scratch, until, unwrap } from "./rig.ts";

const BOB = { host: "bob.example", port: 443, username: "bob" };

async function bobKnownTo(sidecar: FakeSidecar): Promise<Person> {
  const bob = await person(BOB);
  sidecar.logs.set("bob@bob.example", formatIdentityLog(bob.identity));
  return bob;
}

function owner(sidecar: FakeSidecar): { identity: Identity; address: typeof BOB } {
  const identity = sidecar.identity();
  if (!identity) throw new Error("not claimed");
  return { identity, address: sidecar.address };
}

/** A device of the owner, paired with the vault. */
async function paired(vault: Vault): Promise<TestDevice> {
  const { code } = unwrap(vault.pairCode());
  const device = await testDevice("phone");
  const { sign, seal } = device.record;
  const asked = {
    device: { name: "phone", sign, seal, can: ["comment", "chat"] },
    nonce: "n".repeat(22),
  };
  unwrap(await vault.pair({ v: 1, ...asked, mac: pairingMac(code, asked) }));
  return device;
}

/** What the vault sent to a device, opened. */
async function openedBy(device: TestDevice, envelope: Envelope) {
  const data = sealedMessageSchema.parse(envelope.data);
  const { from, to, kid } = envelope;
  const context = { from, to, kid, device: device.record.id };
  return openSealed(data, { ...context, privateKeyFor: () => device.sealKey });
}

describe("a message from the queue", () => {
  it("is archived, and only then acknowledged", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    await using vault = await claimedVault(folder.dir, sidecar);
    const bob = await bobKnownTo(sidecar);
    sidecar.queue(await sealedChat(bob, owner(sidecar), { text: "hello" }));
    await until(() => sidecar.queued.length === 0);
    expect(vault.status()).toMatchObject({ messages: 1, quarantined: 0, alarms: [] });
  });

  it("can be sealed to the vault's prekey, and still be opened after a restart", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    const first = await claimedVault(folder.dir, sidecar);
    await until(() => sidecar.prekeys.length === 1);
    await first[Symbol.asyncDispose]();
    const bob = await bobKnownTo(sidecar);
    const me = owner(sidecar);
    const toPrekey = await sealedChat(bob, { ...me, prekeys: sidecar.prekeys }, { text: "hello" });
    expect(JSON.stringify(toPrekey.data)).not.toContain("static");
    sidecar.queue(toPrekey);
    await using vault = await quietVault(folder.dir);
    await until(() => sidecar.queued.length === 0);
    expect(vault.status()).toMatchObject({ messages: 1, quarantined: 0 });
    expect(sidecar.prekeys.at(-1)).toEqual(sidecar.prekeys[0]);
  });

  it("is kept sealed in quarantine when it cannot be opened, and holds up no other", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    await using vault = await claimedVault(folder.dir, sidecar);
    const bob = await bobKnownTo(sidecar);
    const me = owner(sidecar);
    const good = await sealedChat(bob, me, { text: "good" });
    const mallory = await person({ ...BOB, host: "mallory.example" });
    const forged = { ...(await sealedChat(bob, me, { text: "x" })), sig: good.sig };
    const stranger = await sealedChat(mallory, me, { text: "nobody knows me" });
    const asBob = await sealedChat(bob, me, { text: "not by me", author: mallory.identity.id });
    const notForMe = await sealedChat(bob, { ...me, identity: mallory.identity }, { text: "x" });
    const unknownKind = await sealedEnvelope(bob, me, { v: 1, kind: "call.offer" });
    const history = { v: 1, kind: "history.request", id: newPayloadId(), limit: 5 };
    const prying = await sealedEnvelope(bob, me, history);
    sidecar.queue(forged, stranger, asBob, notForMe, unknownKind, prying, good);
    await until(() => sidecar.queued.length === 0);
    expect(vault.status()).toMatchObject({ messages: 1, quarantined: 6 });
    expect(sidecar.delivered).toEqual([]);
  });

  it("leaves quarantine when its sender can be looked up at last", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    await using vault = await claimedVault(folder.dir, sidecar);
    const bob = await person(BOB);
    sidecar.queue(await sealedChat(bob, owner(sidecar), { text: "from far away" }));
    await until(() => vault.status().quarantined === 1);
    sidecar.logs.set("bob@bob.example", formatIdentityLog(bob.identity));
    sidecar.dropLinks();
    await until(() => vault.status().messages === 1);
    expect(vault.status().quarantined).toBe(0);
  });

  it("is archived once though the process was killed before it could acknowledge", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    await (await claimedVault(folder.dir, sidecar))[Symbol.asyncDispose]();
    const bob = await bobKnownTo(sidecar);
    const me = owner(sidecar);
    sidecar.hearsFetched = false;
    for (let round = 1; round <= 4; round++) {
      sidecar.queue(await sealedChat(bob, me, { text: `message ${round}`, n: round }));
      const { child, ready } = vaultProcess(folder.dir);
      await ready;
      await until(sidecar.isLinked);
      // A different moment each time: before the frame, between commit and acknowledgement, after.
      await new Promise((resolve) => setTimeout(resolve, round * 15));
      child.kill("SIGKILL");
      await once(child, "close");
      await until(() => !sidecar.isLinked());
    }
    sidecar.hearsFetched = true;
    await using vault = await quietVault(folder.dir);
    await until(() => sidecar.queued.length === 0);
    expect(vault.status()).toMatchObject({ messages: 4, quarantined: 0, damaged: 0 });
  });
});

describe("who wrote it", () => {
  /** Bob with one more entry in his log. */
  async function extended(bob: Person, mirror: string): Promise<Identity> {
    return unwrap(
      await appendEntry(bob.identity, {
        rootSigner: nodeSigner(bob.rootSecret),
        change: { mirrors: [mirror] },
        now: Date.now(),
      }),
    );
  }
  /** The vault has pinned Bob's longer log; then the sidecar hands out another one. */
  async function afterPinning(replaced: (bob: Person, longer: Identity) => Promise<string>) {
    const folder = scratch();
    const sidecar = await startFakeSidecar();
    const time = { now: Date.now() };
    const vault = await quietVault(folder.dir, { clock: () => time.now });
    unwrap(await vault.claim({ sidecar: sidecar.origin, code: CODE }));
    const bob = await person(BOB);
    const longer = await extended(bob, "https://a.example/");
    sidecar.logs.set("bob@bob.example", formatIdentityLog(longer));
    sidecar.queue(await sealedChat(bob, owner(sidecar), { text: "first" }));
    await until(() => vault.status().messages === 1);
    sidecar.logs.set("bob@bob.example", await replaced(bob, longer));
    time.now += 20 * 60 * 1000; // past the freshness of what was looked up
    sidecar.queue(await sealedChat(bob, owner(sidecar), { text: "second" }, time.now));
    await until(() => sidecar.queued.length === 0);
    const status = vault.status();
    await vault[Symbol.asyncDispose]();
    await sidecar[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
    return { status, bob };
  }

  it("raises an alarm when a log became shorter, and goes on with the pinned one", async () => {
    const { status, bob } = await afterPinning(async (bob) => formatIdentityLog(bob.identity));
    expect(status.messages).toBe(2);
    expect(status.alarms).toMatchObject([
      { identity: bob.identity.id, code: "identity-rollback", count: 1 },
    ]);
  });

  it("raises an alarm when a log tells another history", async () => {
    const { status } = await afterPinning(async (bob) =>
      formatIdentityLog(await extended(bob, "https://b.example/")),
    );
    expect(status.alarms).toMatchObject([{ code: "identity-fork" }]);
  });

  it("raises an alarm when somebody else lives at the address", async () => {
    const { status } = await afterPinning(async () =>
      formatIdentityLog((await person(BOB)).identity),
    );
    expect(status.alarms).toMatchObject([{ code: "identity-other" }]);
  });

  it("tells the owner's devices of an alarm, and does not repeat it all day", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    const time = { now: Date.now() };
    await using vault = await quietVault(folder.dir, { clock: () => time.now });
    unwrap(await vault.claim({ sidecar: sidecar.origin, code: CODE }));
    const bob = await person(BOB);
    const longer = await extended(bob, "https://a.example/");
    sidecar.logs.set("bob@bob.example", formatIdentityLog(longer));
    const phone = await paired(vault);
    const me = owner(sidecar);
    sidecar.queue(await sealedChat(bob, me, { text: "0" }, time.now));
    await until(() => vault.status().messages === 1);
    sidecar.logs.set(
      "bob@bob.example",
      formatIdentityLog(await extended(bob, "https://b.example/")),
    );
    for (const text of ["1", "2"]) {
      time.now += 20 * 60 * 1000;
      sidecar.queue(await sealedChat(bob, me, { text }, time.now));
      await until(() => vault.status().messages === Number(text) + 1);
      await until(() => sidecar.delivered.length > 0);
    }
    expect(vault.status().alarms).toMatchObject([{ count: 2 }]);
    expect(sidecar.delivered).toHaveLength(1);
    expect(await openedBy(phone, sidecar.delivered[0] as Envelope)).toMatchObject({
      kind: "vault.alarm",
      identity: bob.identity.id,
      address: BOB,
      code: "identity-fork",
    });
  });

  it("follows a longer log silently", async () => {
    const { status } = await afterPinning(async (bob, longer) =>
      formatIdentityLog(await extended({ ...bob, identity: longer }, "https://c.example/")),
    );
    expect(status).toMatchObject({ messages: 2, alarms: [] });
  });

  it("lets nobody raise a false alarm by serving an old log at an address of their own", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    await using vault = await claimedVault(folder.dir, sidecar);
    const bob = await person(BOB);
    sidecar.logs.set(
      "bob@bob.example",
      formatIdentityLog(await extended(bob, "https://a.example/")),
    );
    sidecar.queue(await sealedChat(bob, owner(sidecar), { text: "first" }));
    await until(() => vault.status().messages === 1);
    const mallory = { ...BOB, host: "mallory.example" };
    sidecar.logs.set("bob@mallory.example", formatIdentityLog(bob.identity));
    const device = await testDevice("other");
    sidecar.queue(
      await sealedChat({ ...bob, device, address: mallory }, owner(sidecar), { text: "x" }),
    );
    await until(() => vault.status().quarantined === 1);
    expect(vault.status().alarms).toEqual([]);
  });
});

describe("a device that asks to revoke another", () => {
  it("is obeyed before its letter is acknowledged, but not about the vault, the sidecar or by others", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    await using vault = await claimedVault(folder.dir, sidecar);
    const bob = await bobKnownTo(sidecar);
    const [phone, stolen] = [await paired(vault), await paired(vault)];
    const me = { ...owner(sidecar), device: phone };
    const revoke = (device: string) => ({ v: 1, kind: "device.revoke", device });
    const revoked = () =>
      vault.status().devices.flatMap(({ id, until }) => (until === undefined ? [] : [id]));

    const { devices } = me.identity.head;
    for (const { id, can } of devices)
      if (id !== stolen.record.id && (can.includes("serve") || can.includes("publish")))
        sidecar.queue(await sealedEnvelope(me, me, revoke(id)));
    sidecar.queue(await sealedEnvelope(bob, me, revoke(stolen.record.id)));
    await until(() => sidecar.queued.length === 0);
    expect(revoked()).toEqual([]);

    const asked = await sealedEnvelope(me, me, revoke(stolen.record.id));
    sidecar.queue(asked);
    await until(() => sidecar.queued.length === 0);
    expect(revoked()).toEqual([stolen.record.id]);
    await until(() => owner(sidecar).identity.head.devices.some(({ until }) => until));
    const { seq } = owner(sidecar).identity.head;

    // A sidecar that brings it again changes nothing; the revoked device is not heard any more.
    sidecar.queue(asked);
    const thief = { ...owner(sidecar), device: stolen };
    const later = await sealedEnvelope(thief, thief, revoke(phone.record.id), Date.now() + 1000);
    sidecar.queue(later);
    await until(() => sidecar.queued.length === 0);
    expect(revoked()).toEqual([stolen.record.id]);
    expect(owner(sidecar).identity.head.seq).toBe(seq);
  });
});

describe("history", () => {
  async function asked(request: Partial<HistoryRequest>, { count = 0 } = {}) {
    const folder = scratch();
    const sidecar = await startFakeSidecar();
    const vault = await claimedVault(folder.dir, sidecar);
    const bob = await bobKnownTo(sidecar);
    const device = await paired(vault);
    for (let n = 1; n <= count; n++)
      sidecar.queue(
        await sealedChat(bob, owner(sidecar), { text: `${n} ${"字".repeat(n % 7)}`, n }),
      );
    await until(() => vault.status().messages === count && sidecar.queued.length === 0);
    const me = { ...owner(sidecar), device };
    async function ask(more: Partial<HistoryRequest>) {
      const before = sidecar.delivered.length;
      const full = { v: 1, kind: "history.request", id: newPayloadId(), limit: 10, ...more };
      sidecar.queue(await sealedEnvelope(me, me, full as JsonObject));
      await until(() => sidecar.delivered.length > before);
      const page = await openedBy(device, sidecar.delivered.at(-1) as Envelope);
      return page as unknown as {
        re: string;
        more: boolean;
        messages: { text: string; cursor: string }[];
        conversations?: { peer: string; address: typeof BOB }[];
      };
    }
    const page = await ask(request);
    return {
      page,
      ask,
      bob,
      async [Symbol.asyncDispose]() {
        await vault[Symbol.asyncDispose]();
        await sidecar[Symbol.asyncDispose]();
        folder[Symbol.dispose]();
      },
    };
  }

  it("gives a device the conversations, each with its newest message", async () => {
    await using rig = await asked({}, { count: 3 });
    expect(rig.page.conversations).toMatchObject([{ peer: rig.bob.identity.id, address: BOB }]);
    expect(rig.page.messages.map(({ text }) => text.slice(0, 1))).toEqual(["3"]);
    expect(rig.page.more).toBe(false);
  });

  it("pages through a conversation, newest first, every message once", async () => {
    await using rig = await asked({ peer: "A".repeat(43) }, { count: 25 });
    expect(rig.page).toMatchObject({ messages: [], more: false });
    const peer = rig.bob.identity.id;
    const seen: number[] = [];
    let before: string | undefined;
    for (let more = true; more; ) {
      const page = await rig.ask({ peer, limit: 10, ...(before && { before }) });
      seen.push(...page.messages.map(({ text }) => Number.parseInt(text, 10)));
      before = page.messages.at(-1)?.cursor;
      more = page.more;
    }
    expect(seen).toEqual(Array.from({ length: 25 }, (_, i) => 25 - i));
  });

  it("keeps a page small enough to be sealed, whatever the messages", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    await using vault = await claimedVault(folder.dir, sidecar);
    const bob = await bobKnownTo(sidecar);
    const device = await paired(vault);
    for (let n = 1; n <= 4; n++)
      sidecar.queue(await sealedChat(bob, owner(sidecar), { text: "龘".repeat(16_000), n }));
    await until(() => vault.status().messages === 4);
    const me = { ...owner(sidecar), device };
    const peer = bob.identity.id;
    const request = { v: 1, kind: "history.request", id: newPayloadId(), limit: 100, peer };
    sidecar.queue(await sealedEnvelope(me, me, request));
    await until(() => sidecar.delivered.length === 1);
    const page = await openedBy(device, sidecar.delivered[0] as Envelope);
    expect(page).toMatchObject({ more: true, messages: [{ n: 4 }] });
  });

  it("archives what the owner's own devices sent, under the other person", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    await using vault = await claimedVault(folder.dir, sidecar);
    const device = await paired(vault);
    const me = { ...owner(sidecar), device };
    const bob = await person(BOB);
    const peer = { id: bob.identity.id, address: BOB };
    sidecar.queue(await sealedChat(me, me, { text: "sent from my phone", peer }));
    await until(() => vault.status().messages === 1);
    sidecar.queue(
      await sealedEnvelope(me, me, { v: 1, kind: "history.request", id: newPayloadId(), limit: 5 }),
    );
    await until(() => sidecar.delivered.length === 1);
    expect(sidecar.delivered[0]?.kid).toBe(
      formatKid(me.identity.id, vault.status().devices[0]?.id ?? ""),
    );
    expect(formatAddress(sidecar.delivered[0]?.to ?? BOB)).toBe(vault.status().address);
    const page = await openedBy(device, sidecar.delivered[0] as Envelope);
    expect(page).toMatchObject({ conversations: [{ peer: bob.identity.id, address: BOB }] });
  });

  it("answers no device that was revoked", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    await using vault = await claimedVault(folder.dir, sidecar);
    const device = await paired(vault);
    const me = { ...owner(sidecar), device };
    unwrap(await vault.revoke(device.record.id));
    const request = { v: 1, kind: "history.request", id: newPayloadId(), limit: 5 };
    sidecar.queue(await sealedEnvelope(me, me, request, Date.now() + 5));
    await until(() => vault.status().quarantined === 1);
    expect(sidecar.delivered).toEqual([]);
  });
});

function vaultProcess(dir: string) {
  const main = join(import.meta.dirname, "../src/main.ts");
  const child = spawn(process.execPath, [main, "--dir", dir, "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ready = new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      if (chunk.toString().includes('"event":"ready"')) resolve();
    });
  });
  return { child, ready };
}
