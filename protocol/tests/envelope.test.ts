// Spec 02 in claims: an envelope, and each way in which it is refused. Long, since they share its maker.

import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { nodeBackend } from "../node/ed25519.ts";
import { text, toBase64url, utf8 } from "../src/bytes.ts";
import { canonicalText } from "../src/canonical.ts";
import { revokeDevice } from "../src/device.ts";
import type { Signer } from "../src/ed25519.ts";
import {
  type Envelope,
  formatEnvelope,
  isMessage,
  makeEnvelope,
  parseEnvelope,
  readEnvelope,
  verifyEnvelope,
  verifyEnvelopeSync,
} from "../src/envelope.ts";
import { appendEntry, type Identity } from "../src/identity.ts";
import { LIMITS } from "../src/limits.ts";
import { commentCreate } from "../src/messages/comment-create.ts";
import { sealedMessage } from "../src/messages/sealed-message.ts";
import { isRefusal, type RefusalCode } from "../src/refusal.ts";
import type { JsonObject, JsonValue } from "../src/strict-json.ts";
import { DAY, impostor, NOW, newPerson, type Person } from "./person.ts";
import { accepted, expectRefusal } from "./refusals.ts";

let alice: Person;
let bob: Person;
let letter: Envelope;

const comment = { page: "/posts/x/", text: "Good soil.", name: "Alice" };

interface Writing {
  type?: string;
  data?: object;
  from?: Person["address"];
  signer?: Signer;
  kid?: string;
  now?: number;
  ttl?: number;
}

const write = (changes: Writing = {}) =>
  makeEnvelope({
    from: alice.address,
    to: bob.address,
    type: "comment.create",
    data: comment,
    signer: alice.laptop.signer,
    kid: alice.laptop.kid,
    now: NOW,
    ...changes,
  });

interface Reading {
  identity?: Identity;
  now?: number;
  to?: Person["address"][];
  revokedGrace?: number;
}

const options = (changes: Reading = {}) => ({
  identity: alice.identity,
  now: NOW,
  to: [bob.address],
  backend: nodeBackend,
  ...changes,
});

const read = (envelope: Envelope, changes: Reading = {}) =>
  verifyEnvelopeSync(envelope, options(changes));

beforeAll(async () => {
  alice = await newPerson("alice");
  bob = await newPerson("bob");
  letter = await write();
});

describe("an envelope as its sender made it", () => {
  test("is verified, at once and later, with and without a native backend", async () => {
    expect(read(letter)).toBe(letter);
    expect(await verifyEnvelope(letter, options())).toBe(letter);
    const { backend: _, ...portable } = options();
    expect(await verifyEnvelope(letter, portable)).toBe(letter);
    expect(verifyEnvelopeSync(letter, portable)).toBe(letter);
  });

  test("comes back from its text, whatever the spacing and the order of keys", () => {
    const turned = JSON.stringify(Object.fromEntries(Object.entries(letter).reverse()), null, 1);
    for (const written of [formatEnvelope(letter), turned, utf8(turned)]) {
      expect(read(accepted(readEnvelope(written)) as Envelope)).toEqual(letter);
    }
  });

  test("has the data of its type once it is verified", () => {
    const envelope = read(letter);
    if (isRefusal(envelope)) throw new Error(envelope.code);
    expect(isMessage(envelope, sealedMessage)).toBe(false);
    expect(isMessage(envelope, commentCreate) && envelope.data.text).toBe("Good soil.");
  });

  test("two of the same words are two", async () => {
    expect((await write()).id).not.toBe(letter.id);
  });

  test("lives to the last millisecond, and no longer", async () => {
    const brief = await write({ ttl: 1000 });
    expect(read(brief, { now: NOW + 999 })).toBe(brief);
    expectRefusal(read(brief, { now: NOW + 1000 }), "envelope-expired");
  });

  test("may come from a clock five minutes ahead, and no more", async () => {
    expect(read(letter, { now: NOW - LIMITS.clockSkew })).toBe(letter);
    expectRefusal(read(letter, { now: NOW - LIMITS.clockSkew - 1 }), "envelope-future");
  });

  test("may live thirty days, and no longer", async () => {
    const long = await write({ ttl: LIMITS.envelopeTtl });
    expect(parseEnvelope(long as JsonValue)).toBe(long);
    const longer = await write({ ttl: LIMITS.envelopeTtl + 1 });
    expectRefusal(parseEnvelope(longer as JsonValue), "envelope-ttl");
  });
});

