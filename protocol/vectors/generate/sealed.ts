// vectors/06-sealed-messages-and-vault/: a table of cases, which is why the file is long.

import { fromBase64url, toBase64url } from "../../src/bytes.ts";
import { canonicalBytes } from "../../src/canonical.ts";
import { revokeDevice } from "../../src/device.ts";
import { LIMITS } from "../../src/limits.ts";
import { pad } from "../../src/padding.ts";
import { pairingMac } from "../../src/pairing.ts";
import { makePrekey } from "../../src/prekey.ts";
import { sealPayload } from "../../src/seal.ts";
import { countedRandom } from "../../tests/vectors/counted-random.ts";
import { alice, bob, mallory, NOW, sealPublicKey, seed } from "./cast.ts";
import { bad, type Draft, type DraftCase, equals, good } from "./draft.ts";

const message = {
  v: 1,
  kind: "chat.message",
  id: toBase64url(seed("message").subarray(0, 16)),
  author: alice.identity.id,
  peer: { id: bob.identity.id, address: bob.address },
  text: "你好，Bob 👋",
  at: NOW,
  n: 1,
};
const context = { from: alice.text, to: bob.text, kid: alice.phone.kid };
const prekeySecret = seed("bob phone prekey");
const prekeyPublic = sealPublicKey(prekeySecret);

const prekey = await makePrekey({
  device: bob.phone.record.id,
  publicKey: prekeyPublic,
  signer: bob.phone.signer,
  now: NOW,
});
const recipients = [
  { device: bob.phone.record.id, prekey: prekey.id, key: prekey.key },
  { device: bob.vault.record.id, prekey: "static", key: bob.vault.record.seal },
];
const sealInput = { ...context, payload: message, recipients, seed: "sealed" };
const sealed = await sealPayload(message, {
  from: alice.address,
  to: bob.address,
  kid: context.kid,
  recipients: recipients.map(({ key, ...names }) => ({
    ...names,
    publicKey: fromBase64url(key) as Uint8Array,
  })),
  random: countedRandom("sealed"),
});

/** Flips the lowest bit of a byte of a base64url text. */
function flip(text: string, at: number): string {
  const bytes = fromBase64url(text) as Uint8Array;
  const index = at < 0 ? bytes.length + at : at;
  bytes[index] = (bytes[index] as number) ^ 1;
  return toBase64url(bytes);
}

