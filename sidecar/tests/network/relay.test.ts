import { formatAddress } from "@courtyard/protocol/address.ts";
import { expect, test } from "vitest";
import { createServeKeys } from "../../src/identity/serve-keys.ts";
import { createGuardedClient, type GuardedClient } from "../../src/net/guarded-client.ts";
import type { SidecarOptions } from "../../src/sidecar.ts";
import { countRows, type TestSidecar, testSidecar, until } from "../harness.ts";
import type { TestDevice } from "../support/device.ts";
import type { TestPerson } from "../support/person.ts";

const retry = { first: 10, most: 30, idle: 200, relayAfter: 1 };

async function befriend(owner: TestPerson, friend: TestPerson, relay = true): Promise<void> {
  const phone = await owner.connect(owner.phone);
  const address = formatAddress(friend.address);
  const contact = { identity: friend.identity.id, address, friend: true, relay };
  expect((await phone.call("contacts.put", contact)).t).toBe("res");
  await phone.close();
}

/** Alice cannot reach bob; fred can. Everyone has met before, so that the logs are known. */
async function blockade(more: Partial<SidecarOptions> = {}) {
  const sidecars: TestSidecar[] = [];
  for (let i = 0; i < 3; i++) sidecars.push(await testSidecar({ retry, ...more }));
  const [a, f, b] = sidecars as [TestSidecar, TestSidecar, TestSidecar];
  const alice = await a.person("alice");
  const fred = await f.person("fred");
  const bob = await b.person("bob");
  const phone = await alice.connect(alice.phone);
  await phone.call("identity.lookup", { address: formatAddress(bob.address) });
  const bobs = await bob.connect(bob.phone);
  await bobs.call("identity.lookup", { address: formatAddress(alice.address) });
  return { a, f, b, alice, fred, bob, phone, bobs };
}

/** The same sidecar as before, but nothing that it sends reaches this host any more. */
function cutOff({ address: { host } }: TestPerson): Partial<SidecarOptions> {
  const net = createGuardedClient();
  const walled: GuardedClient = {
    ...net,
    mayConnect: (name, reach) => name !== host && net.mayConnect(name, reach),
    fetch: async (url, options) =>
      new URL(url).hostname === host
        ? { ok: false, problem: "unreachable" }
        : net.fetch(url, options),
  };
  return { net: walled };
}

test("reaches a blocked sidecar through a friend, who can read nothing of it", async () => {
  const { a, f, b, alice, fred, bob, phone, bobs } = await blockade();
  await befriend(alice, fred);
  await befriend(fred, alice);
  await phone.close();
  await a.stop();
  await a.start(cutOff(bob));
  const again = await alice.connect(alice.phone);
  const envelope = await alice.sealed(bob, "over the wall");
  await again.deliver(envelope);
  const { items } = await bobs.next((frame) => frame.t === "queued");
  expect(items[0].envelope.id).toBe(envelope.id);
  expect(await bob.open(items[0].envelope, bob.phone)).toEqual({ text: "over the wall" });
  const told = await again.next((frame) => frame.event === "outbox");
  expect(told.data).toEqual({ id: envelope.id, state: "delivered" });
  const { items: listed } = (await again.call("outbox.list")).result;
  expect(listed[0]).toMatchObject({ via: formatAddress(fred.address), state: "delivered" });
  expect(countRows(f.dir, "outbox", "type = 'relay.forward'")).toBe(1);
  expect(countRows(f.dir, "relay_usage", "items = 1")).toBe(1);
  expect(countRows(f.dir, "sealed")).toBe(0);
  for (const one of [a, f, b]) await one[Symbol.asyncDispose]();
});

test("does not relay for strangers, and for friends only within their day's quota", async () => {
  const { a, f, b, alice, fred, bob, phone } = await blockade({
    limits: { relayItemsPerDay: 2 },
  });
  await befriend(alice, fred);
  await phone.close();
  await a.stop();
  await a.start(cutOff(bob));
  const again = await alice.connect(alice.phone);
  const send = async (text: string): Promise<void> => {
    expect((await again.deliver(await alice.sealed(bob, text))).t).toBe("ack");
  };
  await send("one");
  await until(async () => (await again.call("outbox.list")).result.items[0].attempts > 3);
  expect(countRows(f.dir, "outbox")).toBe(0);
  await befriend(fred, alice, false);
  await until(async () => (await again.call("outbox.list")).result.items[0].attempts > 6);
  expect(countRows(f.dir, "outbox")).toBe(0);
  await befriend(fred, alice);
  await until(() => countRows(b.dir, "sealed") === 1);
  await send("two");
  await send("three");
  await until(() => countRows(b.dir, "sealed") === 2);
  await until(async () => (await again.call("outbox.list")).result.items[0].attempts > 3);
  expect(countRows(b.dir, "sealed")).toBe(2);
  expect(countRows(a.dir, "outbox", "state = 'waiting'")).toBe(1);
  for (const one of [a, f, b]) await one[Symbol.asyncDispose]();
});

test("refuses a relay with no hops left, back to its sender, or one that cannot be opened", async () => {
  await using house = await testSidecar({ retry });
  const [fred, alice] = [await house.person("fred"), await house.person("alice")];
  await befriend(fred, alice);
  const ct = Buffer.alloc(64).toString("base64url");
  const enc = Buffer.alloc(32, 9).toString("base64url");
  const serve = await serveDevice(house, alice);
  const forward = async (to: TestPerson["address"], hops: number): Promise<unknown> => {
    const data = { to, hops, enc, ct };
    const sent = await alice.envelope("relay.forward", data, { to: fred.address, by: serve });
    return (await house.post(fred.tenant, "/_courtyard/inbox", sent)).json.code;
  };
  const elsewhere = { host: "bob.localhost", port: 4, username: "bob" };
  expect(await forward(elsewhere, 0)).toBe("relay-hops");
  expect(await forward(alice.address, 2)).toBe("relay-loop");
  expect(await forward(fred.address, 2)).toBe("relay-open-failed");
  expect(countRows(house.dir, "outbox")).toBe(0);
});

async function serveDevice(house: TestSidecar, person: TestPerson): Promise<TestDevice> {
  const keys = await createServeKeys(house.sidecar.store)(person.tenant.id);
  if (!keys) throw new Error("no serve keys");
  return { record: keys.record, signer: keys.signer, seal: person.phone.seal };
}
