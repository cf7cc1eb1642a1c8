// Spec 01 in claims: what a log may say, and each way in which it is refused. Long, since they share
// one family of keys.

import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { nodeBackend } from "../node/ed25519.ts";
import { toBase64url } from "../src/bytes.ts";
import { canonicalText } from "../src/canonical.ts";
import { deviceIdOf, deviceRecord, revokeDevice } from "../src/device.ts";
import { generateSigningKey, type Signer, signerFromSecret } from "../src/ed25519.ts";
import {
  appendEntry,
  createIdentity,
  deviceOf,
  findDevice,
  type Identity,
  type IdentityChange,
} from "../src/identity.ts";
import {
  countKeys,
  entryBytes,
  entryHash,
  type IdentityEntry,
  nextHashOf,
  type UnsignedEntry,
} from "../src/identity-entry.ts";
import { formatIdentityLog, verifyIdentityLog } from "../src/identity-log.ts";
import { LIMITS } from "../src/limits.ts";
import { comparePin, pinOf } from "../src/pin.ts";
import type { RefusalCode } from "../src/refusal.ts";
import { DAY, NOW, newDevice, newPerson, type Person } from "./person.ts";
import { accepted, expectRefusal } from "./refusals.ts";

let alice: Person;
beforeAll(async () => {
  alice = await newPerson("alice");
});

const verify = (jsonl: string) => verifyIdentityLog(jsonl, nodeBackend);

async function append(
  identity: Identity,
  change: IdentityChange,
  rootSigner: Signer = alice.rootSigner,
  now = NOW,
): Promise<Identity> {
  return accepted(await appendEntry(identity, { rootSigner, change, now }));
}

