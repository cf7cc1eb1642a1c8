// vectors/01-identity/: a table of cases, which is why the file is long.

import { toBase64url } from "../../src/bytes.ts";
import { canonicalText } from "../../src/canonical.ts";
import { revokeDevice } from "../../src/device.ts";
import type { Signer } from "../../src/ed25519.ts";
import { signerFromSecret } from "../../src/ed25519.ts";
import { appendEntry, type Identity, type IdentityEntry, nextHashOf } from "../../src/identity.ts";
import { entryBytes, entryHash, type UnsignedEntry } from "../../src/identity-entry.ts";
import { formatIdentityLog } from "../../src/identity-log.ts";
import { LIMITS } from "../../src/limits.ts";
import { pinOf } from "../../src/pin.ts";
import { rootKeyFromPhrase } from "../../src/recovery.ts";
import { isRefusal } from "../../src/refusal.ts";
import { alice, bob, castDevice, DAY, NOW, seed, seed64 } from "./cast.ts";
import { bad, type Draft, type DraftCase, equals, good } from "./draft.ts";

const line = (entry: object) => `${canonicalText(entry as never)}\n`;

/** Signs whatever it is told, also what no honest writer would. */
async function sign(entry: UnsignedEntry, signer: Signer): Promise<IdentityEntry> {
  return { ...entry, sig: toBase64url(await signer.sign(entryBytes(entry))) };
}

async function grown(
  identity: Identity,
  change: Parameters<typeof appendEntry>[1],
): Promise<Identity> {
  const outcome = await appendEntry(identity, change);
  if (isRefusal(outcome)) throw new Error(outcome.code);
  return outcome;
}

const first = alice.identity.head;
const { sig: _, ...firstUnsigned } = first;
const laptop = castDevice("alice laptop", ["comment", "chat"], NOW - 5 * DAY);

const moved = await grown(alice.identity, {
  rootSigner: alice.root,
  change: { urls: ["alice@new.example:8443"], mirrors: ["https://mirror.example/alice/"] },
  now: NOW - 4 * DAY,
});
const withLaptop = await grown(moved, {
  rootSigner: alice.root,
  change: { devices: [...first.devices, laptop.record] },
  now: NOW - 3 * DAY,
});
const revoked = await grown(withLaptop, {
  rootSigner: alice.root,
  change: {
    devices: [...first.devices, revokeDevice(laptop.record, NOW - 2 * DAY)],
  },
  now: NOW - 2 * DAY,
});
const third = signerFromSecret(seed("alice root 2"));
const rotated = await grown(revoked, {
  rootSigner: alice.next,
  change: { next: nextHashOf(third.publicKey) },
  now: NOW - DAY,
});

/** A second entry after alice's first, changed at will and signed by a key at will. */
async function second(
  change: Partial<UnsignedEntry>,
  signer: Signer = alice.root,
): Promise<string> {
  const entry = { ...firstUnsigned, seq: 1, prev: alice.identity.hash, at: NOW, ...change };
  return alice.log + line(await sign(entry, signer));
}

/** Alice's first entry, changed at will and signed by her root. */
async function opening(change: object, signer: Signer = alice.root): Promise<string> {
  return line(await sign({ ...firstUnsigned, ...change }, signer));
}

