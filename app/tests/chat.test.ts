import { formatAddress } from "@courtyard/protocol/address.ts";
import { makeEnvelope } from "@courtyard/protocol/envelope.ts";
import { sealRecipients } from "@courtyard/protocol/prekey.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { sealPayload } from "@courtyard/protocol/seal.ts";
import type { JsonObject } from "@courtyard/protocol/strict-json.ts";
import { webSigner } from "@courtyard/protocol/web/ed25519.ts";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { listConversations, listMessages } from "../src/state/conversations.ts";
import { type Courtyard, openCourtyard } from "../src/state/open-courtyard.ts";
import type { AppStorage } from "../src/state/storage-port.ts";
import { deviceOf, pairedStorage, person } from "./people.ts";
import { type House, type PostOffice, postOffice } from "./post-office.ts";

let office: PostOffice;
let alice: House;
let bob: House;
const opened: Courtyard[] = [];

beforeEach(async () => {
  office = postOffice();
  alice = await office.house("alice", ["laptop", "phone", "vault"]);
  bob = await office.house("bob", ["laptop", "vault"]);
});
afterEach(async () => {
  for (const app of opened.splice(0)) await app[Symbol.asyncDispose]();
  await office[Symbol.asyncDispose]();
});

async function app(house: House, name: string, storage?: AppStorage): Promise<Courtyard> {
  const device = deviceOf(house.person, name).row;
  const kept = storage ?? (await pairedStorage(house.person, name));
  const courtyard = await openCourtyard({ storage: kept, device });
  opened.push(courtyard);
  await vi.waitFor(() => expect(courtyard.link.state.kind).toBe("ready"));
  return courtyard;
}

async function start(from: Courtyard, to: House): Promise<string> {
  const peer = await from.chat.start(to.person.address);
  if (isRefusal(peer)) throw new Error(peer.code);
  return peer;
}

const texts = async (at: Courtyard, peer: string) =>
  (await listMessages(at.storage, peer)).map((message) => message.text);

const deviceIds = (house: House, ...names: string[]) =>
  names.map((name) => deviceOf(house.person, name).row.id).sort();

/** The devices that the sealed envelopes at a house's sidecar are for. */
const sealedFor = (house: House) =>
  [...house.queues.keys()].filter((device) => house.queues.get(device)?.length).sort();

test("seals a message for every device of the recipient and for the sender's own others", async () => {
  const laptop = await app(alice, "laptop");
  const peer = await start(laptop, bob);
  await laptop.chat.send(peer, "the kettle is on");
  await vi.waitFor(() => expect(sealedFor(bob)).toEqual(deviceIds(bob, "laptop", "vault")));
  expect(sealedFor(alice)).toEqual(deviceIds(alice, "phone", "vault"));
  expect(JSON.stringify([...bob.queues.values()])).not.toContain("kettle");
});

test("brings a message to the other person and to the own other device, once and readable", async () => {
  const laptop = await app(alice, "laptop");
  const phone = await app(alice, "phone");
  const bobs = await app(bob, "laptop");
  const peer = await start(laptop, bob);
  await laptop.chat.send(peer, "你好，鲍勃");
  await vi.waitFor(async () => expect(await texts(bobs, laptop.device.me)).toEqual(["你好，鲍勃"]));
  await vi.waitFor(async () => expect(await texts(phone, peer)).toEqual(["你好，鲍勃"]));
  const [conversation] = await listConversations(bobs.storage);
  expect(conversation).toMatchObject({ peer: laptop.device.me, unread: 1 });
  expect(await listConversations(phone.storage)).toMatchObject([{ peer, unread: 0 }]);
});

