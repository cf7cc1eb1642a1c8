import { generateSigningKey, type Signer } from "@courtyard/protocol/ed25519.ts";
import { type Capability, type DeviceRecord, deviceRecord } from "@courtyard/protocol/identity.ts";
import { nodeSigner } from "@courtyard/protocol/node/ed25519.ts";
import { generateSealKeyPair, type SealKeyPair } from "@courtyard/protocol/seal.ts";

/** A device of a person, with its secrets. */
export interface TestDevice {
  readonly record: DeviceRecord;
  readonly signer: Signer;
  readonly seal: SealKeyPair;
}

export async function newDevice(
  name: string,
  { can, now }: { can: readonly Capability[]; now: number },
): Promise<TestDevice> {
  const { secret, publicKey } = generateSigningKey();
  const seal = await generateSealKeyPair({ extractable: true });
  const keys = { signPublicKey: publicKey, sealPublicKey: seal.publicKey };
  return { record: deviceRecord({ name, ...keys, can, now }), signer: nodeSigner(secret), seal };
}
