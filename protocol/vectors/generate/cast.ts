// The people of the vectors. Every key is SHA-256 of its name, so nothing here is secret.

import { createPrivateKey, createPublicKey } from "node:crypto";
import { type Address, formatAddress } from "../../src/address.ts";
import { fromBase64url, sha256, toBase64url, utf8 } from "../../src/bytes.ts";
import { type Capability, type DeviceRecord, deviceRecord } from "../../src/device.ts";
import { type Signer, signerFromSecret } from "../../src/ed25519.ts";
import { createIdentity, type Identity } from "../../src/identity.ts";
import { formatIdentityLog } from "../../src/identity-log.ts";
import { formatKid } from "../../src/kid.ts";

/** When everything happens: 2026-10-01T00:00:00Z. */
export const NOW = 1_790_812_800_000;
export const DAY = 24 * 60 * 60 * 1000;

/** 32 bytes that a name stands for. */
export const seed = (name: string) => sha256(utf8(`courtyard vectors: ${name}`));
export const seed64 = (name: string) => toBase64url(seed(name));

const X25519_PKCS8 = Buffer.from("302e020100300506032b656e04220420", "hex");

/** The X25519 public key of a raw private key, by OpenSSL. */
export function sealPublicKey(secret: Uint8Array): Uint8Array {
  const der = Buffer.concat([X25519_PKCS8, secret]);
  const key = createPublicKey(createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
  return fromBase64url(key.export({ format: "jwk" }).x as string) as Uint8Array;
}

export interface CastDevice {
  readonly record: DeviceRecord;
  readonly signer: Signer;
  readonly signSecret: string;
  readonly sealSecret: string;
}

/** A device whose keys are made of a name. */
export function castDevice(
  name: string,
  can: readonly Capability[],
  since = NOW - 10 * DAY,
): CastDevice {
  const signSecret = seed(`${name} sign`);
  const sealSecret = seed(`${name} seal`);
  const signer = signerFromSecret(signSecret);
  const record = deviceRecord({
    name,
    signPublicKey: signer.publicKey,
    sealPublicKey: sealPublicKey(sealSecret),
    can,
    now: since,
  });
  return {
    record,
    signer,
    signSecret: toBase64url(signSecret),
    sealSecret: toBase64url(sealSecret),
  };
}

/** Somebody with a vault, a phone and a sidecar's key. */
export interface CastPerson {
  readonly name: string;
  readonly address: Address;
  readonly text: string;
  readonly identity: Identity;
  readonly log: string;
  readonly root: Signer;
  readonly next: Signer;
  readonly vault: CastDevice & { readonly kid: string };
  readonly phone: CastDevice & { readonly kid: string };
  readonly serve: CastDevice & { readonly kid: string };
}

async function person(name: string): Promise<CastPerson> {
  const address = { host: `${name}.example`, port: 443, username: name };
  const devices = {
    vault: castDevice(`${name} vault`, ["publish", "comment", "chat"]),
    phone: castDevice(`${name} phone`, ["comment", "chat"]),
    serve: castDevice(`${name} serve`, ["serve"]),
  };
  const next = signerFromSecret(seed(`${name} root 1`));
  const identity = await createIdentity({
    rootSecret: seed(`${name} root 0`),
    nextPublicKey: next.publicKey,
    devices: Object.values(devices).map(({ record }) => record),
    urls: [formatAddress(address)],
    now: NOW - 10 * DAY,
  });
  const withKid = (device: CastDevice) => ({
    ...device,
    kid: formatKid(identity.id, device.record.id),
  });
  return {
    name,
    address,
    text: formatAddress(address),
    identity,
    log: formatIdentityLog(identity),
    root: signerFromSecret(seed(`${name} root 0`)),
    next,
    vault: withKid(devices.vault),
    phone: withKid(devices.phone),
    serve: withKid(devices.serve),
  };
}

export const alice = await person("alice");
export const bob = await person("bob");
export const mallory = await person("mallory");
