import { formatAddress } from "@courtyard/protocol/address.ts";
import { generateSigningKey, signerFromSecret } from "@courtyard/protocol/ed25519.ts";
import { appendEntry, createIdentity } from "@courtyard/protocol/identity.ts";
import { formatIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { makePrekey } from "@courtyard/protocol/prekey.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { generateSealKeyPair } from "@courtyard/protocol/seal.ts";
import type { JsonObject } from "@courtyard/protocol/strict-json.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestSidecar, testSidecar, until } from "../harness.ts";
import { newDevice } from "../support/device.ts";
import type { TestPerson } from "../support/person.ts";
import { remoteHouse } from "../support/remote-house.ts";

let house: TestSidecar;
let alice: TestPerson;
let carol: TestPerson;

beforeAll(async () => {
  house = await testSidecar();
  alice = await house.person("alice");
  carol = await house.person("carol");
});
afterAll(() => house[Symbol.asyncDispose]());

test("refuses unknown methods and wrong parameters by their codes, and stays connected", async () => {
  const phone = await alice.connect(alice.phone);
  expect(await phone.call("dance.now")).toMatchObject({ t: "refuse", code: "method-unknown" });
  expect(await phone.call("constructor")).toMatchObject({ code: "method-unknown" });
  const wrong = await phone.call("contacts.put", { identity: "x", address: "y" });
  expect(wrong).toMatchObject({ code: "params-shape" });
  expect(await phone.call("outbox.list", { limit: 0 })).toMatchObject({ code: "params-shape" });
  expect(await phone.call("outbox.list", { tenant: carol.tenant.id })).toMatchObject({
    code: "params-shape",
  });
  expect((await phone.call("contacts.list")).t).toBe("res");
  await phone.close();
});

test("shows each tenant its own contacts, outbox and queue only", async () => {
  const phone = await alice.connect(alice.phone);
  const carols = await carol.connect(carol.phone);
  const contact = { identity: carol.identity.id, address: formatAddress(carol.address) };
  await phone.call("contacts.put", { ...contact, name: "Carol", friend: true });
  await phone.deliver(await alice.sealed(carol, "hi"));
  expect((await phone.call("contacts.list")).result.items).toMatchObject([
    { ...contact, name: "Carol", friend: true, relay: false, blocked: false },
  ]);
  expect((await carols.call("contacts.list")).result.items).toEqual([]);
  expect((await carols.call("outbox.list")).result.items).toEqual([]);
  expect((await phone.call("outbox.list")).result.items).toHaveLength(1);
  expect((await phone.call("queue.info")).result.items).toBe(0);
  await phone.call("contacts.put", { ...contact, blocked: true });
  const [changed] = (await phone.call("contacts.list")).result.items;
  expect(changed).toMatchObject({ name: "Carol", friend: true, blocked: true });
  await phone.close();
  await carols.close();
});

test("shows a key that may only publish the site, and nothing of whom its owner knows", async () => {
  const paul = await house.person("paul");
  const publisher = await newDevice("laptop", { can: ["publish"], now: Date.now() });
  const longer = await appendEntry(paul.identity, {
    rootSigner: signerFromSecret(paul.rootSecret),
    change: { devices: [...paul.identity.head.devices, publisher.record] },
    now: Date.now(),
  });
  if (isRefusal(longer)) throw new Error(longer.code);
  paul.identity = longer;
  const vault = await paul.connect(paul.vault);
  await vault.call("identity.put", { log: formatIdentityLog(longer) });
  const laptop = await paul.connect(publisher, "device");
  const target = "https://a.example/";
  const methods: [string, JsonObject][] = [
    ...["contacts.list", "outbox.list", "queue.info", "timeline.list", "follow.list"].map(
      (method): [string, JsonObject] => [method, {}],
    ),
    ["follow.add", { target }],
    ["follow.remove", { id: "1" }],
    ["follow.refresh", {}],
    ["identity.lookup", { address: "bob@bob.example" }],
    ["identity.find", { url: target }],
  ];
  for (const [method, params] of methods) {
    expect(await laptop.call(method, params)).toMatchObject({ code: "capability-missing" });
  }
  expect((await laptop.call("site.info")).t).toBe("res");
  expect((await laptop.call("identity.get")).t).toBe("res");
  // What the owner's devices are told is not for it either.
  await vault.deliver(await paul.sealed(carol, "hi", { by: paul.vault }));
  await until(() => vault.frames.some((frame) => frame.t === "event"));
  expect(laptop.frames.filter((frame) => frame.t === "event")).toEqual([]);
  await laptop.close();
  await vault.close();
});

test("publishes a device's own prekeys, the two newest, and no forged one", async () => {
  const phone = await alice.connect(alice.phone);
  const prekeyBy = async (device: typeof alice.phone, now: number) =>
    makePrekey({
      device: device.record.id,
      publicKey: (await newSeal()).publicKey,
      signer: device.signer,
      now,
    });
  const at = Date.now() - 3_000;
  const [one, two, three] = [
    await prekeyBy(alice.phone, at),
    await prekeyBy(alice.phone, at + 1),
    await prekeyBy(alice.phone, at + 2),
  ];
  for (const prekey of [one, two, three]) {
    expect((await phone.call("prekey.put", { prekey })).t).toBe("res");
  }
  const file = await house.get(alice.tenant, "/.well-known/courtyard/prekeys.json");
  const { prekeys } = file.json as { prekeys: { id: string }[] };
  expect(prekeys.map(({ id }) => id)).toEqual([three.id, two.id]);

  const foreign = await prekeyBy(carol.phone, at);
  expect(await phone.call("prekey.put", { prekey: foreign })).toMatchObject({
    code: "key-unknown",
  });
  const vaults = await prekeyBy(alice.vault, at);
  expect(await phone.call("prekey.put", { prekey: vaults })).toMatchObject({
    code: "capability-missing",
  });
  const forged = { ...one, exp: one.exp - 1 };
  expect(await phone.call("prekey.put", { prekey: forged })).toMatchObject({
    code: "prekey-signature",
  });

  const carols = await carol.connect(carol.phone);
  const seen = await carols.call("identity.lookup", { address: formatAddress(alice.address) });
  expect(seen.result).toMatchObject({ id: alice.identity.id });
  expect(seen.result.log).toBe(formatIdentityLog(alice.identity));
  expect(seen.result.prekeys.map(({ id }: { id: string }) => id)).toEqual([three.id, two.id]);
});

test("shows an alarm with the pinned history, until the owner decides for the new one", async () => {
  let now = Date.now();
  await using watched = await testSidecar({ clock: () => now });
  const ann = await watched.person("ann");
  await using old = await remoteHouse("gina");
  await using other = await remoteHouse("gina");
  const address = formatAddress(old.person.address);
  const phone = await ann.connect(ann.phone);
  const first = await phone.call("identity.lookup", { address });
  expect(first.result).toMatchObject({ id: old.person.identity.id, prekeys: [] });
  expect(first.result.alarm).toBeUndefined();

  // The domain was sold: somebody else's log stands there, and says that it lives there.
  const { identity } = await remakeAt(other.person, address);
  old.log = formatIdentityLog(identity);
  now += 60_000;
  const second = await phone.call("identity.lookup", { address });
  expect(second.result).toMatchObject({
    id: old.person.identity.id,
    alarm: { code: "identity-other", seen: { id: identity.id } },
  });
  const listed = (await phone.call("contacts.list")).result.alarms;
  expect(listed).toMatchObject([{ address, code: "identity-other" }]);
  // Deciding something else about who is known there is not that decision.
  const block = { identity: old.person.identity.id, address, blocked: true };
  expect((await phone.call("contacts.put", block)).result.contact).toMatchObject({ blocked: true });
  expect((await phone.call("contacts.list")).result.alarms).toEqual(listed);
  expect((await phone.call("contacts.put", { identity: identity.id, address })).t).toBe("res");
  const third = await phone.call("identity.lookup", { address });
  expect(third.result.id).toBe(identity.id);
  expect(third.result.alarm).toBeUndefined();
});

const newSeal = () => generateSealKeyPair({ extractable: true });

async function remakeAt(person: TestPerson, url: string) {
  const identity = await createIdentity({
    rootSecret: person.rootSecret,
    nextPublicKey: generateSigningKey().publicKey,
    devices: [person.vault.record],
    urls: [url],
    now: Date.now(),
  });
  return { identity };
}
