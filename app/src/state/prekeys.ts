// This device's prekeys: made every few days, announced through the sidecar, and their private halves
// deleted when no envelope can need them any more.

import {
  isPrekeyDue,
  makePrekey,
  mayDeletePrekey,
  type Prekey,
} from "@courtyard/protocol/prekey.ts";
import { isRefusal, type Refusal } from "@courtyard/protocol/refusal.ts";
import { generateSealKeyPair, type SealPrivateKey } from "@courtyard/protocol/seal.ts";
import type { JsonObject } from "@courtyard/protocol/strict-json.ts";
import type { Core } from "./core.ts";

/** Key: prekey id. */
export interface StoredPrekey {
  readonly prekey: Prekey;
  readonly privateKey: SealPrivateKey;
  /** Whether the sidecar said yes to it. */
  readonly announced: boolean;
}

export interface Prekeys {
  /** Makes a new prekey when one is due, announces what is not announced, deletes what is done with. */
  rotate(): Promise<undefined | Refusal>;
  /** The private key for a prekey id, or for `static` the device's own. */
  privateKeyFor(id: string): Promise<SealPrivateKey | undefined>;
}

/** The prekeys of this device. */
export function createPrekeys({ storage, link, device, signer, now }: Core): Prekeys {
  async function rotate(): Promise<undefined | Refusal> {
    const rows = await storage.list("prekeys");
    const old = rows.filter((row) => mayDeletePrekey(row.value.prekey, now()));
    await storage.write(old.map(({ key }) => ({ shelf: "prekeys", key, value: null })));
    const newest = rows.map((row) => row.value).sort((a, b) => b.prekey.at - a.prekey.at)[0];
    const use = newest && !isPrekeyDue(newest.prekey, now()) ? newest : await make();
    if (use.announced) return undefined;
    const answer = await link.request("prekey.put", { prekey: use.prekey as JsonObject });
    if (isRefusal(answer)) return answer;
    await put({ ...use, announced: true });
    return undefined;
  }

  async function make(): Promise<StoredPrekey> {
    const pair = await generateSealKeyPair({ extractable: false });
    const prekey = await makePrekey({
      device: device.id,
      publicKey: pair.publicKey,
      signer,
      now: now(),
    });
    // Kept before it is announced: the first message to it may come at once.
    return put({ prekey, privateKey: pair.privateKey, announced: false });
  }

  async function put(row: StoredPrekey): Promise<StoredPrekey> {
    await storage.write([{ shelf: "prekeys", key: row.prekey.id, value: row }]);
    return row;
  }

  return {
    rotate,
    privateKeyFor: async (id) =>
      id === "static"
        ? device.keys.seal.privateKey
        : (await storage.get("prekeys", id))?.privateKey,
  };
}