test("seals to a prekey once the recipient has announced one", async () => {
  const bobs = await app(bob, "laptop");
  await vi.waitFor(() => expect(bob.prekeys.length).toBe(1));
  const laptop = await app(alice, "laptop");
  await bobs[Symbol.asyncDispose]();
  await laptop.chat.send(await start(laptop, bob), "hello");
  const id = deviceOf(bob.person, "laptop").row.id;
  await vi.waitFor(() => expect(bob.queues.get(id)?.length).toBe(1));
  const prekey = String(bob.prekeys[0]?.id);
  expect(JSON.stringify(bob.queues.get(id))).toContain(`"device":"${id}","prekey":"${prekey}"`);
  const again = await app(bob, "laptop", bobs.storage);
  await vi.waitFor(async () => expect(await texts(again, laptop.device.me)).toEqual(["hello"]));
});

test("keeps what was written without a line, over a restart, and sends it when the line is back", async () => {
  const storage = await pairedStorage(alice.person, "laptop");
  const first = await app(alice, "laptop", storage);
  const peer = await start(first, bob);
  await first[Symbol.asyncDispose]();
  await first.chat.send(peer, "one");
  await first.chat.send(peer, "two");
  expect((await listMessages(storage, peer)).map((one) => one.delivery?.state)).toEqual([
    "waiting",
    "waiting",
  ]);
  const bobs = await app(bob, "laptop");
  const second = await app(alice, "laptop", storage);
  await vi.waitFor(async () => expect(await texts(bobs, first.device.me)).toEqual(["one", "two"]));
  await vi.waitFor(async () =>
    expect((await listMessages(second.storage, peer)).map((one) => one.delivery?.state)).toEqual([
      "delivered",
      "delivered",
    ]),
  );
});

test("shows nothing twice when the line breaks again and again", async () => {
  const laptop = await app(alice, "laptop");
  const bobs = await app(bob, "laptop");
  const peer = await start(laptop, bob);
  const wanted: string[] = [];
  for (let i = 0; i < 12; i++) {
    wanted.push(`message ${i}`);
    const sent = laptop.chat.send(peer, `message ${i}`);
    if (i % 3 === 0) for (const client of alice.sidecar.clients) client.die();
    if (i % 4 === 0) for (const client of bob.sidecar.clients) client.die();
    await sent;
  }
  await vi.waitFor(async () => expect(await texts(bobs, laptop.device.me)).toEqual(wanted), 10_000);
});

test("raises an alarm and sends nothing when another identity lives at the address", async () => {
  const laptop = await app(alice, "laptop");
  const peer = await start(laptop, bob);
  const mallory = await person(bob.person.address, ["laptop"]);
  bob.lie = { id: mallory.identity.id, log: mallory.log, prekeys: { v: 1, prekeys: [] } };
  expect(await laptop.chat.start(bob.person.address)).toMatchObject({ code: "identity-other" });
  expect(await laptop.chat.send(peer, "secret")).toMatchObject({ code: "identity-other" });
  expect((await laptop.contacts.known(peer))?.contact.alarm).toMatchObject({
    code: "identity-other",
    other: mallory.identity.id,
  });
  const adopted = await laptop.chat.start(bob.person.address, { adopt: true });
  expect(adopted).toBe(mallory.identity.id);
});

test("shows nothing of somebody new who writes from a known person's address", async () => {
  const laptop = await app(alice, "laptop");
  const peer = await start(laptop, bob);
  // Alice's own sidecar is hostile: it lets a person of its own making speak from Bob's address.
  const mallory = await person(bob.person.address, ["laptop"]);
  bob.lie = { id: mallory.identity.id, log: mallory.log, prekeys: { v: 1, prekeys: [] } };
  const { row, keys } = deviceOf(mallory, "laptop");
  const [from, to, now] = [bob.person.address, alice.person.address, Date.now()];
  const context = { from, to, kid: row.kid };
  const { devices } = alice.person.identity.head;
  const recipients = await sealRecipients(devices, { prekeys: [], now });
  const payload = {
    ...{ v: 1, kind: "chat.message", id: "AAAAAAAAAAAAAAAAAAAAAA", author: mallory.identity.id },
    ...{
      peer: { id: alice.person.identity.id, address: { ...to } },
      text: "it is me",
      at: now,
      n: 1,
    },
  };
  const data = await sealPayload(payload, { ...context, recipients });
  const signer = await webSigner(keys.sign);
  const envelope = await makeEnvelope({ ...context, type: "sealed.message", data, signer, now });
  for (const client of alice.sidecar.clients) {
    client.say({ t: "queued", items: [{ n: 1, envelope: envelope as unknown as JsonObject }] });
  }
  const alarm = async () => (await laptop.contacts.known(peer))?.contact.alarm;
  await vi.waitFor(async () =>
    expect(await alarm()).toMatchObject({ code: "identity-other", other: mallory.identity.id }),
  );
  expect(await laptop.contacts.known(mallory.identity.id)).toBeUndefined();
  expect(await texts(laptop, mallory.identity.id)).toEqual([]);
});

