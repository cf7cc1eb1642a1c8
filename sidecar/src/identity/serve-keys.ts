import type { Bytes } from "@courtyard/protocol/bytes.ts";
import type { Signer } from "@courtyard/protocol/ed25519.ts";
import { type DeviceRecord, deviceRecord } from "@courtyard/protocol/identity.ts";
import { nodeSigner } from "@courtyard/protocol/node/ed25519.ts";
import { importSealPrivateKey, type SealPrivateKey } from "@courtyard/protocol/seal-key.ts";
import type { Store } from "../store/open-store.ts";
import { tenantRow } from "../store/tenant.ts";

/**
 * The sidecar's own device of a tenant: it proves the server in handshakes, links to peers, and
 * opens relayed envelopes. Its record (`can: ["serve"]`) stands in the tenant's identity log; it
 * can sign nothing that a person says.
 */
export interface ServeKeys {
  readonly record: DeviceRecord;
  readonly signer: Signer;
  readonly sealKey: SealPrivateKey;
}

/** Reads them from the database once per tenant; undefined for an unknown tenant. */
export function createServeKeys(store: Store): (tenant: string) => Promise<ServeKeys | undefined> {
  const kept = new Map<string, Promise<ServeKeys>>();
  return async (tenant) => {
    const known = kept.get(tenant);
    if (known) return known;
    const row = tenantRow(store, tenant);
    if (!row) return undefined;
    const signer = nodeSigner(row.serve_sign);
    const loading = importSealPrivateKey(row.serve_seal as Bytes).then((sealKey) => ({
      record: deviceRecord({
        name: "sidecar",
        signPublicKey: signer.publicKey,
        sealPublicKey: row.serve_seal_public,
        can: ["serve"],
        now: row.created,
      }),
      signer,
      sealKey,
    }));
    kept.set(tenant, loading);
    return loading;
  };
}
