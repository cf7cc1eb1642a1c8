import fc from "fast-check";
import { expect, test } from "vitest";
import { LIMITS } from "../src/limits.ts";
import {
  exportSealPrivateKey,
  generateSealKeyPair,
  importSealPrivateKey,
  openRelay,
  openSealed,
  type RelayedText,
  sealForRelay,
  sealPayload,
} from "../src/seal.ts";
import { isValidSealKey } from "../src/seal-key.ts";
import type { JsonObject } from "../src/strict-json.ts";

const alice = { host: "alice.example", port: 443, username: "alice" };
const bob = { host: "bob.example", port: 443, username: "bob" };
const context = { from: alice, to: bob, kid: "identity#device" };
const pair = await generateSealKeyPair({ extractable: true });
const recipients = [{ device: "phone", prekey: "static", publicKey: pair.publicKey }];
const opening = { ...context, device: "phone", privateKeyFor: () => pair.privateKey };

const jsonObject = fc.dictionary(
  fc.string({ unit: "grapheme", maxLength: 10 }).filter((key) => key !== "__proto__"),
  fc.oneof(fc.string({ unit: "grapheme" }), fc.maxSafeInteger(), fc.boolean(), fc.constant(null)),
) as fc.Arbitrary<JsonObject>;

test("any payload of strict JSON comes back as it was", async () => {
  await fc.assert(
    fc.asyncProperty(jsonObject, async (payload) => {
      const wanted = JSON.parse(JSON.stringify(payload).replaceAll(":-0", ":0"));
      const data = await sealPayload(wanted, { ...context, recipients });
      expect(await openSealed(data, opening)).toEqual(wanted);
    }),
    { numRuns: 60 },
  );
});

test("the largest payload is sealed, one byte more is not", async () => {
  const overhead = JSON.stringify({ text: "" }).length;
  const largest = { text: "x".repeat(LIMITS.sealedPlaintextBytes - overhead) };
  const data = await sealPayload(largest, { ...context, recipients });
  expect(await openSealed(data, opening)).toEqual(largest);
  const tooLarge = { text: `${largest.text}x` };
  await expect(sealPayload(tooLarge, { ...context, recipients })).rejects.toThrow(RangeError);
});

test("the largest payload for ten devices fits in an envelope", async () => {
  const payload = { text: "x".repeat(LIMITS.sealedPlaintextBytes - 11) };
  const ten = Array.from({ length: 10 }, (_, i) => ({
    device: `${i}`.padEnd(22, "A"),
    prekey: "B".repeat(22),
    publicKey: pair.publicKey,
  }));
  const data = await sealPayload(payload, { ...context, recipients: ten });
  expect(JSON.stringify(data).length).toBeLessThan(LIMITS.envelopeBytes - 2048);
});

test("what the other end would refuse to parse is not sealed", async () => {
  const bad: JsonObject[] = [{ half: 0.5 }, { surrogate: "\ud800" }, { deep: nest(20) }];
  for (const payload of bad) {
    await expect(sealPayload(payload, { ...context, recipients })).rejects.toThrow();
  }
});

function nest(depth: number): JsonObject {
  return depth === 0 ? {} : { deeper: nest(depth - 1) };
}

test("sealing for nobody, for too many or for one device twice is a caller's mistake", async () => {
  const [one] = recipients as [(typeof recipients)[0]];
  const many = Array.from({ length: LIMITS.sealedRecipients + 1 }, (_, i) => ({
    ...one,
    device: `${i}`,
  }));
  for (const wrong of [[], many, [one, one]]) {
    await expect(sealPayload({}, { ...context, recipients: wrong })).rejects.toThrow();
  }
});

test("an unknown suite is refused by its number", async () => {
  const data = await sealPayload({}, { ...context, recipients });
  const opened = await openSealed({ ...data, suite: 2 }, opening);
  expect(opened).toEqual({ ok: false, code: "sealed-suite", detail: "2" });
});

test("a private key that is not extractable opens, and cannot be exported", async () => {
  const fixed = await generateSealKeyPair({ extractable: false });
  const to = [{ device: "phone", prekey: "static", publicKey: fixed.publicKey }];
  const data = await sealPayload({ v: 1 }, { ...context, recipients: to });
  const opened = await openSealed(data, { ...opening, privateKeyFor: () => fixed.privateKey });
  expect(opened).toEqual({ v: 1 });
  await expect(exportSealPrivateKey(fixed.privateKey)).rejects.toThrow();
});

test("a private key survives a trip through its 32 raw bytes", async () => {
  const raw = await exportSealPrivateKey(pair.privateKey);
  expect(raw.length).toBe(32);
  const back = await importSealPrivateKey(raw);
  const data = await sealPayload({ v: 1 }, { ...context, recipients });
  expect(await openSealed(data, { ...opening, privateKeyFor: () => back })).toEqual({ v: 1 });
  await expect(importSealPrivateKey(new Uint8Array(31))).rejects.toThrow(TypeError);
});

test("keys of small order and keys in a second spelling are refused before any curve work", async () => {
  const bad = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0900000000000000000000000000000000000000000000000000000000000080",
  ].map((hex) => Uint8Array.fromHex(hex));
  for (const key of bad) {
    expect(isValidSealKey(key)).toBe(false);
    const to = [{ device: "phone", prekey: "static", publicKey: key }];
    await expect(sealPayload({}, { ...context, recipients: to })).rejects.toThrow(TypeError);
  }
  expect(isValidSealKey(Uint8Array.of(9, ...new Uint8Array(31)))).toBe(true);
});

test("a relayed envelope opens at its destination only", async () => {
  const envelope = '{"v":1,"text":"你好"}';
  const options = { destination: bob, publicKey: pair.publicKey };
  const relayed = (await sealForRelay(envelope, options)) as RelayedText;
  const { privateKey } = pair;
  expect(await openRelay(relayed, { destination: bob, privateKey })).toBe(envelope);
  expect(await openRelay(relayed, { destination: alice, privateKey })).toMatchObject({
    code: "relay-open-failed",
  });
  const other = await generateSealKeyPair({ extractable: false });
  const elsewhere = { destination: bob, privateKey: other.privateKey };
  expect(await openRelay(relayed, elsewhere)).toMatchObject({ code: "relay-open-failed" });
});

test("the largest relayed envelope fits in the one that carries it, a larger one is refused", async () => {
  const options = { destination: bob, publicKey: pair.publicKey };
  const largest = await sealForRelay("x".repeat(LIMITS.relayedBytes), options);
  expect(JSON.stringify(largest).length).toBeLessThan(LIMITS.envelopeBytes - 2048);
  const larger = await sealForRelay("x".repeat(LIMITS.relayedBytes + 1), options);
  expect(larger).toMatchObject({ code: "envelope-too-large" });
});
