import { formatAddress } from "@courtyard/protocol/address.ts";
import { fromBase64url } from "@courtyard/protocol/bytes.ts";
import { generateSigningKey, signerFromSecret } from "@courtyard/protocol/ed25519.ts";
import { appendEntry, createIdentity, deviceRecord } from "@courtyard/protocol/identity.ts";
import { formatIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { checkPairingMac, newPairingCode, pairingMac } from "@courtyard/protocol/pairing.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { expect, test } from "vitest";
import { loadDevice } from "../src/state/device.ts";
import { memoryStorage } from "../src/state/memory-storage.ts";
import { pairDevice } from "../src/state/pair-device.ts";

const ADDRESS = { host: "alice.example", port: 443, username: "alice" };
const ORIGIN = "http://127.0.0.1:4301";

interface Asked {
  device: { name: string; sign: string; seal: string; can: ("comment" | "chat")[] };
  nonce: string;
  mac: string;
}

/** A vault's side of pairing with a code, as a `fetch`; `spoil` changes its answer. */
async function vault(code: string, spoil: (answer: Record<string, unknown>) => object = (a) => a) {
  const now = Date.now();
  const root = generateSigningKey();
  const first = await createIdentity({
    rootSecret: root.secret,
    nextPublicKey: generateSigningKey().publicKey,
    devices: [],
    urls: [formatAddress(ADDRESS)],
    now,
  });
  const seen: string[] = [];
  const fetch = async (url: URL, init: { body: string }) => {
    seen.push(String(url));
    const { device, nonce, mac } = JSON.parse(init.body) as Asked;
    if (!checkPairingMac(code, { device, nonce }, mac)) {
      return Response.json({ ok: false, code: "pairing-code" }, { status: 403 });
    }
    const record = deviceRecord({
      name: device.name,
      signPublicKey: fromBase64url(device.sign) as Uint8Array,
      sealPublicKey: fromBase64url(device.seal) as Uint8Array,
      can: device.can,
      now,
    });
    const change = { devices: [record] };
    const grown = await appendEntry(first, {
      rootSigner: signerFromSecret(root.secret),
      change,
      now,
    });
    if (isRefusal(grown)) throw new Error(grown.code);
    const log = formatIdentityLog(grown);
    const answer = { ok: true, log, address: formatAddress(ADDRESS) };
    return Response.json(spoil({ ...answer, mac: pairingMac(code, { log, nonce }) }));
  };
  return { fetch: fetch as unknown as typeof globalThis.fetch, seen, id: first.id };
}

const options = { origin: ORIGIN, name: "Kitchen tablet" };

test("pairs by the code as typed, and keeps keys that cannot be taken out", async () => {
  const code = newPairingCode();
  const { fetch, seen, id } = await vault(code);
  const storage = memoryStorage();
  const typed = code.toLowerCase().replaceAll("-", " ");
  const device = await pairDevice({ ...options, storage, fetch, code: typed });
  if (isRefusal(device)) throw new Error(device.code);
  expect(seen).toEqual([`${ORIGIN}/_courtyard/pair`]);
  expect(device).toMatchObject({ me: id, name: "Kitchen tablet", address: ADDRESS });
  const { sign, seal } = (await loadDevice(storage))?.keys ?? {};
  expect(sign?.privateKey).toMatchObject({ type: "private", extractable: false });
  expect(seal?.privateKey).toMatchObject({ type: "private", extractable: false });
  expect((await storage.get("contacts", id))?.pin).toMatchObject({ id, seq: 1 });
});

test("gives the vault's refusal of a wrong code, and keeps nothing", async () => {
  const { fetch } = await vault(newPairingCode());
  const storage = memoryStorage();
  const device = await pairDevice({ ...options, storage, fetch, code: newPairingCode() });
  expect(device).toEqual({ ok: false, code: "pairing-code" });
  expect(await loadDevice(storage)).toBeUndefined();
});

test("sends nothing for what cannot be a code", async () => {
  const { fetch, seen } = await vault(newPairingCode());
  const device = await pairDevice({ ...options, storage: memoryStorage(), fetch, code: "1234" });
  expect(device).toMatchObject({ code: "pairing-code" });
  expect(seen).toEqual([]);
});

test("refuses an identity that somebody between put in the place of the vault's", async () => {
  const code = newPairingCode();
  const other = await vault(code);
  const { fetch } = await vault(code, (answer) => ({ ...answer, mac: "A".repeat(43) }));
  const storage = memoryStorage();
  expect(await pairDevice({ ...options, storage, fetch, code })).toMatchObject({
    code: "pairing-code",
  });
  expect(await storage.get("contacts", other.id)).toBeUndefined();
  expect(await loadDevice(storage)).toBeUndefined();
});

test("takes no address that the log under the mac does not name", async () => {
  for (const address of ["alice@mallory.example", "alice@alice.example:4300"]) {
    const code = newPairingCode();
    const { fetch } = await vault(code, (answer) => ({ ...answer, address }));
    const storage = memoryStorage();
    expect(await pairDevice({ ...options, storage, fetch, code })).toMatchObject({
      code: "identity-address",
    });
    expect(await loadDevice(storage)).toBeUndefined();
  }
});

test("says that nobody answered where nobody did", async () => {
  const fetch = async () => Promise.reject(new TypeError("fetch failed"));
  const storage = memoryStorage();
  expect(await pairDevice({ ...options, storage, fetch, code: newPairingCode() })).toMatchObject({
    code: "delivery-unreachable",
  });
});