async function logs(): Promise<DraftCase[]> {
  const [vault, phone, serve] = first.devices as [never, never, never];
  const device = (change: object) =>
    opening({ devices: [{ ...(vault as object), ...change }, phone, serve] });
  const stale = LIMITS.manifestMaxLife;
  const longGone = await (async () => {
    const start = revokeDevice(castDevice("old phone", ["chat"], 0).record, 1000);
    const before = await opening({ devices: [...first.devices, start], at: 2000 });
    const entry = JSON.parse(before) as IdentityEntry;
    const after = (at: number) =>
      sign({ ...firstUnsigned, seq: 1, prev: entryHash(entry), at }, alice.root);
    return {
      kept: before + line(await after(1000 + stale)),
      free: before + line(await after(1001 + stale)),
    };
  })();
  return [
    good("one-entry", ["ID-10", "ID-11", "ID-13", "ID-20"], { log: alice.log }),
    good("without-last-line-end", ["ID-16"], { log: alice.log.trimEnd() }),
    good("moved", ["ID-12"], { log: formatIdentityLog(moved) }),
    good("new-device", ["ID-12", "ID-21"], { log: formatIdentityLog(withLaptop) }),
    good("revoked-device", ["ID-21"], { log: formatIdentityLog(revoked) }),
    good("rotated", ["ID-15"], { log: formatIdentityLog(rotated) }),
    bad("empty", ["ID-16"], { log: "" }, "identity-malformed"),
    bad(
      "empty-line-between",
      ["ID-16"],
      { log: `${alice.log}\n${line(moved.head)}` },
      "json-malformed",
    ),
    bad("line-is-a-list", ["ID-10"], { log: "[]\n" }, "identity-malformed"),
    bad(
      "duplicate-key",
      ["ID-16", "ENV-02"],
      { log: alice.log.replace('"v":1', '"v":1,"v":1') },
      "json-duplicate-key",
    ),
    bad("unknown-key", ["ID-10"], { log: await opening({ extra: 1 }) }, "identity-malformed"),
    bad(
      "missing-key",
      ["ID-10"],
      { log: await opening({ mirrors: undefined }) },
      "identity-malformed",
    ),
    bad("other-version", ["ID-10"], { log: await opening({ v: 2 }) }, "identity-malformed"),
    bad(
      "too-large",
      ["ID-16"],
      { log: alice.log, size: LIMITS.identityBytes + 1 },
      "identity-too-large",
    ),
    bad("starts-at-1", ["ID-11"], { log: await opening({ seq: 1 }) }, "identity-broken-chain"),
    bad(
      "starts-with-prev",
      ["ID-11"],
      { log: await opening({ prev: seed64("x") }) },
      "identity-broken-chain",
    ),
    bad("skips-a-seq", ["ID-12"], { log: await second({ seq: 2 }) }, "identity-broken-chain"),
    bad("repeats-a-seq", ["ID-12"], { log: await second({ seq: 0 }) }, "identity-broken-chain"),
    bad(
      "prev-of-another",
      ["ID-12"],
      { log: await second({ prev: bob.identity.hash }) },
      "identity-broken-chain",
    ),
    bad(
      "goes-back-in-time",
      ["ID-12"],
      { log: await second({ at: first.at - 1 }) },
      "identity-broken-chain",
    ),
    bad(
      "entry-left-out",
      ["ID-12"],
      { log: alice.log + line(withLaptop.head) },
      "identity-broken-chain",
    ),
    bad("signed-by-another", ["ID-13"], { log: await opening({}, bob.root) }, "identity-signature"),
    bad(
      "changed-after-signing",
      ["ID-13"],
      { log: alice.log.replace("alice phone", "alice Phone") },
      "identity-signature",
    ),
    bad(
      "root-of-small-order",
      ["ID-13", "ENV-20"],
      { log: await opening({ root: toBase64url(new Uint8Array(32)) }) },
      "identity-malformed",
    ),
    bad(
      "announces-itself",
      ["ID-14"],
      { log: await opening({ next: nextHashOf(alice.root.publicKey) }) },
      "identity-malformed",
    ),
    bad(
      "next-without-root",
      ["ID-15"],
      { log: await second({ next: seed64("other next") }) },
      "identity-next-key",
    ),
    bad(
      "root-not-announced",
      ["ID-15"],
      { log: await second({ root: toBase64url(bob.root.publicKey), next: seed64("x") }, bob.root) },
      "identity-next-key",
    ),
    bad(
      "root-without-next",
      ["ID-15"],
      { log: await second({ root: toBase64url(alice.next.publicKey) }, alice.next) },
      "identity-malformed",
    ),
    bad(
      "new-root-signed-by-old",
      ["ID-13", "ID-15"],
      {
        log: await second({
          root: toBase64url(alice.next.publicKey),
          next: nextHashOf(third.publicKey),
        }),
      },
      "identity-signature",
    ),
    bad(
      "address-not-canonical",
      ["ID-02", "ID-10"],
      { log: await opening({ urls: ["alice@alice.example:443"] }) },
      "identity-malformed",
    ),
    bad(
      "address-twice",
      ["ID-10"],
      { log: await opening({ urls: [alice.text, alice.text] }) },
      "identity-malformed",
    ),
    bad(
      "device-id-of-another-key",
      ["ID-20"],
      { log: await device({ id: laptop.record.id }) },
      "identity-device",
    ),
    bad(
      "device-unknown-key",
      ["ID-20"],
      { log: await device({ colour: "red" }) },
      "identity-device",
    ),
    bad(
      "device-unknown-capability",
      ["ID-20"],
      { log: await device({ can: ["fly"] }) },
      "identity-device",
    ),
    bad(
      "device-capabilities-out-of-order",
      ["ID-20"],
      { log: await device({ can: ["chat", "publish"] }) },
      "identity-device",
    ),
    bad(
      "device-name-with-line-end",
      ["ID-20"],
      { log: await device({ name: "a\nb" }) },
      "identity-device",
    ),
    bad(
      "device-name-that-turns-direction",
      ["ID-20"],
      { log: await device({ name: "a\u202eb" }) },
      "identity-device",
    ),
    bad(
      "device-seal-of-small-order",
      ["ID-20", "SEAL-01"],
      { log: await device({ seal: toBase64url(new Uint8Array(32)) }) },
      "identity-device",
    ),
    bad(
      "device-until-before-since",
      ["ID-20"],
      { log: await device({ until: 5 }) },
      "identity-device",
    ),
    bad(
      "device-twice",
      ["ID-20"],
      { log: await opening({ devices: [vault, vault] }) },
      "identity-device",
    ),
    bad(
      "device-seal-changed",
      ["ID-21"],
      {
        log: await second({
          devices: [{ ...(vault as object), seal: laptop.record.seal } as never, phone, serve],
        }),
      },
      "identity-device",
    ),
    bad(
      "device-since-changed",
      ["ID-21"],
      {
        log: await second({ devices: [{ ...(vault as object), since: 1 } as never, phone, serve] }),
      },
      "identity-device",
    ),
    bad(
      "revocation-taken-back",
      ["ID-21"],
      {
        log:
          formatIdentityLog(revoked) +
          line(
            await sign({ ...unsignedHead(revoked), devices: withLaptop.head.devices }, alice.root),
          ),
      },
      "identity-device",
    ),
    bad(
      "revocation-put-later",
      ["ID-21"],
      {
        log:
          formatIdentityLog(revoked) +
          line(
            await sign(
              {
                ...unsignedHead(revoked),
                devices: [...first.devices, { ...laptop.record, until: NOW }],
              },
              alice.root,
            ),
          ),
      },
      "identity-device",
    ),
    good("revocation-put-earlier", ["ID-21"], {
      log:
        formatIdentityLog(revoked) +
        line(
          await sign(
            {
              ...unsignedHead(revoked),
              devices: [...first.devices, { ...laptop.record, until: NOW - 3 * DAY }],
            },
            alice.root,
          ),
        ),
    }),
    bad(
      "device-left-the-list",
      ["ID-22"],
      { log: await second({ devices: [vault, phone] }) },
      "identity-device",
    ),
    bad("revoked-device-left-too-early", ["ID-22"], { log: longGone.kept }, "identity-device"),
    good("revoked-device-left-in-time", ["ID-22"], { log: longGone.free }),
  ];
}

