import { fromBase64url, toBase64url } from "@courtyard/protocol/bytes.ts";
import { generateSigningKey, type Signer } from "@courtyard/protocol/ed25519.ts";
import { type Capability, type DeviceRecord, deviceRecord } from "@courtyard/protocol/identity.ts";
import { nodeSigner } from "@courtyard/protocol/node/ed25519.ts";
import {
  exportSealPrivateKey,
  generateSealKeyPair,
  importSealPrivateKey,
  type SealPrivateKey,
} from "@courtyard/protocol/seal.ts";
import type { DeviceKeys } from "./own-records.ts";

/** The secrets of a new device with its public record. */
export interface NewDevice {
  record: DeviceRecord;
  keys: DeviceKeys;
}

/** Makes keys for a device of the owner that this vault holds or hands out. */
export async function newDevice(options: {
  name: string;
  can: readonly Capability[];
  now: number;
}): Promise<NewDevice> {
  const { secret, publicKey: signPublicKey } = generateSigningKey();
  const seal = await generateSealKeyPair({ extractable: true });
  const record = deviceRecord({ ...options, signPublicKey, sealPublicKey: seal.publicKey });
  const sealSecret = toBase64url(await exportSealPrivateKey(seal.privateKey));
  return { record, keys: { id: record.id, signSecret: toBase64url(secret), sealSecret } };
}

/** The vault's own device, ready to sign and to open. */
export interface VaultDevice {
  readonly id: string;
  readonly signer: Signer;
  readonly sealKey: SealPrivateKey;
}

/** Loads stored keys. Throws for keys of a wrong length, which an authentic row never holds. */
export async function loadDevice(keys: DeviceKeys): Promise<VaultDevice> {
  const sign = fromBase64url(keys.signSecret);
  const seal = fromBase64url(keys.sealSecret);
  if (!sign || !seal) throw new TypeError("device keys are not base64url");
  return { id: keys.id, signer: nodeSigner(sign), sealKey: await importSealPrivateKey(seal) };
}
