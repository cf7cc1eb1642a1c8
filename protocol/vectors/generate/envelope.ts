// vectors/02-envelope/: a table of cases, which is why the file is long.

import { type Address, formatAddress } from "../../src/address.ts";
import { sha256, toBase64url } from "../../src/bytes.ts";
import { canonicalText } from "../../src/canonical.ts";
import { revokeDevice } from "../../src/device.ts";
import type { Signer } from "../../src/ed25519.ts";
import { envelopeBytes, type UnsignedEnvelope } from "../../src/envelope-shape.ts";
import { appendEntry } from "../../src/identity.ts";
import { formatIdentityLog } from "../../src/identity-log.ts";
import { LIMITS } from "../../src/limits.ts";
import { isRefusal, REFUSALS } from "../../src/refusal.ts";
import type { JsonObject } from "../../src/strict-json.ts";
import { alice, bob, castDevice, DAY, mallory, NOW, seed } from "./cast.ts";
import { bad, type Draft, type DraftCase, equals, good } from "./draft.ts";

const nonce = toBase64url(seed("envelope nonce").subarray(0, LIMITS.envelopeNonceBytes));

/** A comment of alice's phone on bob's page. */
const comment: UnsignedEnvelope = {
  v: 1,
  from: alice.address,
  to: bob.address,
  type: "comment.create",
  data: { page: "/posts/你好/", text: "Schön! 写得真好。", name: "Alice 爱丽丝" },
  kid: alice.phone.kid,
  ts: NOW,
  exp: NOW + LIMITS.envelopeTtl,
  nonce,
};

/** Signs whatever it is told, also what no honest sender would. */
export async function signed(
  change: Partial<UnsignedEnvelope> & JsonObject = {},
  signer: Signer = alice.phone.signer,
): Promise<JsonObject> {
  const unsigned = { ...comment, ...change };
  const bytes = envelopeBytes(unsigned as UnsignedEnvelope);
  const sig = toBase64url(await signer.sign(bytes));
  return { ...unsigned, id: toBase64url(sha256(bytes)), sig } as JsonObject;
}

/** The text of an envelope with its sender's log, at a time, for bob. */
function at(envelope: JsonObject | string, more: object = {}) {
  const text = typeof envelope === "string" ? envelope : canonicalText(envelope);
  return { text, log: alice.log, now: NOW + 1000, to: [bob.text], ...more };
}

