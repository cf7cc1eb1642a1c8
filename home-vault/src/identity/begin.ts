// The first minute of an identity: keys, the recovery phrase, the first entry, all in one commit.

import { generateSigningKey } from "@courtyard/protocol/ed25519.ts";
import { createIdentity, type DeviceRecord, type Identity } from "@courtyard/protocol/identity.ts";
import { newRecoveryPhrase, rootKeyFromPhrase } from "@courtyard/protocol/recovery.ts";
import type { VaultStore } from "../store/vault-store.ts";
import type { OwnIdentity } from "./own-identity.ts";
import { newDevice } from "./vault-device.ts";

/** The name of the vault's own device in the log. */
export const VAULT_NAME = "vault";
/** Spec 03: a vault is a device that may do all that a person may. */
export const VAULT_CAN = ["publish", "comment", "chat"] as const;

/**
 * Makes the owner's identity, living at `address`, with the vault and the sidecar's serve device. The
 * first root key is random and the next one comes from the phrase, so that a phrase found early does
 * not sign, and a stolen root key does not recover.
 */
export async function beginIdentity(
  store: VaultStore,
  {
    own,
    address,
    serve,
    now,
  }: { own: OwnIdentity; address: string; serve: DeviceRecord; now: number },
): Promise<Identity> {
  const root = generateSigningKey();
  const phrase = newRecoveryPhrase();
  const vault = await newDevice({ name: VAULT_NAME, can: VAULT_CAN, now });
  const identity = await createIdentity({
    rootSecret: root.secret,
    nextPublicKey: rootKeyFromPhrase(phrase, 1).publicKey,
    devices: [vault.record, serve],
    urls: [address],
    now,
  });
  store.transaction(() => {
    store.deviceKeys.set(vault.keys);
    store.place.set({ address, uploaded: null });
    store.phrase.set(phrase);
    store.wrapUnderPhrase(phrase);
    own.adopt(identity, root.secret);
  });
  return identity;
}
