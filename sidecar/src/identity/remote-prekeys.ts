import { type Address, formatAddress, originOf } from "@courtyard/protocol/address.ts";
import { type Prekey, parsePrekeys } from "@courtyard/protocol/prekey.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { parseStrict } from "@courtyard/protocol/strict-json.ts";
import { type GuardedClient, reachOf } from "../net/guarded-client.ts";
import type { Store } from "../store/open-store.ts";
import { prekeysOf } from "../store/prekey.ts";
import type { TenantDirectory } from "../tenant/directory.ts";
import type { Tenant } from "../tenant/tenant.ts";

/**
 * The prekeys at an address, unverified: the sealing device checks each against the identity log.
 * Empty when they cannot be had, since a device's static key serves then.
 */
export type RemotePrekeys = (tenant: Tenant, address: Address) => Promise<readonly Prekey[]>;

const MAX_BYTES = 128 * 1024;
const FRESH_FOR = 60_000;
const KEPT = 1_000;

export function createRemotePrekeys({
  store,
  net,
  tenants,
  clock,
}: {
  store: Store;
  net: GuardedClient;
  tenants: TenantDirectory;
  clock: () => number;
}): RemotePrekeys {
  const kept = new Map<string, { prekeys: readonly Prekey[]; at: number }>();
  return async (tenant, address) => {
    const neighbour = tenants.byAddress(address);
    if (neighbour) return ownPrekeys(store, neighbour.id, clock());
    const key = formatAddress(address);
    const known = kept.get(key);
    if (known && clock() - known.at < FRESH_FOR) return known.prekeys;
    const answer = await net.fetch(`${originOf(address)}/.well-known/courtyard/prekeys.json`, {
      reach: reachOf(tenant),
      maxBytes: MAX_BYTES,
      timeout: 10_000,
    });
    if (!answer.ok || answer.status !== 200) return known?.prekeys ?? [];
    const parsed = parseStrict(answer.body, { bytes: MAX_BYTES });
    const file = isRefusal(parsed) ? parsed : parsePrekeys(parsed.value);
    const prekeys = isRefusal(file) ? [] : file.prekeys;
    kept.delete(key);
    kept.set(key, { prekeys, at: clock() });
    if (kept.size > KEPT) kept.delete(kept.keys().next().value as string);
    return prekeys;
  };
}

/** What `prekeys.json` of a tenant holds. */
export function ownPrekeys(store: Store, tenant: string, now: number): readonly Prekey[] {
  return prekeysOf(store, tenant, now).map((row) => JSON.parse(row.prekey) as Prekey);
}
