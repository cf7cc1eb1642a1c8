// People for tests: an identity with its keys at hand.

import { type Address, formatAddress } from "../src/address.ts";
import { type Capability, deviceRecord } from "../src/device.ts";
import { generateSigningKey, type Signer, signerFromSecret } from "../src/ed25519.ts";
import { createIdentity } from "../src/identity.ts";
import { formatKid } from "../src/kid.ts";
import { generateSealKeyPair } from "../src/seal-key.ts";

export const NOW = 1_800_000_000_000;
export const DAY = 24 * 60 * 60 * 1000;

/** A device with its signer. */
export async function newDevice(name: string, can: readonly Capability[], now = NOW - DAY) {
  const key = generateSigningKey();
  const { publicKey: sealPublicKey } = await generateSealKeyPair({ extractable: false });
  const record = deviceRecord({ name, signPublicKey: key.publicKey, sealPublicKey, can, now });
  return { record, signer: signerFromSecret(key.secret) };
}

/** Somebody with a laptop that may do everything and a sidecar that may serve. */
export async function newPerson(username: string, now = NOW - DAY) {
  const root = generateSigningKey();
  const next = generateSigningKey();
  const laptop = await newDevice("laptop", ["publish", "comment", "chat"], now);
  const sidecar = await newDevice("sidecar", ["serve"], now);
  const address: Address = { host: `${username}.example`, port: 443, username };
  const identity = await createIdentity({
    rootSecret: root.secret,
    nextPublicKey: next.publicKey,
    devices: [laptop.record, sidecar.record],
    urls: [formatAddress(address)],
    now,
  });
  return {
    address,
    identity,
    rootSigner: signerFromSecret(root.secret),
    nextSigner: signerFromSecret(next.secret),
    laptop: { ...laptop, kid: formatKid(identity.id, laptop.record.id) },
    sidecar: { ...sidecar, kid: formatKid(identity.id, sidecar.record.id) },
  };
}

export type Person = Awaited<ReturnType<typeof newPerson>>;

/** A signer that signs with one key and claims another: for forgeries. */
export function impostor(publicKey: Uint8Array): Signer {
  const { sign } = signerFromSecret(generateSigningKey().secret);
  return { publicKey, sign };
}