function opened(): DraftCase[] {
  const [phoneKey, vaultKey] = sealed.keys as [(typeof sealed.keys)[0], (typeof sealed.keys)[0]];
  const open = (change: object = {}) => ({
    ...context,
    data: sealed,
    device: bob.phone.record.id,
    keys: { [prekey.id]: toBase64url(prekeySecret) },
    ...change,
  });
  const onVault = { device: bob.vault.record.id, keys: { static: bob.vault.sealSecret } };
  const data = (change: object) => ({ data: { ...sealed, ...change } });
  const withPhoneKey = (change: object) => data({ keys: [{ ...phoneKey, ...change }, vaultKey] });
  const fails = (name: string, musts: string[], change: object) =>
    bad(name, musts, open(change), "sealed-open-failed");
  return [
    equals("by-prekey", ["SEAL-10", "SEAL-14"], open(), message),
    equals("by-static-key", ["SEAL-10"], open(onVault), message),
    bad("unknown-suite", ["SEAL-03"], open(data({ suite: 2 })), "sealed-suite"),
    bad(
      "not-for-this-device",
      ["SEAL-12"],
      open({ device: mallory.phone.record.id }),
      "sealed-not-for-me",
    ),
    bad("deleted-prekey", ["SEAL-23"], open({ keys: {} }), "prekey-missing"),
    bad("device-twice", ["SEAL-02"], open(data({ keys: [phoneKey, phoneKey] })), "sealed-shape"),
    bad(
      "short-enc",
      ["SEAL-10"],
      open(withPhoneKey({ enc: phoneKey.enc.slice(4) })),
      "sealed-shape",
    ),
    bad(
      "padded-base64",
      ["SEAL-10", "ENV-06"],
      open(withPhoneKey({ enc: `${phoneKey.enc}=` })),
      "sealed-shape",
    ),
    bad(
      "content-shorter-than-nonce-and-tag",
      ["SEAL-10"],
      open(data({ ct: toBase64url(new Uint8Array(27)) })),
      "sealed-shape",
    ),
    fails("under-another-sender", ["SEAL-11"], { from: mallory.text }),
    fails("under-another-receiver", ["SEAL-11"], { to: mallory.text }),
    fails("under-another-signing-key", ["SEAL-11"], { kid: mallory.phone.kid }),
    fails("under-another-device-of-the-sender", ["SEAL-11"], { kid: alice.vault.kid }),
    fails("key-of-another-device", ["SEAL-12"], {
      ...onVault,
      ...data({ keys: [{ ...phoneKey, device: bob.vault.record.id, prekey: "static" }] }),
    }),
    fails("prekey-renamed", ["SEAL-12"], {
      ...withPhoneKey({ prekey: "static" }),
      keys: { static: toBase64url(prekeySecret) },
    }),
    fails("wrong-private-key", ["SEAL-12"], { keys: { [prekey.id]: mallory.phone.sealSecret } }),
    fails("bit-of-enc", ["SEAL-13"], withPhoneKey({ enc: flip(phoneKey.enc, 0) })),
    fails("bit-of-the-sealed-key", ["SEAL-13"], withPhoneKey({ ct: flip(phoneKey.ct, 0) })),
    fails("bit-of-the-key-tag", ["SEAL-13"], withPhoneKey({ ct: flip(phoneKey.ct, -1) })),
    fails("bit-of-the-nonce", ["SEAL-13"], data({ ct: flip(sealed.ct, 0) })),
    fails("bit-of-the-content", ["SEAL-13"], data({ ct: flip(sealed.ct, 20) })),
    fails("bit-of-the-tag", ["SEAL-13"], data({ ct: flip(sealed.ct, -1) })),
    fails(
      "enc-of-small-order",
      ["SEAL-13"],
      withPhoneKey({ enc: toBase64url(new Uint8Array(32)) }),
    ),
    fails(
      "content-cut-off",
      ["SEAL-13"],
      data({ ct: toBase64url((fromBase64url(sealed.ct) as Uint8Array).slice(0, -16)) }),
    ),
  ];
}

async function prekeys(): Promise<DraftCase[]> {
  const file = (change: object = {}, more: object = {}) => ({
    file: { v: 1, prekeys: [{ ...prekey, ...change }] },
    device: bob.phone.record,
    now: NOW,
    ...more,
  });
  const resigned = async (change: object, signer = bob.phone.signer) => {
    const { sig: _, ...unsigned } = { ...prekey, ...change };
    const sig = toBase64url(await signer.sign(canonicalBytes("courtyard-prekey/1", unsigned)));
    return file({ ...change, sig });
  };
  const shape = (name: string, input: object) => bad(name, ["SEAL-20"], input, "prekey-shape");
  const { sig: _s, ...unsigned } = prekey;
  const other = sealPublicKey(seed("another prekey"));
  return [
    equals("valid", ["SEAL-20", "SEAL-21"], file(), prekey.id),
    equals("none", ["SEAL-20"], { ...file(), file: { v: 1, prekeys: [] } }, null),
    equals(
      "clock-behind-by-5-minutes",
      ["SEAL-22"],
      file({}, { now: NOW - LIMITS.clockSkew }),
      prekey.id,
    ),
    equals("last-moment", ["SEAL-22"], file({}, { now: prekey.exp - 1 }), prekey.id),
    bad("expired", ["SEAL-22"], file({}, { now: prekey.exp }), "prekey-expired"),
    bad(
      "from-the-future",
      ["SEAL-22"],
      file({}, { now: NOW - LIMITS.clockSkew - 1 }),
      "prekey-expired",
    ),
    shape("unknown-key", file({ note: "x" })),
    shape("no-signature", { ...file(), file: { v: 1, prekeys: [unsigned] } }),
    shape("other-version-of-the-file", { ...file(), file: { v: 2, prekeys: [prekey] } }),
    shape("too-many", file({}, { repeat: LIMITS.prekeys + 1 })),
    shape("lives-too-long", await resigned({ exp: NOW + LIMITS.prekeyLife + 1 })),
    shape("expires-before-it-begins", await resigned({ exp: NOW })),
    shape("id-of-another-key", await resigned({ key: toBase64url(other) })),
    shape("of-another-device", file({}, { device: bob.vault.record })),
    bad(
      "key-of-small-order",
      ["SEAL-01", "SEAL-20"],
      await resigned({ key: toBase64url(new Uint8Array(32)), id: "Zmh6rfhivXdsj8GLjp-OIA" }),
      "prekey-shape",
    ),
    bad(
      "signed-by-another-device",
      ["SEAL-21"],
      await resigned({}, bob.vault.signer),
      "prekey-signature",
    ),
    bad("changed-after-signing", ["SEAL-21"], file({ exp: prekey.exp - 1 }), "prekey-signature"),
    bad(
      "revoked-device",
      ["SEAL-21"],
      file({}, { device: revokeDevice(bob.phone.record, NOW - 1) }),
      "device-revoked",
    ),
  ];
}

