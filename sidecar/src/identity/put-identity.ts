import { formatAddress } from "@courtyard/protocol/address.ts";
import { deviceOf, type Identity } from "@courtyard/protocol/identity.ts";
import { formatIdentityLog, verifyIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { nodeBackend } from "@courtyard/protocol/node/ed25519.ts";
import { comparePin, pinOf } from "@courtyard/protocol/pin.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import { putIdentityLog } from "../store/identity-log.ts";
import type { Store } from "../store/open-store.ts";
import { dropPrekeysOf } from "../store/prekey.ts";
import { dropQueueOf } from "../store/sealed.ts";
import { setTenantIdentity } from "../store/tenant.ts";
import type { TenantDirectory } from "../tenant/directory.ts";
import type { Tenant } from "../tenant/tenant.ts";
import type { OwnIdentityKeeper } from "./own-identity.ts";
import type { ServeKeys } from "./serve-keys.ts";

/** Takes a new version of the tenant's own log, at the claim and from the vault. */
export type PutIdentity = (
  tenant: Tenant,
  log: string,
  now: number,
  inTransaction?: () => void,
) => Promise<Identity | Refusal>;

/**
 * The log must verify, extend the stored one, name this sidecar's serve device with its very keys,
 * and live at the tenant's address; then it is stored, devices that it revokes lose queue and
 * prekeys, and everyone who holds an old copy in memory is told. Refuses `identity-*`.
 */
export function createPutIdentity({
  store,
  own,
  tenants,
  serveKeys,
}: {
  store: Store;
  own: OwnIdentityKeeper;
  tenants: TenantDirectory;
  serveKeys: (tenant: string) => Promise<ServeKeys | undefined>;
}): PutIdentity {
  return async (tenant, log, now, inTransaction) => {
    const identity = await verifyIdentityLog(log, nodeBackend);
    if (isRefusal(identity)) return identity;
    const serve = (await serveKeys(tenant.id))?.record;
    const listed = serve && deviceOf(identity, serve.id);
    if (!listed || listed.seal !== serve.seal || !listed.can.includes("serve")) {
      return refuse("identity-device", "the sidecar's serve device is not in the log");
    }
    if (listed.until !== undefined) return refuse("identity-device", "serve device revoked");
    if (!identity.head.urls.includes(formatAddress(tenant.address))) {
      return refuse("identity-address");
    }
    // No await from here on: two puts at once must not both pass the comparison.
    const before = own.of(tenant.id);
    if (before) {
      const compared = comparePin(pinOf(before), identity);
      if (isRefusal(compared)) return compared;
      if (compared.kind === "same") return before;
    } else if (tenant.identityId !== null && tenant.identityId !== identity.id) {
      return refuse("identity-other");
    }
    store.transaction(() => {
      const text = formatIdentityLog(identity);
      putIdentityLog(store, { tenant: tenant.id, identity: identity.id, log: text, at: now });
      setTenantIdentity(store, tenant.id, identity.id);
      for (const { id, until } of identity.head.devices) {
        if (until === undefined || until > now) continue;
        dropPrekeysOf(store, tenant.id, id);
        dropQueueOf(store, tenant.id, id);
      }
      inTransaction?.();
    });
    tenants.reload();
    own.changed(tenant.id, identity);
    return identity;
  };
}