function strictJson(): DraftCase[] {
  const raw = (...bytes: number[]) => ({ bytes: toBase64url(Uint8Array.from(bytes)) });
  const nested = (times: number) => ({ repeat: { open: "[", close: "]", times } });
  return [
    good("all-kinds", ["ENV-01"], {
      text: ' { "b" : [ 1 , -2 , true , false , null ] , "a" : "x" } ',
    }),
    good("escapes", ["ENV-01"], { text: String.raw`"\"\\\/\b\f\n\r\té\u4f60"` }),
    good("astral", ["ENV-03"], { text: String.raw`"😀 \ud83d\ude00"` }),
    good("largest-integers", ["ENV-04"], { text: "[9007199254740991,-9007199254740991,0]" }),
    good("empty-key", ["ENV-02"], { text: '{"":0}' }),
    good("keys-like-members-of-objects", ["ENV-02"], { text: '{"constructor":1,"toString":2}' }),
    good("deepest", ["ENV-05"], nested(LIMITS.depth)),
    good("at-the-bound", ["ENV-01"], { text: '"12345678"', limit: 10 }),
    bad("over-the-bound", ["ENV-01"], { text: '"123456789"', limit: 10 }, "json-too-large"),
    bad("over-the-bound-in-utf8", ["ENV-01"], { text: '"你好你好"', limit: 10 }, "json-too-large"),
    bad("one-level-too-deep", ["ENV-05"], nested(LIMITS.depth + 1), "json-depth"),
    bad(
      "a-thousand-levels",
      ["ENV-05"],
      { repeat: { open: '{"a":', close: "}", times: 1000 } },
      "json-depth",
    ),
    bad("empty", ["ENV-01"], { text: "" }, "json-malformed"),
    bad("two-values", ["ENV-01"], { text: "1 2" }, "json-malformed"),
    bad("trailing-comma", ["ENV-01"], { text: "[1,]" }, "json-malformed"),
    bad("comment", ["ENV-01"], { text: "[1/*x*/]" }, "json-malformed"),
    bad("single-quotes", ["ENV-01"], { text: "'x'" }, "json-malformed"),
    bad("not-closed", ["ENV-01"], { text: '{"a":1' }, "json-malformed"),
    bad("line-end-in-string", ["ENV-01"], { text: '"a\nb"' }, "json-malformed"),
    bad("unknown-escape", ["ENV-01"], { text: String.raw`"\x41"` }, "json-malformed"),
    bad("short-unicode-escape", ["ENV-01"], { text: String.raw`"\u12"` }, "json-malformed"),
    bad("byte-order-mark", ["ENV-01"], raw(0xef, 0xbb, 0xbf, 0x31), "json-malformed"),
    bad("no-break-space", ["ENV-01"], { text: "\u00a01" }, "json-malformed"),
    bad("nan", ["ENV-01"], { text: "NaN" }, "json-malformed"),
    bad("leading-zero", ["ENV-01"], { text: "01" }, "json-malformed"),
    bad("plus-sign", ["ENV-01"], { text: "+1" }, "json-malformed"),
    bad("not-utf8", ["ENV-01"], raw(0x22, 0xff, 0x22), "json-utf8"),
    bad("overlong-utf8", ["ENV-01"], raw(0x22, 0xc0, 0xaf, 0x22), "json-utf8"),
    bad("utf8-surrogate", ["ENV-01", "ENV-03"], raw(0x22, 0xed, 0xa0, 0x80, 0x22), "json-utf8"),
    bad("duplicate-key", ["ENV-02"], { text: '{"a":1,"b":2,"a":1}' }, "json-duplicate-key"),
    bad(
      "duplicate-key-by-escape",
      ["ENV-02"],
      { text: String.raw`{"a":1,"\u0061":2}` },
      "json-duplicate-key",
    ),
    bad(
      "duplicate-key-inside",
      ["ENV-02"],
      { text: '[{"x":{"a":1,"a":2}}]' },
      "json-duplicate-key",
    ),
    bad("proto-key", ["ENV-02"], { text: '{"__proto__":{}}' }, "json-forbidden-key"),
    bad(
      "proto-key-by-escape",
      ["ENV-02"],
      { text: String.raw`{"\u005f_proto__":1}` },
      "json-forbidden-key",
    ),
    bad("high-surrogate-alone", ["ENV-03"], { text: String.raw`"\ud83d"` }, "json-surrogate"),
    bad("low-surrogate-alone", ["ENV-03"], { text: String.raw`"\ude00x"` }, "json-surrogate"),
    bad(
      "surrogates-in-wrong-order",
      ["ENV-03"],
      { text: String.raw`"\ude00\ud83d"` },
      "json-surrogate",
    ),
    bad("surrogate-in-a-key", ["ENV-03"], { text: String.raw`{"\ud83d":1}` }, "json-surrogate"),
    bad("two-to-the-53", ["ENV-04"], { text: "9007199254740992" }, "json-number"),
    bad("two-to-the-53-plus-1", ["ENV-04"], { text: "9007199254740993" }, "json-number"),
    bad("hundred-digits", ["ENV-04"], { text: "1".repeat(100) }, "json-number"),
    bad("fraction", ["ENV-04"], { text: "1.5" }, "json-number"),
    bad("whole-fraction", ["ENV-04"], { text: "1.0" }, "json-number"),
    bad("exponent", ["ENV-04"], { text: "1e3" }, "json-number"),
    bad("minus-zero", ["ENV-04"], { text: "-0" }, "json-number"),
  ];
}

