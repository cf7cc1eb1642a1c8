import { join } from "node:path";
import { parseAddress } from "@courtyard/protocol/address.ts";
import { type Bytes, randomBytes, toBase64url } from "@courtyard/protocol/bytes.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import { exportSealPrivateKey, generateSealKeyPair } from "@courtyard/protocol/seal.ts";
import { issueClaimCode } from "../claim/claim-code.ts";
import type { Store } from "../store/open-store.ts";
import { insertTenant, tenantRows } from "../store/tenant.ts";
import { tenantOf } from "./directory.ts";
import type { Tenant } from "./tenant.ts";

/**
 * Makes room for one more person and the one-time code (`XXXX-XXXX-XXXX-XXXX`, good for a day)
 * with which their vault claims it; only its hash is kept. Safe while a sidecar runs on the same
 * database. Refuses `address-form`, and `claim-done` for a host and port that are taken.
 */
export async function addTenant(
  store: Store,
  { host, port, username, now, dir = ".", random = randomBytes }: NewTenant,
): Promise<{ ok: true; tenant: Tenant; code: string } | Refusal> {
  const address = parseAddress(`${username}@${host.toLowerCase()}:${port}`);
  if (isRefusal(address)) return address;
  const seal = await generateSealKeyPair({ extractable: true });
  const serveSeal = await exportSealPrivateKey(seal.privateKey);
  return store.transaction(() => {
    const taken = tenantRows(store).some(
      (row) => row.host === address.host && row.port === address.port,
    );
    if (taken) return refuse("claim-done", `${address.host}:${address.port} is taken`);
    const row = {
      id: toBase64url(random(9) as Bytes),
      ...address,
      identity: null,
      created: now,
      serve_sign: random(32),
      serve_seal: serveSeal,
      serve_seal_public: seal.publicKey,
    };
    insertTenant(store, row);
    const code = issueClaimCode(store, row.id, { now, random });
    return { ok: true, tenant: tenantOf(row, join(dir)), code };
  });
}

export interface NewTenant {
  host: string;
  port: number;
  username: string;
  now: number;
  /** The sidecar's data folder; only for `tenant.dir` of the answer. */
  dir?: string;
  random?: (length: number) => Uint8Array;
}