/** Parts of an answer that packs to the bytes 1, 2, 3 … */
function deskPart(part: number, parts: number) {
  const data = toBase64url(Uint8Array.of(part));
  return { v: 1, kind: "desk.answer", re: message.id, part, parts, data };
}

function deskAnswers(): DraftCase[] {
  const [one, two, three] = [deskPart(1, 3), deskPart(2, 3), deskPart(3, 3)];
  const whole = toBase64url(Uint8Array.of(1, 2, 3));
  const gone = { v: 1, kind: "desk.refusal", re: message.id, code: "publisher-away" };
  return [
    equals("in-order", ["SEAL-65"], { answers: [one, two, three] }, whole),
    equals("in-another-order", ["SEAL-65"], { answers: [three, one, two] }, whole),
    equals("one-part-twice", ["SEAL-65"], { answers: [one, one, two, three] }, whole),
    equals("one-part-missing", ["SEAL-65"], { answers: [one, three] }, null),
    bad("other-number-of-parts", ["SEAL-65"], { answers: [one, deskPart(2, 4)] }, "sealed-payload"),
    bad("part-beyond-the-last", ["SEAL-65"], { answers: [deskPart(4, 3)] }, "sealed-payload"),
    bad("refused", ["SEAL-63"], { answers: [gone] }, "publisher-away"),
    bad("refused-half-way", ["SEAL-65"], { answers: [one, gone] }, "publisher-away"),
  ];
}