describe("a log that its owner writes", () => {
  test("is read back as the same identity, by both backends", async () => {
    const log = formatIdentityLog(alice.identity);
    expect(log.endsWith("\n")).toBe(true);
    expect(await verify(log)).toEqual(alice.identity);
    expect(await verifyIdentityLog(log.trimEnd())).toEqual(alice.identity);
    expect(alice.identity.id).toBe(alice.identity.hash);
    expect(alice.identity.id).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  test("moves: another address, the same person", async () => {
    const moved = await append(alice.identity, { urls: ["alice@new.example"] });
    expect(moved.id).toBe(alice.identity.id);
    expect(moved.head.urls).toEqual(["alice@new.example"]);
    expect(await verify(formatIdentityLog(moved))).toEqual(moved);
  });

  test("rotates to the announced key, which then signs alone", async () => {
    const after = generateSigningKey();
    const rotated = await append(
      alice.identity,
      { next: nextHashOf(after.publicKey) },
      alice.nextSigner,
    );
    expect(rotated.head.root).toBe(toBase64url(alice.nextSigner.publicKey));
    expect(await verify(formatIdentityLog(rotated))).toEqual(rotated);
    const old = await appendEntry(rotated, { rootSigner: alice.rootSigner, change: {}, now: NOW });
    expectRefusal(old, "identity-next-key");
    const again = await append(
      rotated,
      { next: nextHashOf(generateSigningKey().publicKey) },
      signerFromSecret(after.secret),
    );
    expect(await verify(formatIdentityLog(again))).toEqual(again);
  });

  test("adds and revokes devices, and finds them by kid", async () => {
    const phone = await newDevice("phone", ["chat"]);
    const added = await append(alice.identity, {
      devices: [...alice.identity.head.devices, phone.record],
    });
    expect(deviceOf(added, phone.record.id)).toEqual(phone.record);
    const gone = await append(added, {
      devices: added.head.devices.map((device) =>
        device.id === phone.record.id ? revokeDevice(device, NOW) : device,
      ),
    });
    expect(findDevice(gone, `${gone.id}#${phone.record.id}`)?.until).toBe(NOW);
    expect(findDevice(gone, `${"A".repeat(43)}#${phone.record.id}`)).toBeUndefined();
    expect(findDevice(gone, "nonsense")).toBeUndefined();
    expect(await verify(formatIdentityLog(gone))).toEqual(gone);
  });

  test("never goes back in time, even if the clock does", async () => {
    const later = await append(alice.identity, {}, alice.rootSigner, NOW + DAY);
    const earlier = await append(later, {}, alice.rootSigner, NOW - 10 * DAY);
    expect(earlier.head.at).toBe(NOW + DAY);
  });

  test("drops a revoked device only when nothing that it signed can be in force", async () => {
    const [laptop, sidecar] = alice.identity.head.devices;
    if (laptop === undefined || sidecar === undefined) throw new Error("two devices");
    const revoked = await append(alice.identity, { devices: [revokeDevice(laptop, NOW), sidecar] });
    const drop = (now: number) =>
      appendEntry(revoked, { rootSigner: alice.rootSigner, change: { devices: [sidecar] }, now });
    expectRefusal(await drop(NOW + LIMITS.manifestMaxLife), "identity-device");
    expect(accepted(await drop(NOW + LIMITS.manifestMaxLife + 1)).head.devices).toEqual([sidecar]);
  });

  test("is not created with what no reader would accept", async () => {
    const key = generateSigningKey();
    const make = (urls: string[], next = generateSigningKey().publicKey) =>
      createIdentity({ rootSecret: key.secret, nextPublicKey: next, devices: [], urls, now: NOW });
    await expect(make(["Alice@alice.example"])).rejects.toThrow(RangeError);
    await expect(make([], key.publicKey)).rejects.toThrow(RangeError); // announces itself
    expect((await make([])).head.urls).toEqual([]);
  });

  test("keeps a copy: what the caller changes afterwards is not in it", async () => {
    const urls = ["alice@alice.example"];
    const identity = await append(alice.identity, { urls });
    urls.push("mallory@mallory.example");
    expect(identity.head.urls).toEqual(["alice@alice.example"]);
  });

  test("ends at the limit of entries", async () => {
    const full = { ...alice.identity, head: { ...alice.identity.head, seq: 1023 } } as Identity;
    const more = await appendEntry(full, { rootSigner: alice.rootSigner, change: {}, now: NOW });
    expectRefusal(more, "identity-too-large");
  });
});

/** Signs whatever it is told, rules or not. */
async function forge(entry: UnsignedEntry, signer: Signer): Promise<IdentityEntry> {
  return { ...entry, sig: toBase64url(await signer.sign(entryBytes(entry))) };
}

/** The log of alice with a second entry that is changed before it is signed. */
async function logWith(
  change: (entry: UnsignedEntry) => object,
  signer: Signer = alice.rootSigner,
): Promise<string> {
  const { head } = alice.identity;
  const { sig: _, ...former } = head;
  const plain: UnsignedEntry = { ...former, seq: 1, prev: entryHash(head), at: NOW };
  const second = await forge({ ...plain, ...change(plain) } as UnsignedEntry, signer);
  return `${canonicalText(head)}\n${canonicalText(second)}\n`;
}

describe("a log that somebody tampered with is refused", () => {
  const secondEntries: [string, RefusalCode, (entry: UnsignedEntry) => object][] = [
    ["skips a number", "identity-broken-chain", () => ({ seq: 2 })],
    ["repeats a number", "identity-broken-chain", () => ({ seq: 0 })],
    ["hangs on nothing", "identity-broken-chain", () => ({ prev: null })],
    ["hangs on another entry", "identity-broken-chain", () => ({ prev: "A".repeat(43) })],
    ["goes back in time", "identity-broken-chain", () => ({ at: NOW - 2 * DAY })],
    [
      "changes next without root",
      "identity-next-key",
      () => ({ next: nextHashOf(generateSigningKey().publicKey) }),
    ],
    [
      "puts in a root that was not announced",
      "identity-next-key",
      () => ({
        root: toBase64url(generateSigningKey().publicKey),
        next: nextHashOf(generateSigningKey().publicKey),
      }),
    ],
    [
      "announces its own root",
      "identity-malformed",
      () => ({
        root: toBase64url(alice.nextSigner.publicKey),
        next: nextHashOf(alice.nextSigner.publicKey),
      }),
    ],
    ["drops a device", "identity-device", ({ devices }) => ({ devices: devices.slice(1) })],
    [
      "swaps the seal key of a device",
      "identity-device",
      ({ devices: [first, second] }) => ({ devices: [{ ...first, seal: second?.seal }, second] }),
    ],
    [
      "makes a device older",
      "identity-device",
      ({ devices: [first, second] }) => ({ devices: [{ ...first, since: 0 }, second] }),
    ],
    [
      "names a device twice",
      "identity-device",
      ({ devices: [first] }) => ({ devices: [first, first] }),
    ],
    [
      "gives a device another id",
      "identity-device",
      ({ devices: [first, second] }) => ({ devices: [{ ...first, id: "A".repeat(22) }, second] }),
    ],
    ["has another version", "identity-malformed", () => ({ v: 2 })],
    ["has an unknown key", "identity-malformed", () => ({ extra: 1 })],
    ["has a negative time", "identity-malformed", () => ({ at: -1 })],
    ["has a root of 31 bytes", "identity-malformed", () => ({ root: "A".repeat(42) })],
    [
      "has a root of small order",
      "identity-malformed",
      () => ({ root: toBase64url(Uint8Array.of(1, ...Array<number>(31).fill(0))) }),
    ],
    ["has an address that is none", "identity-malformed", () => ({ urls: ["alice"] })],
    ["spells an address oddly", "identity-malformed", () => ({ urls: ["a@a.example:443"] })],
    ["names an address twice", "identity-malformed", () => ({ urls: ["a@a.b", "a@a.b"] })],
    [
      "has nine addresses",
      "identity-malformed",
      () => ({ urls: Array.from({ length: 9 }, (_, i) => `a@h${i}.example`) }),
    ],
    ["has a mirror of no web", "identity-malformed", () => ({ mirrors: ["file:///etc/passwd"] })],
    [
      "has a mirror beyond the limit",
      "identity-malformed",
      () => ({ mirrors: [`https://m.example/${"x".repeat(LIMITS.urlLength)}`] }),
    ],
    ["has no list of devices", "identity-malformed", () => ({ devices: {} })],
    [
      "has 65 devices",
      "identity-malformed",
      ({ devices }) => ({ devices: Array(LIMITS.devices + 1).fill(devices[0]) }),
    ],
  ];

  test.each(secondEntries)("one that %s, with %s", async (_, code, change) => {
    expectRefusal(await verify(await logWith(change)), code);
  });

  test("one with an entry by the old root where a rotation was made, or by anybody else", async () => {
    const rotation = () => ({
      root: toBase64url(alice.nextSigner.publicKey),
      next: nextHashOf(generateSigningKey().publicKey),
    });
    expect(accepted(await verify(await logWith(rotation, alice.nextSigner))).head.seq).toBe(1);
    expectRefusal(await verify(await logWith(rotation, alice.rootSigner)), "identity-signature");
    expectRefusal(await verify(await logWith(() => ({}), alice.nextSigner)), "identity-signature");
  });

  test("a rotation that keeps the announcement", async () => {
    const same = () => ({ root: toBase64url(alice.nextSigner.publicKey) });
    expectRefusal(await verify(await logWith(same, alice.nextSigner)), "identity-malformed");
  });

  test("one whose revocation is taken back or put later", async () => {
    const { devices } = alice.identity.head;
    const [laptop, sidecar] = devices;
    if (laptop === undefined || sidecar === undefined) throw new Error("two devices");
    const revoked = await append(alice.identity, { devices: [revokeDevice(laptop, NOW), sidecar] });
    for (const devices of [
      [laptop, sidecar],
      [{ ...laptop, until: NOW + 1 }, sidecar],
    ]) {
      const change = { devices };
      const more = await appendEntry(revoked, { rootSigner: alice.rootSigner, change, now: NOW });
      expectRefusal(more, "identity-device");
    }
    const earlier = { devices: [{ ...laptop, until: NOW - 1 }, sidecar] };
    expect((await append(revoked, earlier)).head.devices[0]?.until).toBe(NOW - 1);
  });

  test("a first entry that does not start the log", async () => {
    const { sig: _, ...former } = alice.identity.head;
    const late = await forge({ ...former, seq: 1 }, alice.rootSigner);
    expectRefusal(await verify(canonicalText(late)), "identity-broken-chain");
    const child = await forge({ ...former, prev: "A".repeat(43) }, alice.rootSigner);
    expectRefusal(await verify(canonicalText(child)), "identity-broken-chain");
  });

  test.each<[string, RefusalCode, (line: string) => string]>([
    ["is empty", "identity-malformed", () => ""],
    ["is a blank line", "json-malformed", () => "\n\n"],
    ["holds no JSON", "json-malformed", () => "<html>"],
    ["holds an array", "identity-malformed", () => "[]"],
    ["has a blank line between", "json-malformed", (line) => `${line}\n\n${line}`],
    ["names a key twice", "json-duplicate-key", (line) => line.replace("{", '{"v":1,')],
    ["lacks a key", "identity-malformed", (line) => line.replace('"mirrors":[],', "")],
    ["has a short signature", "identity-malformed", (l) => l.replace(/"sig":"./, '"sig":"')],
    ["has a line beyond the limit", "json-too-large", (l) => `${" ".repeat(70_000)}${l}`],
    ["is beyond the limit", "identity-too-large", () => "\n".repeat(LIMITS.identityBytes + 1)],
    ["has too many lines", "identity-too-large", (l) => `${l}\n{}${"\n{}".repeat(1023)}`],
  ])("one that %s, with %s", async (_, code, change) => {
    expectRefusal(await verify(change(canonicalText(alice.identity.head))), code);
  });

  test("one with so many keys that checking them would hold up its reader", async () => {
    const rounds = 5;
    let identity = alice.identity;
    for (let round = 1; ; round++) {
      const now = NOW + round * (LIMITS.manifestMaxLife + DAY);
      const old = identity.head.devices.map((device) => revokeDevice(device, device.since));
      const revoked = await append(identity, { devices: old }, alice.rootSigner, now - 1);
      const added = await Promise.all(Array.from({ length: 60 }, () => newDevice("x", [], now)));
      const change = { devices: added.map(({ record }) => record) };
      const more = await appendEntry(revoked, { rootSigner: alice.rootSigner, change, now });
      if (round === rounds) {
        expectRefusal(more, "identity-too-large");
        // What a reader would be given by one who did not ask.
        const { sig: _, ...former } = revoked.head;
        const next = { ...former, ...change, seq: former.seq + 1, prev: revoked.hash, at: now };
        const last = canonicalText(await forge(next, alice.rootSigner));
        expectRefusal(await verify(`${formatIdentityLog(revoked)}${last}\n`), "identity-too-large");
        return;
      }
      identity = accepted(more) as Identity;
    }
  });

  test("counting keys takes any value", () => {
    const keys = new Set<unknown>();
    for (const odd of [null, 1, "x", [null], { devices: [null, 1, { sign: {} }] }]) {
      expect(countKeys(odd, keys)).toBe(true);
    }
  });

  test("one with any single character changed", async () => {
    const two = await append(alice.identity, { urls: ["alice@new.example"] });
    const log = formatIdentityLog(two);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(log.length - 2),
        fc.constantFrom(...'aZ09_-"{}[],: \n'),
        async (at, letter) => {
          if (log[at] === letter) return;
          const changed = log.slice(0, at) + letter + log.slice(at + 1);
          const outcome = await verify(changed);
          // A space for nothing would be the same log; there is no such place in canonical lines.
          expect(outcome).toHaveProperty("ok", false);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("a device", () => {
  const make = (change: object) => {
    const key = generateSigningKey().publicKey;
    const seal = Uint8Array.from({ length: 32 }, () => 9);
    const plain = { name: "x", signPublicKey: key, sealPublicKey: seal, can: [], now: NOW };
    return deviceRecord({ ...plain, ...change });
  };

  test("is named by its signing key", () => {
    const key = generateSigningKey().publicKey;
    expect(make({ signPublicKey: key }).id).toBe(deviceIdOf(key));
    expect(deviceIdOf(key)).toHaveLength(22);
  });

  test("lists what it may do once, in one order", () => {
    expect(make({ can: ["chat", "publish", "chat"] }).can).toEqual(["publish", "chat"]);
  });

  test.each([
    ["without a name", { name: "" }],
    ["with a name of blanks", { name: "  " }],
    ["with a name of two lines", { name: "a\nb" }],
    ["with a name that turns the direction", { name: "a\u202etxt" }],
    ["with a name that is too long", { name: "x".repeat(LIMITS.deviceNameLength + 1) }],
    ["with a signing key of small order", { signPublicKey: new Uint8Array(32) }],
    ["with a short signing key", { signPublicKey: new Uint8Array(31) }],
    ["with a seal key of small order", { sealPublicKey: new Uint8Array(32) }],
    ["with a short seal key", { sealPublicKey: new Uint8Array(31) }],
    ["with a time that is none", { now: -1 }],
  ])("is not made %s", (_, change) => {
    expect(() => make(change)).toThrow(RangeError);
  });

  test("that is revoked twice keeps the earlier time, and never ends before it began", () => {
    const device = make({});
    expect(revokeDevice(revokeDevice(device, NOW + 5), NOW + 9).until).toBe(NOW + 5);
    expect(revokeDevice(device, 0).until).toBe(NOW);
  });
});

describe("a pin", () => {
  test("stays at the same log, follows a longer one, and alarms at a shorter or another one", async () => {
    const one = alice.identity;
    const two = await append(one, { urls: ["alice@new.example"] });
    const three = await append(two, { urls: [] });
    const fork = await append(one, { urls: ["alice@evil.example"] });
    const longFork = await append(fork, {});
    const other = (await newPerson("mallory")).identity;
    expect(comparePin(pinOf(two), two)).toEqual({ ok: true, kind: "same", pin: pinOf(two) });
    expect(comparePin(pinOf(one), three)).toEqual({
      ok: true,
      kind: "extended",
      pin: pinOf(three),
    });
    expectRefusal(comparePin(pinOf(three), two), "identity-rollback");
    expectRefusal(comparePin(pinOf(two), fork), "identity-fork");
    expectRefusal(comparePin(pinOf(two), longFork), "identity-fork");
    expectRefusal(comparePin(pinOf(one), other), "identity-other");
  });

  test("holds for every prefix of a history, and for no branch of it", async () => {
    const histories: Identity[] = [alice.identity];
    for (let i = 0; i < 6; i++) {
      histories.push(await append(histories.at(-1) as Identity, { urls: [`a@h${i}.example`] }));
    }
    const branches = await Promise.all(histories.map((h) => append(h, { urls: ["a@b.example"] })));
    fc.assert(
      fc.property(fc.nat(6), fc.nat(6), (seen, shown) => {
        const pin = pinOf(histories[seen] as Identity);
        const outcome = comparePin(pin, histories[shown] as Identity);
        if (seen <= shown) expect(outcome.ok).toBe(true);
        else expectRefusal(outcome, "identity-rollback");
        const branch = comparePin(pin, branches[shown] as Identity);
        if (seen <= shown) expect(branch.ok).toBe(true);
        else expectRefusal(branch, seen === shown + 1 ? "identity-fork" : "identity-rollback");
      }),
    );
  });
});
