// The vault's own prekeys: a new one is announced when the former has used half its life, and a private
// key is deleted as soon as no valid envelope can need it, so that a key stolen later opens nothing old.

import { fromBase64url, toBase64url } from "@courtyard/protocol/bytes.ts";
import {
  isPrekeyDue,
  makePrekey,
  mayDeletePrekey,
  type Prekey,
} from "@courtyard/protocol/prekey.ts";
import {
  exportSealPrivateKey,
  generateSealKeyPair,
  importSealPrivateKey,
  type SealPrivateKey,
} from "@courtyard/protocol/seal.ts";
import type { VaultDevice } from "../identity/vault-device.ts";
import type { VaultStore } from "../store/vault-store.ts";
import { isVaultRefusal } from "../vault-refusal.ts";

/** The newest prekey, made now if one is due; deletes those whose time is over. */
export async function currentPrekey(
  store: VaultStore,
  { device, now }: { device: VaultDevice; now: number },
): Promise<Prekey> {
  const prekeys = store.prekeys.all().records.map((record) => record.prekey);
  for (const old of prekeys.filter((prekey) => mayDeletePrekey(prekey, now)))
    store.prekeys.delete(old.id);
  const newest = prekeys
    .filter((prekey) => prekey.device === device.id)
    .reduce<Prekey | undefined>((a, b) => (a && a.at >= b.at ? a : b), undefined);
  if (newest && !isPrekeyDue(newest, now)) return newest;

  const pair = await generateSealKeyPair({ extractable: true });
  const { signer } = device;
  const made = await makePrekey({ device: device.id, publicKey: pair.publicKey, signer, now });
  // Stored before anybody can learn of it: what is sealed to it can always be opened.
  const secret = toBase64url(await exportSealPrivateKey(pair.privateKey));
  store.prekeys.put(made.id, { prekey: made, secret });
  return made;
}

/** The private half of a prekey, if it still exists. */
export async function prekeyPrivate(
  store: VaultStore,
  id: string,
): Promise<SealPrivateKey | undefined> {
  const record = store.prekeys.get(id);
  if (record === undefined || isVaultRefusal(record)) return undefined;
  const secret = fromBase64url(record.secret);
  return secret ? importSealPrivateKey(secret) : undefined;
}