function payloads(): DraftCase[] {
  const read = (payload: unknown, sender = alice.identity.id, me = bob.identity.id) => ({
    payload,
    sender,
    me,
  });
  const no = (name: string, musts: string[], input: object) =>
    bad(name, musts, input, "sealed-payload");
  const me = alice.identity.id;
  const request = {
    v: 1,
    kind: "history.request",
    id: message.id,
    peer: bob.identity.id,
    limit: 50,
  };
  const page = {
    v: 1,
    kind: "history.page",
    re: message.id,
    conversations: [{ peer: bob.identity.id, address: bob.address, last: NOW, unread: 2 }],
    messages: [{ ...message, receivedAt: NOW + 5, cursor: "17" }],
    more: false,
  };
  const alarm = {
    v: 1,
    kind: "vault.alarm",
    identity: bob.identity.id,
    address: bob.address,
    code: "identity-fork",
    at: NOW,
  };
  const revoke = { v: 1, kind: "device.revoke", device: alice.phone.record.id };
  const desk = { v: 1, kind: "desk.request", id: message.id, method: "settings.set", body: "{}" };
  const part = deskPart(1, 2);
  const refused = { v: 1, kind: "desk.refusal", re: message.id, code: "publisher-away" };
  const longBody = "x".repeat(LIMITS.deskRequestLength + 1);
  const longData = toBase64url(new Uint8Array(LIMITS.deskPartBytes + 1));
  return [
    equals("message-to-its-peer", ["SEAL-30", "SEAL-31"], read(message), "chat.message"),
    equals("message-to-the-own-devices", ["SEAL-31"], read(message, me, me), "chat.message"),
    equals("request", ["SEAL-30", "SEAL-32"], read(request, me, me), "history.request"),
    equals(
      "request-for-conversations",
      ["SEAL-30"],
      read({ v: 1, kind: "history.request", id: message.id, before: "17", limit: 1 }, me, me),
      "history.request",
    ),
    equals("page", ["SEAL-30", "SEAL-32"], read(page, me, me), "history.page"),
    equals("alarm", ["SEAL-30", "SEAL-32"], read(alarm, me, me), "vault.alarm"),
    no("alarm-of-somebody-else", ["SEAL-32"], read(alarm, mallory.identity.id, me)),
    no("alarm-without-a-reason", ["SEAL-30"], read({ ...alarm, code: "internal" }, me, me)),
    equals("revocation", ["SEAL-30", "SEAL-32"], read(revoke, me, me), "device.revoke"),
    no("revocation-by-somebody-else", ["SEAL-32"], read(revoke, mallory.identity.id, me)),
    no("revocation-of-no-device", ["SEAL-30"], read({ ...revoke, device: me }, me, me)),
    equals("desk-request", ["SEAL-30", "SEAL-32"], read(desk, me, me), "desk.request"),
    equals("desk-answer", ["SEAL-30", "SEAL-32"], read(part, me, me), "desk.answer"),
    equals("desk-refusal", ["SEAL-30", "SEAL-32"], read(refused, me, me), "desk.refusal"),
    no("desk-request-of-somebody-else", ["SEAL-32"], read(desk, mallory.identity.id, me)),
    no("desk-answer-of-somebody-else", ["SEAL-32"], read(part, mallory.identity.id, me)),
    no("desk-method-with-a-slash", ["SEAL-30"], read({ ...desk, method: "../state" }, me, me)),
    no("desk-request-too-long", ["SEAL-30"], read({ ...desk, body: longBody }, me, me)),
    no("desk-part-0", ["SEAL-30"], read({ ...part, part: 0 }, me, me)),
    no("desk-part-too-long", ["SEAL-30"], read({ ...part, data: longData }, me, me)),
    no(
      "desk-parts-over-the-bound",
      ["SEAL-30", "SEAL-64"],
      read({ ...part, parts: LIMITS.deskParts + 1 }, me, me),
    ),
    no("desk-refusal-without-a-code", ["SEAL-30"], read({ ...refused, code: "no" }, me, me)),
    no("author-is-not-the-sender", ["SEAL-31"], read(message, mallory.identity.id)),
    no(
      "meant-for-somebody-else",
      ["SEAL-31"],
      read(message, alice.identity.id, mallory.identity.id),
    ),
    no("request-of-somebody-else", ["SEAL-32"], read(request, bob.identity.id, me)),
    no("page-of-somebody-else", ["SEAL-32"], read(page, bob.identity.id, me)),
    no("unknown-kind", ["SEAL-30"], read({ ...message, kind: "chat.song" })),
    no("unknown-key", ["SEAL-30"], read({ ...message, html: "" })),
    no("other-version", ["SEAL-30"], read({ ...message, v: 2 })),
    no("blank-text", ["SEAL-30"], read({ ...message, text: " \n" })),
    no("text-too-long", ["SEAL-30"], read({ ...message, text: "x".repeat(LIMITS.chatLength + 1) })),
    no("text-with-escape-character", ["SEAL-30"], read({ ...message, text: "\u001b[2J" })),
    no("n-is-0", ["SEAL-30"], read({ ...message, n: 0 })),
    no("short-id", ["SEAL-30"], read({ ...message, id: "AAAA" })),
    no(
      "peer-with-unknown-key",
      ["SEAL-30"],
      read({ ...message, peer: { ...message.peer, name: "Bob" } }),
    ),
    no(
      "limit-over-the-bound",
      ["SEAL-30"],
      read({ ...request, limit: LIMITS.historyPage + 1 }, me, me),
    ),
    no("a-list", ["SEAL-30"], read([])),
  ];
}

