import { generateSigningKey } from "@courtyard/protocol/ed25519.ts";
import type { Envelope } from "@courtyard/protocol/envelope.ts";
import { createIdentity } from "@courtyard/protocol/identity.ts";
import { formatIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { countRows, type TestSidecar, testSidecar, until } from "../harness.ts";
import { newDevice } from "../support/device.ts";
import type { TestPerson } from "../support/person.ts";
import { remoteHouse } from "../support/remote-house.ts";

let house: TestSidecar;
let alice: TestPerson;
let carol: TestPerson;
let bob: TestPerson;

beforeAll(async () => {
  house = await testSidecar({ limits: { requests: { perSecond: 1000, burst: 1000 } } });
  [alice, carol, bob] = [
    await house.person("alice"),
    await house.person("carol"),
    await house.person("bob"),
  ];
});
afterAll(() => house[Symbol.asyncDispose]());

let rowsBefore = 0;
const rows = (): number =>
  ["seen", "sealed", "sealed_for", "remote_identity", "outbox", "contact"]
    .map((table) => countRows(house.dir, table))
    .reduce((sum, n) => sum + n, 0);
beforeEach(() => {
  rowsBefore = rows();
});

/** Posts to alice and expects a refusal that leaves no row behind. */
async function refused(body: unknown, code: string, to: TestPerson = alice): Promise<void> {
  const { status, json } = await house.post(to.tenant, "/_courtyard/inbox", body);
  expect(json).toMatchObject({ ok: false, code });
  expect(status).toBeGreaterThanOrEqual(400);
  expect(rows()).toBe(rowsBefore);
}

const text = async (): Promise<string> => JSON.stringify(await bob.sealed(alice, "hello"));

test("refuses malformed JSON", async () => refused(`${await text()}}`, "json-malformed"));

test("refuses an empty body", () => refused("", "json-malformed"));

test("refuses duplicate keys", async () =>
  refused((await text()).replace('{"v":1', '{"v":1,"v":1'), "json-duplicate-key"));

test("refuses deep nesting", () =>
  refused(`{"v":${"[".repeat(64)}${"]".repeat(64)}}`, "json-depth"));

test("refuses an oversized body", async () =>
  refused(`{"v":1,"data":"${"x".repeat(300_000)}"}`, "envelope-too-large"));

test("refuses an unknown key", async () =>
  refused({ ...(await bob.sealed(alice, "hi")), extra: 1 }, "envelope-unknown-key"));

test("refuses an envelope to somebody else", async () =>
  refused(await bob.sealed(carol, "hi"), "to-other"));

test("refuses an expired envelope", async () =>
  refused(
    await bob.sealed(alice, "late", { now: Date.now() - 10_000, ttl: 5_000 }),
    "envelope-expired",
  ));

test("refuses an envelope from the future", async () =>
  refused(await bob.sealed(alice, "early", { now: Date.now() + 600_000 }), "envelope-future"));

test("refuses a type that nobody handles", async () =>
  refused(
    await bob.envelope("call.offer", { sdp: "x" }, { to: alice.address }),
    "envelope-type-unknown",
  ));

test("refuses a forged signature", async () => {
  const envelope = await bob.sealed(alice, "hi");
  const other = await bob.sealed(alice, "other");
  await refused({ ...envelope, sig: other.sig }, "signature-invalid");
});

test("refuses a non-canonical signature", async () => {
  const envelope = await bob.sealed(alice, "hi");
  // S + L verifies under readers that do not check S < L (RFC 8032 5.1.7).
  const sig = Buffer.from(envelope.sig, "base64url");
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const s = BigInt(`0x${Buffer.from(sig.subarray(32)).reverse().toString("hex")}`) + order;
  const tail = Buffer.from(s.toString(16).padStart(64, "0"), "hex").reverse();
  const forged = Buffer.concat([sig.subarray(0, 32), tail]).toString("base64url");
  await refused({ ...envelope, sig: forged }, "signature-form");
});

test("refuses changed contents under the old id", async () => {
  const envelope = await bob.sealed(alice, "hi");
  await refused({ ...envelope, ts: envelope.ts + 1 }, "envelope-id");
});

test("refuses an unknown key of a known identity", async () => {
  const stranger = await newDevice("stranger", { can: ["chat"], now: Date.now() });
  await refused(await bob.sealed(alice, "hi", { by: stranger }), "key-unknown");
});

test("refuses a device that may not do this", async () => {
  const data = { page: "/posts/x/", text: "hi", name: "bob" };
  const publisher = await newDevice("publisher", { can: ["publish"], now: Date.now() });
  await using other = await remoteHouse("paula");
  const { rootSecret, address } = other.person;
  const identity = await createIdentity({
    rootSecret,
    nextPublicKey: generateSigningKey().publicKey,
    devices: [publisher.record],
    urls: [`paula@paula.localhost:${address.port}`],
    now: Date.now(),
  });
  other.log = formatIdentityLog(identity);
  other.person.identity = identity;
  const sent = await other.person.envelope("sealed.message", data, {
    to: alice.address,
    by: publisher,
  });
  await refused(sent, "capability-missing");
});

test("refuses an envelope replayed under another sender", async () => {
  const envelope = await bob.sealed(alice, "mine");
  expect((await house.post(alice.tenant, "/_courtyard/inbox", envelope)).status).toBe(202);
  rowsBefore = rows();
  await refused({ ...envelope, from: carol.address }, "key-unknown");
  await refused({ ...envelope, from: carol.address, kid: carol.kid(carol.phone) }, "envelope-id");
});

test("acknowledges a retried delivery and does it once", async () => {
  const envelope = await bob.sealed(alice, "twice");
  const first = await house.post(alice.tenant, "/_courtyard/inbox", envelope);
  rowsBefore = rows();
  const again = await house.post(alice.tenant, "/_courtyard/inbox", envelope);
  expect([first.status, again.status]).toEqual([202, 202]);
  expect(again.json).toEqual({ ok: true, id: envelope.id });
  expect(rows()).toBe(rowsBefore);
});

test("refuses at another tenant what was accepted by one", async () => {
  const envelope = await bob.sealed(alice, "for alice only");
  expect((await house.post(alice.tenant, "/_courtyard/inbox", envelope)).status).toBe(202);
  rowsBefore = rows();
  await refused(envelope, "to-other", carol);
});

test("refuses a message that names no device in force", async () =>
  refused(await bob.sealed(alice, "hi", { devices: [bob.phone] }), "sealed-not-for-me"));

test("refuses whom the owner has blocked", async () => {
  await using mallory = await remoteHouse("mallory");
  const phone = await alice.connect(alice.phone);
  await phone.call("contacts.put", {
    identity: mallory.person.identity.id,
    address: `mallory@mallory.localhost:${mallory.person.address.port}`,
    blocked: true,
  });
  rowsBefore = rows();
  await refused(await mallory.person.sealed(alice, "hi"), "blocked");
  expect(mallory.asked()).toBe(0);
});

test("refuses a sender whose identity cannot be fetched, and does not knock again at once", async () => {
  await using gone = await remoteHouse("gone");
  const log = gone.log;
  gone.log = null;
  await refused(await gone.person.sealed(alice, "hi"), "identity-unreachable");
  gone.log = log;
  await refused(await gone.person.sealed(alice, "hi"), "identity-unreachable");
  expect(gone.asked()).toBe(0);
});

test("refuses what a revoked device signed, also when it claims an earlier time", async () => {
  await using dora = await remoteHouse("dora");
  const { person } = dora;
  const before = await person.sealed(alice, "before");
  dora.log = formatIdentityLog(await person.revoke(person.phone, Date.now() - 3_600_000));
  await refused(before, "device-revoked");
});

test("acknowledges again what it accepted, though its device was revoked long since", async () => {
  let now = Date.now();
  await using late = await testSidecar({ clock: () => now });
  const ann = await late.person("ann");
  await using dora = await remoteHouse("dora");
  const { person } = dora;
  const post = (envelope: Envelope) => late.post(ann.tenant, "/_courtyard/inbox", envelope);
  const accepted = await person.sealed(ann, "its acknowledgement got lost");
  const unknown = await person.sealed(ann, "never seen");
  expect((await post(accepted)).status).toBe(202);
  dora.log = formatIdentityLog(await person.revoke(person.phone, now + 1000));
  now += 3_600_000;
  expect((await post(unknown)).json.code).toBe("device-revoked");
  const rowsThere = countRows(late.dir, "sealed");
  expect((await post(accepted)).json).toEqual({ ok: true, id: accepted.id });
  expect(countRows(late.dir, "sealed")).toBe(rowsThere);
  // The id alone proves nothing.
  expect((await post({ ...unknown, id: accepted.id })).json.code).toBe("device-revoked");
});

test("fetches the log again for a device that it does not know yet", async () => {
  let now = Date.now();
  await using slow = await testSidecar({ clock: () => now });
  const ann = await slow.person("ann");
  await using erin = await remoteHouse("erin");
  const { person } = erin;
  const post = (envelope: Envelope) => slow.post(ann.tenant, "/_courtyard/inbox", envelope);
  expect((await post(await person.sealed(ann, "one"))).status).toBe(202);
  expect((await post(await person.sealed(ann, "two"))).status).toBe(202);
  expect(erin.asked()).toBe(1);
  const unknown = await newDevice("new", { can: ["chat"], now });
  expect((await post(await person.sealed(ann, "x", { by: unknown }))).json.code).toBe(
    "key-unknown",
  );
  expect(erin.asked()).toBe(1);
  now += 10_000;
  await post(await person.sealed(ann, "x", { by: unknown, now }));
  expect(erin.asked()).toBe(2);
});

test("raises an alarm for a rolled-back identity and for a fork, and accepts neither", async () => {
  let now = Date.now();
  await using watched = await testSidecar({ clock: () => now });
  const ann = await watched.person("ann");
  await using frank = await remoteHouse("frank");
  const { person } = frank;
  const short = frank.log;
  const spare = await newDevice("spare", { can: ["chat"], now });
  frank.log = formatIdentityLog(await person.revoke(person.vault, now));
  const first = await person.sealed(ann, "from the longer log");
  expect((await watched.post(ann.tenant, "/_courtyard/inbox", first)).status).toBe(202);

  const phone = await ann.connect(ann.phone);
  const seen = countRows(watched.dir, "seen");
  frank.log = short;
  now += 3_600_000;
  const later = await person.sealed(ann, "x", { by: spare, now });
  const { json } = await watched.post(ann.tenant, "/_courtyard/inbox", later);
  expect(json.code).toBe("identity-rollback");
  expect(countRows(watched.dir, "seen")).toBe(seen);
  expect(countRows(watched.dir, "identity_alarm")).toBe(1);
  const alarm = await phone.next((frame) => frame.event === "identity.alarm");
  expect(alarm.data).toMatchObject({ code: "identity-rollback" });

  await watched.stop();
  await watched.start();
  const again = await watched.post(ann.tenant, "/_courtyard/inbox", later);
  expect(again.json.code).toBe("identity-rollback");
  await until(() => countRows(watched.dir, "identity_alarm") === 1);
});

test("grants strangers less than friends", async () => {
  const strangerEnvelopes = { perSecond: 0.001, burst: 3 };
  await using strict = await testSidecar({ limits: { strangerEnvelopes } });
  const [ann, ben] = [await strict.person("ann"), await strict.person("ben")];
  const codes: unknown[] = [];
  for (let i = 0; i < 5; i++) {
    const sent = await ben.sealed(ann, `n${i}`);
    codes.push((await strict.post(ann.tenant, "/_courtyard/inbox", sent)).json.code);
  }
  expect(codes).toEqual([undefined, undefined, undefined, "rate-limited", "rate-limited"]);
  const phone = await ann.connect(ann.phone);
  const { id } = ben.identity;
  const address = `ben@ben.localhost:${strict.port}`;
  expect((await phone.call("contacts.put", { identity: id, address, friend: true })).t).toBe("res");
  const sent = await ben.sealed(ann, "as a friend");
  expect((await strict.post(ann.tenant, "/_courtyard/inbox", sent)).status).toBe(202);
});