/** What would follow an identity's head without a change. */
function unsignedHead(identity: Identity): UnsignedEntry {
  const { sig: _sig, ...head } = identity.head;
  return { ...head, seq: head.seq + 1, prev: identity.hash, at: NOW };
}

async function pins(): Promise<DraftCase[]> {
  const longer = formatIdentityLog(rotated);
  const forked = await second({ urls: ["alice@elsewhere.example"] });
  return [
    good("the-same", ["ID-30"], { pin: pinOf(moved), log: formatIdentityLog(moved) }),
    good("grown", ["ID-30"], { pin: pinOf(alice.identity), log: longer }),
    bad(
      "another-identity",
      ["ID-30"],
      { pin: pinOf(alice.identity), log: bob.log },
      "identity-other",
    ),
    bad(
      "shorter",
      ["ID-30"],
      { pin: pinOf(rotated), log: formatIdentityLog(moved) },
      "identity-rollback",
    ),
    bad("forked-at-the-pin", ["ID-30"], { pin: pinOf(moved), log: forked }, "identity-fork"),
    bad(
      "forked-below-the-pin",
      ["ID-30"],
      { pin: { ...pinOf(moved), hash: seed64("fork") }, log: longer },
      "identity-fork",
    ),
  ];
}

const ZERO = `${"abandon ".repeat(23)}art`;
const ONES = `${"zoo ".repeat(23)}vote`;
const LEGAL =
  "legal winner thank year wave sausage worth useful ".repeat(2) +
  "legal winner thank year wave sausage worth title";