function padding(): Record<string, Draft> {
  const padded = pad(Uint8Array.of(1, 2, 3));
  const altered = (change: (bytes: Uint8Array) => Uint8Array) => ({
    padded: toBase64url(change(padded.slice())),
  });
  const set = (at: number, to: number) => (bytes: Uint8Array) => {
    bytes[at] = to;
    return bytes;
  };
  const no = (name: string, input: object) => bad(name, ["SEAL-05"], input, "sealed-open-failed");
  return {
    "06-sealed-messages-and-vault/buckets.json": {
      about: "The length to which a length is padded, its 4 bytes of header included.",
      kind: "bucket",
      cases: [
        [0, 256],
        [1, 256],
        [256, 256],
        [257, 512],
        [4095, 4096],
        [4096, 4096],
        [4097, 4352],
        [8192, 8192],
        [8193, 8704],
        [16_385, 17_408],
        [65_540, 67_584],
      ].map(([length, bucket]) => equals(`of-${length}`, ["SEAL-05"], { length }, bucket)),
    },
    "06-sealed-messages-and-vault/pad.json": {
      about: "A payload with its padding.",
      kind: "pad",
      cases: [
        equals(
          "three-bytes",
          ["SEAL-05"],
          { payload: "AQID" },
          Buffer.concat([Buffer.from([0, 0, 0, 3, 1, 2, 3]), Buffer.alloc(249)]).toString(
            "base64url",
          ),
        ),
        equals("empty", ["SEAL-05"], { payload: "" }, Buffer.alloc(256).toString("base64url")),
      ],
    },
    "06-sealed-messages-and-vault/unpad.json": {
      about: "What was padded, or a refusal.",
      kind: "unpad",
      cases: [
        equals("three-bytes", ["SEAL-05"], { padded: toBase64url(padded) }, "AQID"),
        no("byte-that-is-not-zero", altered(set(200, 1))),
        no("length-beyond-the-end", altered(set(2, 1))),
        no(
          "bucket-too-large",
          altered((b) => Buffer.concat([b, Buffer.alloc(256)])),
        ),
        no(
          "cut-off",
          altered((b) => b.subarray(0, 100)),
        ),
        no(
          "shorter-than-its-header",
          altered((b) => b.subarray(0, 3)),
        ),
        no("empty", { padded: "" }),
      ],
    },
  };
}

/** RFC 9180 A.2.1.1, sequence number 0. */
const rfc9180 = {
  enc: "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a",
  ct: "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28",
  secret: "8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb",
  info: "4f6465206f6e2061204772656369616e2055726e",
  aad: "436f756e742d30",
};

