import { expect, test } from "vitest";
import { toBase64url } from "../src/bytes.ts";
import { deviceRecord, revokeDevice } from "../src/device.ts";
import { generateSigningKey, signerFromSecret } from "../src/ed25519.ts";
import { LIMITS } from "../src/limits.ts";
import {
  isPrekeyDue,
  makePrekey,
  mayDeletePrekey,
  parsePrekey,
  parsePrekeys,
  sealRecipients,
  verifyPrekey,
} from "../src/prekey.ts";
import { generateSealKeyPair } from "../src/seal-key.ts";

const now = 1_700_000_000_000;
const DAY = 24 * 60 * 60 * 1000;

async function newDevice(name: string, can: ("chat" | "publish")[] = ["chat"]) {
  const signing = generateSigningKey();
  const sealing = await generateSealKeyPair({ extractable: false });
  const record = deviceRecord({
    name,
    signPublicKey: signing.publicKey,
    sealPublicKey: sealing.publicKey,
    can,
    now: now - 100 * DAY,
  });
  return { record, signer: signerFromSecret(signing.secret), sealing };
}

async function newPrekey(device: Awaited<ReturnType<typeof newDevice>>, at = now) {
  const { publicKey } = await generateSealKeyPair({ extractable: false });
  return makePrekey({ device: device.record.id, publicKey, signer: device.signer, now: at });
}

const phone = await newDevice("phone");
const laptop = await newDevice("laptop");

test("a prekey that its device signed is good until it expires", async () => {
  const prekey = await newPrekey(phone);
  expect(parsePrekey(prekey)).toEqual(prekey);
  expect(parsePrekeys({ v: 1, prekeys: [prekey] })).toEqual({ v: 1, prekeys: [prekey] });
  const at = (time: number) => verifyPrekey(prekey, { device: phone.record, now: time });
  expect(await at(now)).toEqual(prekey);
  expect(await at(now - LIMITS.clockSkew)).toEqual(prekey);
  expect(await at(prekey.exp - 1)).toEqual(prekey);
  expect(await at(prekey.exp)).toMatchObject({ code: "prekey-expired" });
  expect(await at(now - LIMITS.clockSkew - 1)).toMatchObject({ code: "prekey-expired" });
});

test("a prekey that was altered, or is of another device, is refused", async () => {
  const prekey = await newPrekey(phone);
  const other = await newPrekey(phone);
  const check = (altered: typeof prekey, device = phone.record) =>
    verifyPrekey(altered, { device, now });
  expect(await check({ ...prekey, exp: prekey.exp - 1 })).toMatchObject({
    code: "prekey-signature",
  });
  expect(await check({ ...prekey, sig: other.sig })).toMatchObject({ code: "prekey-signature" });
  expect(await check({ ...prekey, key: other.key })).toMatchObject({ code: "prekey-shape" });
  expect(await check({ ...prekey, exp: prekey.exp + 1 })).toMatchObject({ code: "prekey-shape" });
  expect(await check(prekey, laptop.record)).toMatchObject({ code: "prekey-shape" });
  const forged = { ...prekey, device: laptop.record.id };
  expect(await check(forged, laptop.record)).toMatchObject({ code: "prekey-signature" });
});

test("a prekey of a revoked device is refused", async () => {
  const prekey = await newPrekey(phone);
  const device = revokeDevice(phone.record, now - 1);
  expect(await verifyPrekey(prekey, { device, now })).toMatchObject({ code: "device-revoked" });
});

test("a prekey of small order is refused, though its device signed it", async () => {
  const prekey = await makePrekey({
    device: phone.record.id,
    publicKey: new Uint8Array(32),
    signer: phone.signer,
    now,
  });
  expect(await verifyPrekey(prekey, { device: phone.record, now })).toMatchObject({
    code: "prekey-shape",
  });
});

test("a wrong shape is refused", async () => {
  const prekey = await newPrekey(phone);
  for (const wrong of [null, [], {}, { ...prekey, extra: 1 }, { ...prekey, key: "" }]) {
    expect(parsePrekey(wrong)).toMatchObject({ code: "prekey-shape" });
  }
  const many = Array.from({ length: LIMITS.prekeys + 1 }, () => prekey);
  expect(parsePrekeys({ v: 1, prekeys: many })).toMatchObject({ code: "prekey-shape" });
});

test("one seals for every device that may chat, by its newest valid prekey, else by its own key", async () => {
  const publisher = await newDevice("publisher", ["publish"]);
  const old = await newDevice("old");
  const revoked = revokeDevice(old.record, now - 1);
  const older = await newPrekey(phone, now - 2 * DAY);
  const newer = await newPrekey(phone, now - DAY);
  const expired = await newPrekey(laptop, now - 8 * DAY);
  const forged = { ...(await newPrekey(phone)), device: laptop.record.id };
  const devices = [phone.record, laptop.record, publisher.record, revoked];
  const prekeys = [older, expired, newer, forged];
  expect(await sealRecipients(devices, { prekeys, now })).toEqual([
    {
      device: phone.record.id,
      prekey: newer.id,
      publicKey: Uint8Array.fromBase64(newer.key, { alphabet: "base64url" }),
    },
    { device: laptop.record.id, prekey: "static", publicKey: laptop.sealing.publicKey },
  ]);
  const own = await sealRecipients(devices, { prekeys, now, except: phone.record.id });
  expect(own.map(({ device }) => device)).toEqual([laptop.record.id]);
});

test("a device renews its prekey in time, and deletes the old one when no envelope can need it", async () => {
  const prekey = await newPrekey(phone);
  expect(isPrekeyDue(undefined, now)).toBe(true);
  expect(isPrekeyDue(prekey, now)).toBe(false);
  expect(isPrekeyDue(prekey, now + LIMITS.prekeyLife / 2)).toBe(true);
  const needed = prekey.exp + LIMITS.envelopeTtl + LIMITS.clockSkew;
  expect(mayDeletePrekey(prekey, needed)).toBe(false);
  expect(mayDeletePrekey(prekey, needed + 1)).toBe(true);
});

test("the id of a prekey is made of its key", async () => {
  const prekey = await newPrekey(phone);
  expect(prekey.id).toHaveLength(22);
  const other = toBase64url(new Uint8Array(16));
  expect(await verifyPrekey({ ...prekey, id: other }, { device: phone.record, now })).toMatchObject(
    {
      code: "prekey-shape",
    },
  );
});