test("takes an alarm back when the pinned identity is served again", async () => {
  const laptop = await app(alice, "laptop");
  const peer = await start(laptop, bob);
  const mallory = await person(bob.person.address, ["laptop"]);
  bob.lie = { id: mallory.identity.id, log: mallory.log, prekeys: { v: 1, prekeys: [] } };
  await laptop.chat.start(bob.person.address);
  delete bob.lie;
  expect(await laptop.chat.send(peer, "hello")).not.toHaveProperty("code");
  expect((await laptop.contacts.known(peer))?.contact.alarm).toBeUndefined();
});

test("drops an envelope that was altered on the way and opens the one after it", async () => {
  const laptop = await app(alice, "laptop");
  const peer = await start(laptop, bob);
  await laptop.chat.send(peer, "altered");
  await laptop.chat.send(peer, "whole");
  const id = deviceOf(bob.person, "laptop").row.id;
  await vi.waitFor(() => expect(bob.queues.get(id)?.length).toBe(2));
  const [first, second] = bob.queues.get(id) ?? [];
  if (!first || !second) throw new Error("two envelopes were expected");
  const data = { ...(first.envelope.data as JsonObject), ct: "AAAA" };
  bob.queues.set(id, [{ ...first, envelope: { ...first.envelope, data } }, second]);
  const bobs = await app(bob, "laptop");
  await vi.waitFor(async () => expect(await texts(bobs, laptop.device.me)).toEqual(["whole"]));
  await vi.waitFor(async () => expect(await bobs.storage.list("inbox")).toEqual([]));
});

test("holds a message whose sender cannot be looked up now, and opens it later", async () => {
  const laptop = await app(alice, "laptop");
  await laptop.chat.send(await start(laptop, bob), "patience");
  alice.away = true;
  const bobs = await app(bob, "laptop");
  await vi.waitFor(async () => expect(await bobs.storage.list("inbox")).toHaveLength(1));
  await vi.waitFor(() => expect(alice.asked).toBeGreaterThan(0));
  expect(await texts(bobs, laptop.device.me)).toEqual([]);
  alice.away = false;
  for (const client of bob.sidecar.clients) client.die();
  await vi.waitFor(
    async () => expect(await texts(bobs, laptop.device.me)).toEqual(["patience"]),
    5000,
  );
});

test("shows a refusal of the other side at the message, with its code", async () => {
  const laptop = await app(alice, "laptop");
  const peer = await start(laptop, bob);
  const onFrame = alice.sidecar.onFrame;
  alice.sidecar.onFrame = (frame, client) => {
    if (frame.t !== "deliver") return onFrame(frame, client);
    client.say({ t: "refuse", code: "blocked", re: String(frame.envelope.id) });
  };
  await laptop.chat.send(peer, "hello?");
  await vi.waitFor(async () =>
    expect((await listMessages(laptop.storage, peer))[0]?.delivery).toEqual({
      state: "refused",
      code: "blocked",
    }),
  );
});

test("refuses to open a conversation with oneself", async () => {
  const laptop = await app(alice, "laptop");
  expect(await laptop.chat.start(laptop.device.address)).toMatchObject({ ok: false });
  expect(formatAddress(laptop.device.address)).toContain("alice@127.0.0.1");
});
