// A new vault from 24 words and an address: the old machine burnt, or was stolen.

import { originOf, parseAddress } from "@courtyard/protocol/address.ts";
import { type Identity, revokeDevice } from "@courtyard/protocol/identity.ts";
import { formatIdentityLog, verifyIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { nodeBackend } from "@courtyard/protocol/node/ed25519.ts";
import { isRecoveryPhrase } from "@courtyard/protocol/recovery.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import { getText, postJson } from "../net/sidecar-http.ts";
import type { VaultStore } from "../store/vault-store.ts";
import { isVaultRefusal, refuseLocally, type VaultRefusal } from "../vault-refusal.ts";
import { VAULT_CAN, VAULT_NAME } from "./begin.ts";
import { type OwnIdentity, rotatedByPhrase } from "./own-identity.ts";
import { newDevice } from "./vault-device.ts";

export interface RecoverRequest {
  phrase: string;
  /** Where the person lives: `user@host[:port]`. */
  address: string;
  /** Keep the other devices valid. Without it only the sidecar stays: who has them is not known. */
  keepDevices?: boolean | undefined;
}

/**
 * Takes over the identity that lives at an address: fetches its log, rotates the root to the phrase's
 * key, revokes the old vault (and the other devices, unless kept) and uploads. The extended log is its
 * own proof, since nobody else could have signed it. Committed here only after the sidecar took it, so
 * that a failed try can be made again with the same words.
 */
export async function recover(
  store: VaultStore,
  { own, request, clock }: { own: OwnIdentity; request: RecoverRequest; clock: () => number },
): Promise<Identity | Refusal | VaultRefusal> {
  if (own.current() && store.place.get()?.uploaded !== null)
    return refuseLocally("already-claimed");
  if (!isRecoveryPhrase(request.phrase)) return refuse("recovery-phrase");
  const address = parseAddress(request.address);
  if (isRefusal(address)) return address;
  const origin = originOf(address);
  const fetched = await getText(`${origin}/.well-known/courtyard/identity.jsonl`);
  if (isRefusal(fetched) || isVaultRefusal(fetched)) return fetched;
  const former = await verifyIdentityLog(fetched.text, nodeBackend);
  if (isRefusal(former)) return former;

  const now = clock();
  const vault = await newDevice({ name: VAULT_NAME, can: VAULT_CAN, now });
  const devices = former.head.devices.map((device) => {
    const stays =
      device.can.includes("serve") || (request.keepDevices && device.name !== VAULT_NAME);
    return stays || device.until !== undefined ? device : revokeDevice(device, now);
  });
  const rotated = await rotatedByPhrase(former, {
    phrase: request.phrase,
    change: { devices: [...devices, vault.record] },
    now,
  });
  if (isRefusal(rotated)) return rotated;
  const { identity, rootSecret } = rotated;

  const refusal = await uploadLog(origin, identity);
  if (refusal) return refusal;
  store.transaction(() => {
    store.deviceKeys.set(vault.keys);
    store.place.set({ address: request.address, uploaded: identity.hash });
    store.wrapUnderPhrase(request.phrase);
    own.adopt(identity, rootSecret);
  });
  return identity;
}

/** Gives the sidecar a log that extends the one it has. */
async function uploadLog(
  origin: string,
  identity: Identity,
): Promise<Refusal | VaultRefusal | null> {
  const log = formatIdentityLog(identity);
  const answer = await postJson(`${origin}/_courtyard/identity`, { v: 1, log });
  return isRefusal(answer) || isVaultRefusal(answer) ? answer : null;
}