async function envelopes(): Promise<DraftCase[]> {
  const good1 = await signed();
  const grow = async (devices: typeof alice.identity.head.devices, urls = [alice.text]) => {
    const next = await appendEntry(alice.identity, {
      rootSigner: alice.root,
      change: { devices, urls },
      now: NOW - DAY,
    });
    if (isRefusal(next)) throw new Error(next.code);
    return formatIdentityLog(next);
  };
  const devices = alice.identity.head.devices;
  const revokedAt = (time: number) =>
    grow(devices.map((d) => (d.id === alice.phone.record.id ? revokeDevice(d, time) : d)));
  const young = castDevice("alice tablet", ["comment"], NOW);
  const withYoung = await grow([...devices, young.record]);
  const youngKid = `${alice.identity.id}#${young.record.id}`;
  const flip = (text: unknown) =>
    String(text).startsWith("A") ? `B${String(text).slice(1)}` : `A${String(text).slice(1)}`;
  const elsewhere: Address = { host: "elsewhere.example", port: 443, username: "alice" };
  const { nonce: _n, ...withoutNonce } = good1;
  const sealed = {
    type: "sealed.message",
    data: {
      suite: 1,
      keys: [{ device: bob.phone.record.id, prekey: "static", enc: "", ct: "" }],
      ct: "",
    },
  };
  const big = { ...comment.data, text: "你".repeat(LIMITS.commentLength) };
  return [
    good("comment", ["ENV-07", "ENV-10", "ENV-30", "ENV-33", "ENV-34", "ENV-35"], at(good1)),
    good(
      "other-key-order-and-spaces",
      ["ENV-07", "ENV-34"],
      at(JSON.stringify(Object.fromEntries(Object.entries(good1).reverse()), null, 2)),
    ),
    good("to-one-of-several", ["ENV-32"], at(good1, { to: ["bob@other.example", bob.text] })),
    good("longest-comment", ["ENV-12"], at(await signed({ data: big }))),
    good("clock-behind-by-5-minutes", ["ENV-31"], at(good1, { now: NOW - LIMITS.clockSkew })),
    good("last-moment", ["ENV-31"], at(good1, { now: comment.exp - 1 })),
    good(
      "sealed-to-the-own-devices",
      ["ENV-32", "ENV-33"],
      at(await signed({ ...sealed, to: alice.address }), { to: [alice.text] }),
    ),
    good("signed-before-revocation", ["ENV-33"], at(good1, { log: await revokedAt(NOW) })),
    good(
      "signed-as-soon-as-it-joined",
      ["ENV-33"],
      at(
        await signed({ kid: youngKid, ts: NOW - LIMITS.clockSkew, exp: NOW + DAY }, young.signer),
        {
          log: withYoung,
        },
      ),
    ),
    bad("not-json", ["ENV-01"], at("{"), "json-malformed"),
    bad(
      "duplicate-key",
      ["ENV-02"],
      at(canonicalText(good1).replace('"v":1', '"v":1,"v":1')),
      "json-duplicate-key",
    ),
    bad("a-list", ["ENV-10"], at("[]"), "envelope-shape"),
    bad("unknown-key", ["ENV-10"], at({ ...good1, hint: "x" }), "envelope-unknown-key"),
    bad("unknown-key-signed", ["ENV-10"], at(await signed({ hint: "x" })), "envelope-unknown-key"),
    bad("missing-key", ["ENV-10"], at(withoutNonce), "envelope-shape"),
    bad("other-version", ["ENV-10"], at(await signed({ v: 2 as 1 })), "envelope-shape"),
    bad("address-as-text", ["ENV-10"], at({ ...good1, to: bob.text }), "envelope-shape"),
    bad(
      "type-in-capitals",
      ["ENV-10"],
      at(await signed({ type: "Comment.create" })),
      "envelope-shape",
    ),
    bad(
      "type-too-long",
      ["ENV-10"],
      at(await signed({ type: `comment.${"x".repeat(41)}` })),
      "envelope-shape",
    ),
    bad("data-is-a-list", ["ENV-10"], at({ ...good1, data: [] }), "envelope-shape"),
    bad(
      "nonce-too-short",
      ["ENV-10"],
      at(await signed({ nonce: nonce.slice(0, 20) })),
      "envelope-shape",
    ),
    bad(
      "nonce-not-canonical",
      ["ENV-06", "ENV-10"],
      at(await signed({ nonce: `${nonce.slice(0, 21)}B` })),
      "envelope-shape",
    ),
    bad(
      "signature-padded",
      ["ENV-06", "ENV-10"],
      at({ ...good1, sig: `${good1.sig}==` }),
      "envelope-shape",
    ),
    bad("exp-before-ts", ["ENV-10"], at(await signed({ exp: NOW })), "envelope-shape"),
    bad(
      "lives-too-long",
      ["ENV-11"],
      at(await signed({ exp: NOW + LIMITS.envelopeTtl + 1 })),
      "envelope-ttl",
    ),
    bad(
      "too-large",
      ["ENV-12"],
      at(good1, { size: LIMITS.envelopeBytes + 1 }),
      "envelope-too-large",
    ),
    bad(
      "from-the-future",
      ["ENV-31"],
      at(good1, { now: NOW - LIMITS.clockSkew - 1 }),
      "envelope-future",
    ),
    bad("expired", ["ENV-31"], at(good1, { now: comment.exp }), "envelope-expired"),
    bad("to-somebody-else", ["ENV-32"], at(good1, { to: ["carol@carol.example"] }), "to-other"),
    bad("to-another-port", ["ENV-32"], at(good1, { to: ["bob@bob.example:4300"] }), "to-other"),
    bad(
      "kid-of-another-identity",
      ["ENV-33"],
      at(await signed({ kid: mallory.phone.kid }, mallory.phone.signer)),
      "key-unknown",
    ),
    bad(
      "device-not-in-the-log",
      ["ENV-33"],
      at(await signed({ kid: youngKid }, young.signer)),
      "key-unknown",
    ),
    bad(
      "from-an-address-not-in-the-log",
      ["ENV-32", "ID-50"],
      at(await signed({ from: elsewhere })),
      "from-other",
    ),
    bad(
      "from-the-address-before-the-move",
      ["ENV-32"],
      at(good1, { log: await grow(devices, [formatAddress(elsewhere)]) }),
      "from-other",
    ),
    bad(
      "unknown-type",
      ["ENV-30", "ENV-35"],
      at(await signed({ type: "comment.sing" })),
      "envelope-type-unknown",
    ),
    bad(
      "device-may-not",
      ["ENV-33"],
      at(await signed({ kid: alice.serve.kid }, alice.serve.signer)),
      "capability-missing",
    ),
    bad(
      "before-the-device-joined",
      ["ENV-33"],
      at(
        await signed(
          { kid: youngKid, ts: NOW - LIMITS.clockSkew - 1, exp: NOW + DAY },
          young.signer,
        ),
        { log: withYoung },
      ),
      "device-future",
    ),
    bad(
      "signed-after-revocation",
      ["ENV-33"],
      at(good1, { log: await revokedAt(NOW - 1) }),
      "device-revoked",
    ),
    bad(
      "backdated-long-after-revocation",
      ["DLV-05"],
      at(good1, { log: await revokedAt(NOW), now: NOW + DAY + 1, revokedGrace: DAY }),
      "device-revoked",
    ),
    good(
      "late-within-the-grace",
      ["DLV-05"],
      at(good1, { log: await revokedAt(NOW), now: NOW + DAY, revokedGrace: DAY }),
    ),
    bad(
      "signature-with-large-s",
      ["ENV-21", "ENV-30"],
      at({ ...good1, sig: toBase64url(new Uint8Array(64).fill(255)) }),
      "signature-form",
    ),
    bad(
      "data-with-unknown-key",
      ["ENV-35"],
      at(await signed({ data: { ...comment.data, html: "<b>" } })),
      "envelope-data",
    ),
    bad(
      "data-without-text",
      ["ENV-35"],
      at(await signed({ data: { page: "/", name: "A" } })),
      "envelope-data",
    ),
    bad("id-of-other-bytes", ["ENV-34"], at({ ...good1, id: flip(good1.id) }), "envelope-id"),
    bad(
      "data-changed-after-signing",
      ["ENV-34"],
      at({ ...good1, data: { ...comment.data, name: "Eve" } }),
      "envelope-id",
    ),
    bad(
      "to-changed-with-a-new-id",
      ["ENV-34"],
      at(
        { ...(await signed({ to: mallory.address })), sig: good1.sig as string },
        { to: [mallory.text] },
      ),
      "signature-invalid",
    ),
    bad(
      "signed-by-another-device",
      ["ENV-34"],
      at(await signed({}, alice.vault.signer)),
      "signature-invalid",
    ),
    bad(
      "signed-by-another-person",
      ["ENV-34"],
      at(await signed({}, mallory.phone.signer)),
      "signature-invalid",
    ),
  ];
}

