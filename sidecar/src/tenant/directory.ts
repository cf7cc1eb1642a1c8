import { join } from "node:path";
import { type Address, originOf, sameAddress } from "@courtyard/protocol/address.ts";
import type { Store } from "../store/open-store.ts";
import { type TenantRow, tenantRows } from "../store/tenant.ts";
import type { Tenant } from "./tenant.ts";

/** Who lives here, by `Host` header and by id. */
export interface TenantDirectory {
  /** The tenant a `Host` header names, or undefined. `alice.example` is port 443 or 80. */
  byHost(host: string | undefined): Tenant | undefined;
  byId(id: string): Tenant | undefined;
  /** The tenant who lives at an address, if it is one of ours. */
  byAddress(address: Address): Tenant | undefined;
  all(): Tenant[];
  /** Reads the table again: after a claim, or when the cli has added somebody. */
  reload(): void;
}

/**
 * Keeps the tenant table in memory. The cli adds tenants through the same database file while we
 * run, so a miss reads the table again, but only when another process has written to the file: a
 * scan of unknown hosts costs nothing.
 */
export function createTenantDirectory(store: Store, { dir }: { dir: string }): TenantDirectory {
  let hosts = new Map<string, Tenant>();
  let ids = new Map<string, Tenant>();
  let read = 0;

  function reload(): void {
    read = store.version();
    const tenants = tenantRows(store).map((row) => tenantOf(row, dir));
    ids = new Map(tenants.map((tenant) => [tenant.id, tenant]));
    hosts = new Map(tenants.flatMap((tenant) => hostKeys(tenant).map((key) => [key, tenant])));
  }
  function missed(): boolean {
    if (store.version() === read) return false;
    reload();
    return true;
  }
  reload();
  return {
    byHost: (host) => {
      if (host === undefined || host.length > 260) return undefined;
      const key = host.toLowerCase();
      return hosts.get(key) ?? (missed() ? hosts.get(key) : undefined);
    },
    byId: (id) => ids.get(id) ?? (missed() ? ids.get(id) : undefined),
    byAddress: (address) => {
      const tenant = hosts.get(`${address.host}:${address.port}`);
      return tenant && sameAddress(tenant.address, address) ? tenant : undefined;
    },
    all: () => [...ids.values()],
    reload,
  };
}

function hostKeys({ host, port, origin }: Tenant): string[] {
  const whole = `${host}:${port}`;
  return new URL(origin).port === "" ? [host, whole] : [whole];
}

export function tenantOf(row: TenantRow, dir: string): Tenant {
  const address = { host: row.host, port: row.port, username: row.username };
  return {
    id: row.id,
    host: row.host,
    port: row.port,
    username: row.username,
    address,
    origin: originOf(address),
    dir: join(dir, "tenants", row.id),
    identityId: row.identity,
  };
}