function phrases(): DraftCase[] {
  return [
    good("zeros-0", ["ID-40", "ID-41"], { phrase: ZERO, index: 0 }),
    good("zeros-1", ["ID-41"], { phrase: ZERO, index: 1 }),
    good("ones-0", ["ID-41"], { phrase: ONES, index: 0 }),
    good("legal-255", ["ID-41"], { phrase: LEGAL, index: 255 }),
    good("capitals-and-spaces", ["ID-40"], {
      phrase: `\t${ZERO.toUpperCase().replaceAll(" ", "\n ")} `,
      index: 0,
    }),
    bad(
      "wrong-checksum",
      ["ID-40"],
      { phrase: ZERO.replace(/art$/, "able"), index: 0 },
      "recovery-phrase",
    ),
    bad(
      "unknown-word",
      ["ID-40"],
      { phrase: ZERO.replace(/art$/, "courtyard"), index: 0 },
      "recovery-phrase",
    ),
    bad(
      "twelve-words",
      ["ID-40"],
      { phrase: `${"abandon ".repeat(11)}about`, index: 0 },
      "recovery-phrase",
    ),
    bad("twenty-five-words", ["ID-40"], { phrase: `abandon ${ZERO}`, index: 0 }, "recovery-phrase"),
  ];
}

export async function identityDrafts(): Promise<Record<string, Draft>> {
  const next = nextHashOf(rootKeyFromPhrase(ZERO, 7).publicKey);
  return {
    "01-identity/addresses.json": {
      about: "Addresses as text: what is read, and how it is written.",
      kind: "address",
      cases: [
        good("plain", ["ID-01", "ID-03"], { text: "alice@alice.example" }),
        good("with-port", ["ID-01", "ID-03"], { text: "alice@alice.example:4300" }),
        good("standard-port-is-left-out", ["ID-02"], { text: "alice@alice.example:443" }),
        good("localhost", ["ID-03"], { text: "alice@alice.localhost:4300" }),
        good("localhost-port-80", ["ID-03"], { text: "bob@localhost:80" }),
        good("loopback-ipv4", ["ID-03"], { text: "bob@127.0.0.1:4300" }),
        good("loopback-ipv6", ["ID-03"], { text: "bob@[::1]:4300" }),
        good("punycode", ["ID-01"], { text: "li@xn--fsq.example" }),
        good("ipv4", ["ID-01", "ID-03"], { text: "a@192.0.2.1" }),
        good("name-with-dots", ["ID-01"], { text: "a.b_c-d@x.example" }),
        bad("no-name", ["ID-01"], { text: "@alice.example" }, "address-form"),
        bad("no-host", ["ID-01"], { text: "alice@" }, "address-form"),
        bad("no-at", ["ID-01"], { text: "alice.example" }, "address-form"),
        bad("capital-host", ["ID-01"], { text: "alice@Alice.example" }, "address-form"),
        bad("capital-name", ["ID-01"], { text: "Alice@alice.example" }, "address-form"),
        bad("name-begins-with-dot", ["ID-01"], { text: ".alice@alice.example" }, "address-form"),
        bad("name-of-33", ["ID-01"], { text: `${"a".repeat(33)}@x.example` }, "address-form"),
        bad("unicode-host", ["ID-01"], { text: "li@例.example" }, "address-form"),
        bad("label-ends-with-hyphen", ["ID-01"], { text: "a@x-.example" }, "address-form"),
        bad("label-of-64", ["ID-01"], { text: `a@${"x".repeat(64)}.example` }, "address-form"),
        bad("host-of-254", ["ID-01"], { text: `a@${"x.".repeat(126)}xx` }, "address-form"),
        bad("ends-with-dot", ["ID-01"], { text: "a@x.example." }, "address-form"),
        bad("port-0", ["ID-01"], { text: "a@x.example:0" }, "address-form"),
        bad("port-65536", ["ID-01"], { text: "a@x.example:65536" }, "address-form"),
        bad("port-with-leading-zero", ["ID-01"], { text: "a@x.example:0443" }, "address-form"),
        bad("empty-port", ["ID-01"], { text: "a@x.example:" }, "address-form"),
        bad("ipv4-in-octal", ["ID-01"], { text: "a@127.0.0.01" }, "address-form"),
        bad("ipv4-in-one-number", ["ID-01"], { text: "a@2130706433" }, "address-form"),
        bad("ipv4-in-hex", ["ID-01"], { text: "a@127.0.0.0x1" }, "address-form"),
        bad("ipv6-with-leading-zeros", ["ID-01"], { text: "a@[2001:db8::01]" }, "address-form"),
        bad("ipv6-written-out", ["ID-01"], { text: "a@[0:0:0:0:0:0:0:1]" }, "address-form"),
        bad("ipv6-in-capitals", ["ID-01"], { text: "a@[2001:DB8::1]" }, "address-form"),
        good("ipv6", ["ID-01", "ID-03"], { text: "a@[2001:db8::1]" }),
        bad("a-path", ["ID-01"], { text: "a@x.example/y" }, "address-form"),
        bad("two-ats", ["ID-01"], { text: "a@b@x.example" }, "address-form"),
      ],
    },
    "01-identity/address-objects.json": {
      about: "Addresses as objects in envelopes and frames.",
      kind: "address-object",
      cases: [
        equals("exact", ["ID-02"], { value: alice.address }, "alice@alice.example"),
        bad(
          "unknown-key",
          ["ID-02"],
          { value: { ...alice.address, scheme: "https" } },
          "address-form",
        ),
        bad(
          "missing-port",
          ["ID-02"],
          { value: { host: "x.example", username: "a" } },
          "address-form",
        ),
        bad(
          "port-as-text",
          ["ID-02"],
          { value: { ...alice.address, port: "443" } },
          "address-form",
        ),
        bad("a-list", ["ID-02"], { value: [] }, "address-form"),
      ],
    },
    "01-identity/logs.json": {
      about: "Whole identity logs, verified from the first line to the last.",
      kind: "identity-log",
      cases: await logs(),
    },
    "01-identity/key-ids.json": {
      about: "Which device of a log a key id names.",
      kind: "device-of-kid",
      cases: [
        equals("phone", ["ID-25"], { log: alice.log, kid: alice.phone.kid }, "alice phone"),
        bad(
          "of-another-identity",
          ["ID-25"],
          { log: alice.log, kid: bob.phone.kid },
          "key-unknown",
        ),
        bad(
          "device-of-another",
          ["ID-25"],
          { log: alice.log, kid: `${alice.identity.id}#${bob.phone.record.id}` },
          "key-unknown",
        ),
        bad("no-device", ["ID-25"], { log: alice.log, kid: alice.identity.id }, "key-unknown"),
        bad("padded", ["ID-25"], { log: alice.log, kid: `${alice.phone.kid}=` }, "key-unknown"),
      ],
    },
    "01-identity/pins.json": {
      about: "A pinned identity and the log that is served now.",
      kind: "pin",
      cases: await pins(),
    },
    "01-identity/phrases.json": {
      about: "Recovery phrases and the keys they make.",
      kind: "phrase",
      cases: phrases(),
    },
    "01-identity/phrase-indices.json": {
      about: "Which root key of a phrase an identity announced as its next.",
      kind: "phrase-index",
      cases: [
        equals("the-eighth", ["ID-41"], { phrase: ZERO, next }, 7),
        bad("of-another-phrase", ["ID-41"], { phrase: ONES, next }, "recovery-other"),
      ],
    },
    "01-identity/safety-numbers.json": {
      about: "Safety numbers of two identity ids.",
      kind: "safety-number",
      cases: [
        good("alice-and-bob", ["ID-45"], { a: alice.identity.id, b: bob.identity.id }),
        good("bob-and-alice", ["ID-45"], { a: bob.identity.id, b: alice.identity.id }),
      ],
    },
  };
}