export async function envelopeDrafts(): Promise<Record<string, Draft>> {
  return {
    "02-envelope/strict-json.json": {
      about: "Texts as strangers send them; what is read is shown as canonical JSON.",
      kind: "strict-json",
      cases: strictJson(),
    },
    "02-envelope/base64url.json": {
      about: "Canonical base64url: the bytes in hexadecimal, or null.",
      kind: "base64url",
      cases: [
        equals("empty", ["ENV-06"], { text: "" }, ""),
        equals("one-byte", ["ENV-06"], { text: "_w" }, "ff"),
        equals("three-bytes", ["ENV-06"], { text: "-_-_" }, "fbffbf"),
        equals("padded", ["ENV-06"], { text: "_w==" }, null),
        equals("unused-bits-set", ["ENV-06"], { text: "_x" }, null),
        equals("standard-alphabet", ["ENV-06"], { text: "+/+/" }, null),
        equals("one-letter", ["ENV-06"], { text: "A" }, null),
        equals("space", ["ENV-06"], { text: "AA AA" }, null),
        equals("line-end", ["ENV-06"], { text: "AAAA\n" }, null),
      ],
    },
    "02-envelope/canonical.json": {
      about: "Canonical bytes under a first line, and their hash.",
      kind: "canonical",
      cases: [
        equals(
          "empty-object",
          ["ENV-07"],
          { prefix: "courtyard-envelope/1", value: {} },
          {
            bytes: Buffer.from("courtyard-envelope/1\n{}").toString("base64url"),
            hash: toBase64url(sha256(Buffer.from("courtyard-envelope/1\n{}"))),
          },
        ),
        good("sorted-by-utf16-units", ["ENV-07"], {
          prefix: "x",
          value: { "€": 1, "\r": 2, דּ: 3, "1": 4, "😀": 5, "\u0080": 6, ö: 7 },
        }),
        good("escapes", ["ENV-07"], {
          prefix: "x",
          value: '\u0000\b\t\n\u000b\f\r\u001f"\\/\u007f\u2028你😀',
        }),
        good("nested", ["ENV-07"], {
          prefix: "x",
          value: { b: [3, { z: null, a: true }], a: { "": -1 } },
        }),
      ],
    },
    "02-envelope/envelopes.json": {
      about: "Envelopes against their sender's identity log, at a time, for an address.",
      kind: "envelope",
      cases: await envelopes(),
    },
    "02-envelope/refusal-codes.json": {
      about: "The closed list of refusal codes.",
      kind: "refusal-code",
      cases: [
        ...Object.keys(REFUSALS).map((code) => equals(code, ["ENV-40"], { code }, true)),
        equals("unknown", ["ENV-40"], { code: "no-such-code" }, false),
        equals("a-member-of-objects", ["ENV-40"], { code: "constructor" }, false),
      ],
    },
  };
}
