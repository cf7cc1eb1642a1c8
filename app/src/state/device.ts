// This device: its keys, which never leave the browser, and whose device it is.

import type { Address } from "@courtyard/protocol/address.ts";
import type { Signer } from "@courtyard/protocol/ed25519.ts";
import type { Capability } from "@courtyard/protocol/identity.ts";
import { generateSealKeyPair, type SealKeyPair } from "@courtyard/protocol/seal.ts";
import { generateWebSigningKey, webSigner } from "@courtyard/protocol/web/ed25519.ts";
import type { AppStorage } from "./storage-port.ts";

/** What an app device asks to do: everything of its owner but publishing and serving. */
export const APP_CAPABILITIES: readonly Capability[] = ["comment", "chat"];

/** WebCrypto keys whose private halves cannot be exported. */
export interface DeviceKeys {
  readonly sign: CryptoKeyPair;
  readonly seal: SealKeyPair;
}

/** The row `self` of the shelf `device`: there once the device is paired. */
export interface DeviceRow {
  readonly address: Address;
  /** `identityId#deviceId`. */
  readonly kid: string;
  readonly me: string;
  readonly id: string;
  readonly name: string;
  readonly keys: DeviceKeys;
  readonly pairedAt: number;
}

/** New keys for a device. */
export async function generateDeviceKeys(): Promise<DeviceKeys> {
  return {
    sign: await generateWebSigningKey(),
    seal: await generateSealKeyPair({ extractable: false }),
  };
}

/** The device of this storage, once it is paired. */
export function loadDevice(storage: AppStorage): Promise<DeviceRow | undefined> {
  return storage.get("device", "self");
}

/** The device's signer for envelopes, prekeys and handshakes. */
export function deviceSigner(device: DeviceRow): Promise<Signer> {
  return webSigner(device.keys.sign);
}
