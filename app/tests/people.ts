// People for tests: an identity with a serve device and as many app devices as wanted.

import { type Address, formatAddress } from "@courtyard/protocol/address.ts";
import { generateSigningKey, type Signer, signerFromSecret } from "@courtyard/protocol/ed25519.ts";
import {
  type Capability,
  createIdentity,
  deviceIdOf,
  deviceRecord,
  type Identity,
} from "@courtyard/protocol/identity.ts";
import { formatIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { formatKid } from "@courtyard/protocol/kid.ts";
import { pinOf } from "@courtyard/protocol/pin.ts";
import { generateSealKeyPair, type SealKeyPair } from "@courtyard/protocol/seal.ts";
import { webSigner } from "@courtyard/protocol/web/ed25519.ts";
import { type DeviceKeys, type DeviceRow, generateDeviceKeys } from "../src/state/device.ts";
import { memoryStorage } from "../src/state/memory-storage.ts";
import type { AppStorage } from "../src/state/storage-port.ts";

export interface TestDevice {
  readonly keys: DeviceKeys;
  readonly row: DeviceRow;
}

export interface TestPerson {
  readonly address: Address;
  readonly identity: Identity;
  readonly log: string;
  readonly root: Signer;
  readonly serve: { readonly kid: string; readonly signer: Signer };
  /** One per name asked for; `vault` may all that a vault may. */
  readonly devices: Readonly<Record<string, TestDevice>>;
}

const VAULT: readonly Capability[] = ["publish", "comment", "chat"];

/** Makes a person at an address with devices of these names. */
export async function person(
  address: Address,
  names: readonly string[],
  now = Date.now(),
): Promise<TestPerson> {
  const root = generateSigningKey();
  const next = generateSigningKey();
  const serve = generateSigningKey();
  const serveSeal = await generateSealKeyPair({ extractable: false });
  const record = (name: string, sign: Uint8Array, seal: SealKeyPair, can: readonly Capability[]) =>
    deviceRecord({ name, signPublicKey: sign, sealPublicKey: seal.publicKey, can, now });
  const made = await Promise.all(
    names.map(async (name) => {
      const keys = await generateDeviceKeys();
      return { name, keys, sign: (await webSigner(keys.sign)).publicKey };
    }),
  );
  const identity = await createIdentity({
    rootSecret: root.secret,
    nextPublicKey: next.publicKey,
    devices: [
      record("sidecar", serve.publicKey, serveSeal, ["serve"]),
      ...made.map(({ name, keys, sign }) =>
        record(name, sign, keys.seal, name === "vault" ? VAULT : ["comment", "chat"]),
      ),
    ],
    urls: [formatAddress(address)],
    now,
  });
  const devices = made.map(({ name, keys, sign }) => {
    const id = deviceIdOf(sign);
    const kid = formatKid(identity.id, id);
    const row = { address, kid, me: identity.id, id, name, keys, pairedAt: now };
    return [name, { keys, row }] as const;
  });
  return {
    address,
    identity,
    log: formatIdentityLog(identity),
    root: signerFromSecret(root.secret),
    serve: {
      kid: formatKid(identity.id, deviceIdOf(serve.publicKey)),
      signer: signerFromSecret(serve.secret),
    },
    devices: Object.fromEntries(devices),
  };
}

/** The device of a name. Throws for one that was not made. */
export function deviceOf(who: TestPerson, name: string): TestDevice {
  const device = who.devices[name];
  if (!device) throw new Error(`no device ${name}`);
  return device;
}

/** A storage as pairing leaves it. */
export async function pairedStorage(who: TestPerson, name: string): Promise<AppStorage> {
  const storage = memoryStorage();
  const { identity, address, log } = who;
  const self = {
    id: identity.id,
    address,
    log,
    pin: pinOf(identity),
    prekeys: [],
    checkedAt: Date.now(),
  };
  await storage.write([
    { shelf: "device", key: "self", value: deviceOf(who, name).row },
    { shelf: "contacts", key: identity.id, value: self },
  ]);
  return storage;
}