function keysAndCodes(): Record<string, Draft> {
  const key = (name: string, hex: string, valid: boolean) =>
    equals(name, ["SEAL-01"], { key: hex }, valid);
  const code = "0123-4567-89AB-CDEF";
  const value = { device: { name: "phone", can: ["chat"] }, nonce: "AAAA" };
  return {
    "06-sealed-messages-and-vault/hpke.json": {
      about: "HPKE base mode, RFC 9180 A.2.1, in hexadecimal.",
      kind: "hpke",
      cases: [
        equals(
          "rfc-9180-a-2-1",
          ["SEAL-10"],
          rfc9180,
          "4265617574792069732074727574682c20747275746820626561757479",
        ),
        bad("other-info", ["SEAL-13"], { ...rfc9180, info: "00" }, "sealed-open-failed"),
        bad("other-aad", ["SEAL-13"], { ...rfc9180, aad: "436f756e742d31" }, "sealed-open-failed"),
        bad(
          "small-order-enc",
          ["SEAL-13"],
          { ...rfc9180, enc: "00".repeat(32) },
          "sealed-open-failed",
        ),
      ],
    },
    "06-sealed-messages-and-vault/seal-keys.json": {
      about: "Which X25519 public keys are taken.",
      kind: "seal-key",
      cases: [
        key("base-point", `09${"00".repeat(31)}`, true),
        key("of-a-device", (fromBase64url(bob.phone.record.seal) as Uint8Array).toHex(), true),
        key("order-4-zero", "00".repeat(32), false),
        key("order-1-one", `01${"00".repeat(31)}`, false),
        key(
          "order-8-first",
          "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
          false,
        ),
        key(
          "order-8-second",
          "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
          false,
        ),
        key("p-minus-1", `ec${"ff".repeat(30)}7f`, false),
        key("p-is-zero-again", `ed${"ff".repeat(30)}7f`, false),
        key("p-plus-1-is-one-again", `ee${"ff".repeat(30)}7f`, false),
        key("p-plus-9-is-the-base-point-again", `f6${"ff".repeat(30)}7f`, false),
        key("top-bit-set", `09${"00".repeat(30)}80`, false),
        key("31-bytes", `09${"00".repeat(30)}`, false),
      ],
    },
    "06-sealed-messages-and-vault/pairing-codes.json": {
      about: "Codes as people type them.",
      kind: "pairing-code",
      cases: [
        equals("as-shown", ["SEAL-50"], { text: code }, "0123456789ABCDEF"),
        equals(
          "small-letters-and-spaces",
          ["SEAL-50"],
          { text: " 0123 4567 89ab cdef" },
          "0123456789ABCDEF",
        ),
        equals(
          "letters-like-digits",
          ["SEAL-50"],
          { text: "oiL3-4567-89AB-CDEF" },
          "0113456789ABCDEF",
        ),
        equals(
          "full-width",
          ["SEAL-50"],
          { text: "０１２３４５６７８９ＡＢＣＤＥＦ" },
          "0123456789ABCDEF",
        ),
        bad("too-short", ["SEAL-50"], { text: "0123-4567-89AB-CDE" }, "pairing-code"),
        bad("too-long", ["SEAL-50"], { text: `${code}0` }, "pairing-code"),
        bad("a-u", ["SEAL-50"], { text: "U123-4567-89AB-CDEF" }, "pairing-code"),
        bad("empty", ["SEAL-50"], { text: "" }, "pairing-code"),
      ],
    },
    "06-sealed-messages-and-vault/pairing-macs.json": {
      about: "The mac over a value under a code.",
      kind: "pairing-mac",
      cases: [
        good("request", ["SEAL-51"], { code, value }),
        good("empty", ["SEAL-51"], { code, value: {} }),
      ],
    },
    "06-sealed-messages-and-vault/pairing-checks.json": {
      about: "Whether a mac was made by somebody who knows the code.",
      kind: "pairing-check",
      cases: [
        equals(
          "right",
          ["SEAL-51"],
          { code: "0123456789abcdef", value, mac: pairingMac(code, value) },
          true,
        ),
        bad(
          "another-code",
          ["SEAL-51"],
          { code: "0123-4567-89AB-CDEE", value, mac: pairingMac(code, value) },
          "pairing-code",
        ),
        bad(
          "another-value",
          ["SEAL-51"],
          { code, value: { ...value, nonce: "AAAB" }, mac: pairingMac(code, value) },
          "pairing-code",
        ),
        bad("no-mac", ["SEAL-51"], { code, value, mac: "" }, "pairing-code"),
        bad(
          "zero-mac",
          ["SEAL-51"],
          { code, value, mac: toBase64url(new Uint8Array(32)) },
          "pairing-code",
        ),
        bad(
          "not-a-code",
          ["SEAL-50"],
          { code: "x", value, mac: toBase64url(new Uint8Array(32)) },
          "pairing-code",
        ),
      ],
    },
  };
}

