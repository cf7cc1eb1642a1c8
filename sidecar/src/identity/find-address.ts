import { formatAddress, originOf, parseAddress } from "@courtyard/protocol/address.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import { type GuardedClient, reachOf } from "../net/guarded-client.ts";
import type { TenantDirectory } from "../tenant/directory.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { fetchLogAt } from "./log-source.ts";

/**
 * The address (`user@host[:port]`) of whoever's site has a URL: by its host among our own tenants,
 * else by the identity log at its origin. Refuses `params-shape` for what is no web address,
 * `not-found` where no Courtyard answers, `identity-address` when the log does not name that origin,
 * and what reading the log refuses.
 */
export async function findAddress(
  text: string,
  { tenant, tenants, net }: { tenant: Tenant; tenants: TenantDirectory; net: GuardedClient },
): Promise<string | Refusal> {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) return refuse("params-shape", "url");
  const neighbour = tenants.byHost(url.host);
  if (neighbour?.origin === url.origin) return formatAddress(neighbour.address);
  const identity = await fetchLogAt(net, url.origin, reachOf(tenant));
  if (isRefusal(identity)) return identity.detail === "HTTP 404" ? refuse("not-found") : identity;
  for (const name of identity.head.urls) {
    const address = parseAddress(name);
    if (!isRefusal(address) && originOf(address) === url.origin) return name;
  }
  return refuse("identity-address");
}