describe("an envelope is refused", () => {
  test("for another receiver", () => {
    expectRefusal(read(letter, { to: [alice.address] }), "to-other");
    expectRefusal(read(letter, { to: [] }), "to-other");
    expect(read(letter, { to: [alice.address, bob.address] })).toBe(letter);
  });

  test("under another sender's name", async () => {
    expectRefusal(read(letter, { identity: bob.identity }), "key-unknown");
    const mallory = await newPerson("mallory");
    const borrowed = await write({ from: bob.address });
    expectRefusal(read(borrowed), "from-other");
    const stolen = { ...letter, kid: mallory.laptop.kid };
    expectRefusal(read(stolen, { identity: mallory.identity }), "from-other");
    const at = { ...letter, kid: mallory.laptop.kid, from: mallory.address };
    expectRefusal(read(at, { identity: mallory.identity }), "envelope-id");
  });

  test("from an address where the sender no longer lives", async () => {
    const change = { urls: ["alice@new.example"] };
    const moved = await appendEntry(alice.identity, {
      rootSigner: alice.rootSigner,
      change,
      now: NOW,
    });
    expectRefusal(read(letter, { identity: accepted(moved) as Identity }), "from-other");
  });

  test("from a device that the identity does not name", () => {
    const kid = `${alice.identity.id}#${"A".repeat(22)}`;
    expectRefusal(read({ ...letter, kid }), "key-unknown");
  });

  test("from a device that may not do this", async () => {
    const { kid, signer } = alice.sidecar;
    expectRefusal(read(await write({ kid, signer })), "capability-missing");
    const relay = { to: bob.address, hops: 1, enc: "AA", ct: "AA" };
    expect(isRefusal(read(await write({ kid, signer, type: "relay.forward", data: relay })))).toBe(
      false,
    );
    const laptop = await write({ type: "relay.forward", data: relay });
    expectRefusal(read(laptop), "capability-missing");
  });

  test("from a revoked device, but not what it signed before", async () => {
    const devices = alice.identity.head.devices.map((device) => revokeDevice(device, NOW));
    const outcome = await appendEntry(alice.identity, {
      rootSigner: alice.rootSigner,
      change: { devices },
      now: NOW,
    });
    const identity = accepted(outcome) as Identity;
    expect(read(letter, { identity })).toBe(letter);
    const late = await write({ now: NOW + 1 });
    expectRefusal(read(late, { identity, now: NOW + 1 }), "device-revoked");
    // A stolen key can backdate: first hand, the receiver's clock counts too.
    const grace = { identity, revokedGrace: DAY };
    expect(read(letter, { ...grace, now: NOW + DAY })).toBe(letter);
    expectRefusal(read(letter, { ...grace, now: NOW + DAY + 1 }), "device-revoked");
  });

  test("from before the device was there", async () => {
    const now = NOW - 2 * DAY;
    expectRefusal(read(await write({ now }), { now }), "device-future");
  });

  test("of a type that nobody knows", async () => {
    expectRefusal(read(await write({ type: "comment.destroy" })), "envelope-type-unknown");
    expectRefusal(read(await write({ type: "constructor.name" })), "envelope-type-unknown");
  });

  test("with data that does not fit its type", async () => {
    expectRefusal(read(await write({ data: { ...comment, admin: true } })), "envelope-data");
  });

  test("signed by another key", async () => {
    const signer = impostor(alice.laptop.signer.publicKey);
    expectRefusal(read(await write({ signer })), "signature-invalid");
    expectRefusal(await verifyEnvelope(await write({ signer }), options()), "signature-invalid");
  });

  test("with a signature of another form, before any curve work", () => {
    const sig = Uint8Array.fromBase64(letter.sig, { alphabet: "base64url" });
    const malleable = sig.slice().fill(0xff, 32);
    expectRefusal(read({ ...letter, sig: toBase64url(malleable) }), "signature-form");
    const zero = new Uint8Array(64);
    expectRefusal(read({ ...letter, sig: toBase64url(zero) }), "signature-form");
  });

  test("with an id that is not its hash", () => {
    expectRefusal(read({ ...letter, id: "A".repeat(43) }), "envelope-id");
    expectRefusal(read({ ...letter, ts: letter.ts + 1 }), "envelope-id");
  });

  test("when its parts are too large together", async () => {
    const data = { ...comment, filler: "x".repeat(LIMITS.envelopeBytes) };
    const big = await write({ data });
    expectRefusal(readEnvelope(formatEnvelope(big)), "envelope-too-large");
    expectRefusal(readEnvelope(utf8(formatEnvelope(big))), "envelope-too-large");
  });

  const shapes: [string, RefusalCode, (plain: Record<string, JsonValue>) => JsonValue][] = [
    ["that is null", "envelope-shape", () => null],
    ["that is a list", "envelope-shape", (e) => [e]],
    ["with an unknown key", "envelope-unknown-key", (e) => ({ ...e, hops: 1 })],
    ["with a key that objects inherit", "envelope-unknown-key", (e) => ({ ...e, toString: 1 })],
    ["of another version", "envelope-shape", (e) => ({ ...e, v: 2 })],
    ["whose version is a text", "envelope-shape", (e) => ({ ...e, v: "1" })],
    ["from nowhere", "envelope-shape", (e) => ({ ...e, from: "alice@alice.example" })],
    ["to nowhere", "envelope-shape", (e) => ({ ...e, to: { host: "bob.example" } })],
    [
      "with a fourth part of an address",
      "envelope-shape",
      ({ to, ...e }) => ({
        ...e,
        to: { ...(to as JsonObject), path: "/" },
      }),
    ],
    ["of a type with one word", "envelope-shape", (e) => ({ ...e, type: "comment" })],
    ["of a type in capitals", "envelope-shape", (e) => ({ ...e, type: "Comment.Create" })],
    ["of a long type", "envelope-shape", (e) => ({ ...e, type: `a.${"b".repeat(47)}` })],
    ["whose data is a list", "envelope-shape", (e) => ({ ...e, data: [] })],
    ["whose data is null", "envelope-shape", (e) => ({ ...e, data: null })],
    ["with a kid of one part", "envelope-shape", (e) => ({ ...e, kid: "A".repeat(43) })],
    ["with a negative time", "envelope-shape", (e) => ({ ...e, ts: -1 })],
    [
      "that ends before it begins",
      "envelope-shape",
      ({ ts, ...e }) => ({ ...e, ts: ts ?? 0, exp: ts ?? 0 }),
    ],
    ["with a short nonce", "envelope-shape", (e) => ({ ...e, nonce: "AAAA" })],
    ["with an id of another length", "envelope-shape", (e) => ({ ...e, id: "AAAA" })],
    [
      "with an id with set unused bits",
      "envelope-shape",
      (e) => ({ ...e, id: `${"A".repeat(42)}B` }),
    ],
    ["with a short signature", "envelope-shape", (e) => ({ ...e, sig: "AAAA" })],
  ];

  test.each(shapes)("%s, with %s", (_, code, change) => {
    expectRefusal(parseEnvelope(change({ ...letter })), code);
  });

  test.each(["v", "from", "to", "type", "data", "kid", "ts", "exp", "nonce", "id", "sig"])(
    "without %s",
    (key) => {
      const { [key]: _, ...rest } = letter as JsonObject;
      expectRefusal(parseEnvelope(rest), "envelope-shape");
    },
  );

  test("with any byte changed: in its text, nothing can be changed unnoticed", () => {
    const written = utf8(canonicalText(letter));
    fc.assert(
      fc.property(fc.nat(written.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const bytes = written.slice();
        bytes[at] = (bytes[at] as number) ^ mask;
        const envelope = readEnvelope(bytes);
        if (isRefusal(envelope)) return;
        expect(read(envelope)).toHaveProperty("ok", false);
      }),
      { numRuns: 1500 },
    );
  });

  test("and rubbish never throws", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(letter)), (value, key) => {
        const odd = { ...letter, [key]: value } as JsonValue;
        const envelope = parseEnvelope(odd);
        if (!isRefusal(envelope)) read(envelope);
        parseEnvelope(value as JsonValue);
      }),
    );
  });
});

test("the signed bytes begin with a line that no other signature begins with", async () => {
  let seen = "";
  const signer: Signer = {
    publicKey: alice.laptop.signer.publicKey,
    sign: async (message) => {
      seen = text(message);
      return new Uint8Array(64);
    },
  };
  await write({ signer });
  expect(seen.startsWith('courtyard-envelope/1\n{"data":{')).toBe(true);
  expect(seen).not.toContain('"sig"');
});