export async function sealedDrafts(): Promise<Record<string, Draft>> {
  const seal1 = { ...context, key: bob.phone.record.seal };
  const outer = (change: object) => ({ type: "sealed.message", data: { ...sealed, ...change } });
  const [entry] = sealed.keys;
  const many = Array.from({ length: LIMITS.sealedRecipients + 1 }, (_, i) => ({
    ...entry,
    device: toBase64url(seed(`device ${i}`).subarray(0, 16)),
  }));
  return {
    ...keysAndCodes(),
    ...padding(),
    "06-sealed-messages-and-vault/shapes.json": {
      about: "The data of sealed.message, as a sidecar judges it.",
      kind: "message-data",
      cases: [
        equals("suite-1", ["SEAL-02"], outer({}), "chat"),
        equals("a-suite-of-tomorrow", ["SEAL-02"], outer({ suite: 2 }), "chat"),
        equals("most-devices", ["SEAL-02"], outer({ keys: many.slice(1) }), "chat"),
        bad("suite-0", ["SEAL-02"], outer({ suite: 0 }), "envelope-data"),
        bad("for-nobody", ["SEAL-02"], outer({ keys: [] }), "envelope-data"),
        bad("for-too-many", ["SEAL-02"], outer({ keys: many }), "envelope-data"),
        bad("device-twice", ["SEAL-02"], outer({ keys: [entry, entry] }), "envelope-data"),
        bad("unknown-key", ["SEAL-02"], outer({ hint: "x" }), "envelope-data"),
        bad(
          "device-id-too-short",
          ["SEAL-02"],
          outer({ keys: [{ ...entry, device: "AAAA" }] }),
          "envelope-data",
        ),
        bad(
          "content-too-long",
          ["SEAL-02"],
          outer({ ct: "A".repeat(Math.ceil((LIMITS.sealedCiphertextBytes * 4) / 3) + 4) }),
          "envelope-data",
        ),
      ],
    },
    "06-sealed-messages-and-vault/sealed.json": {
      about:
        "Sealing with counted bytes in place of random ones: content key, nonce, then 32 bytes for each device.",
      kind: "seal",
      cases: [
        good("for-two-devices", ["SEAL-05", "SEAL-10", "SEAL-12"], sealInput),
        good("for-the-own-vault", ["SEAL-10"], {
          ...sealInput,
          to: alice.text,
          recipients: [
            { device: alice.vault.record.id, prekey: "static", key: alice.vault.record.seal },
          ],
        }),
      ],
    },
    "06-sealed-messages-and-vault/opened.json": {
      about: "What a device of bob's opens, and what it does not.",
      kind: "open",
      cases: opened(),
    },
    "06-sealed-messages-and-vault/lengths.json": {
      about: "How long a payload may be.",
      kind: "payload-length",
      cases: [
        equals("longest", ["SEAL-15"], { ...seal1, length: LIMITS.sealedPlaintextBytes }, true),
        {
          name: "too-long",
          musts: ["SEAL-15"],
          input: { ...seal1, length: LIMITS.sealedPlaintextBytes + 1 },
          want: { ok: false },
        },
      ],
    },
    "06-sealed-messages-and-vault/prekeys.json": {
      about: "Prekey files, and whether one may seal to their first prekey now.",
      kind: "prekeys",
      cases: await prekeys(),
    },
    "06-sealed-messages-and-vault/payloads.json": {
      about: "Private payloads as their readers judge them.",
      kind: "payload",
      cases: payloads(),
    },
    "06-sealed-messages-and-vault/desk-answers.json": {
      about: "Parts of an answer of the desk as they come, and what they are together.",
      kind: "desk-answer",
      cases: deskAnswers(),
    },
  };
}
