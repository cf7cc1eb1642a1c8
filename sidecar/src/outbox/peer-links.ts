import { type Address, formatAddress } from "@courtyard/protocol/address.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { RetryPolicy } from "../config/config.ts";
import type { OwnIdentities } from "../identity/own-identity.ts";
import type { RemoteIdentities } from "../identity/remote-identity.ts";
import type { ServeKeys } from "../identity/serve-keys.ts";
import type { GuardedClient } from "../net/guarded-client.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { openPeerLink, type PeerLink } from "./peer-link.ts";

/** Our sockets to other sidecars: opened on demand, kept while busy, closed when idle. */
export interface PeerLinks {
  /** An open link, or `delivery-unreachable`. Call `release` when done with it. */
  get(tenant: Tenant, destination: Address): Promise<PeerLink | Refusal>;
  release(tenant: Tenant, destination: Address): void;
  close(): void;
}

interface Kept {
  link: Promise<PeerLink | Refusal>;
  users: number;
  idle: NodeJS.Timeout | undefined;
}

export function createPeerLinks({
  own,
  remote,
  serveKeys,
  net,
  clock,
  retry,
}: {
  own: OwnIdentities;
  remote: RemoteIdentities;
  serveKeys: (tenant: string) => Promise<ServeKeys | undefined>;
  net: GuardedClient;
  clock: () => number;
  retry: RetryPolicy;
}): PeerLinks {
  const kept = new Map<string, Kept>();
  const keyOf = (tenant: Tenant, to: Address): string => `${tenant.id} ${formatAddress(to)}`;

  async function open(
    tenant: Tenant,
    destination: Address,
    onClose: () => void,
  ): Promise<PeerLink | Refusal> {
    const keys = await serveKeys(tenant.id);
    const identity = own.of(tenant.id);
    if (!keys || !identity) return refuse("delivery-unreachable", "not claimed");
    const server = await remote.resolve(tenant, destination);
    if (isRefusal(server)) return refuse("delivery-unreachable", server.code);
    const { ackTimeout } = retry;
    const options = { tenant, destination, server, identity: identity.id, keys, net, clock };
    return openPeerLink({ ...options, ackTimeout, onClose });
  }

  return {
    get: async (tenant, destination) => {
      const key = keyOf(tenant, destination);
      let entry = kept.get(key);
      if (!entry) {
        const fresh: Kept = {
          link: Promise.resolve(refuse("internal")),
          users: 0,
          idle: undefined,
        };
        const forget = (): void => {
          clearTimeout(fresh.idle);
          if (kept.get(key) === fresh) kept.delete(key);
        };
        fresh.link = open(tenant, destination, forget).then((link) => {
          if (isRefusal(link)) forget();
          return link;
        });
        kept.set(key, fresh);
        entry = fresh;
      }
      entry.users += 1;
      clearTimeout(entry.idle);
      const link = await entry.link;
      if (isRefusal(link) || link.open) return link;
      return refuse("delivery-unreachable", "closed");
    },
    release: (tenant, destination) => {
      const entry = kept.get(keyOf(tenant, destination));
      if (!entry) return;
      entry.users -= 1;
      if (entry.users > 0) return;
      entry.idle = setTimeout(() => {
        void entry.link.then((link) => {
          if (!isRefusal(link)) link.close();
        });
      }, retry.idle).unref();
    },
    close: () => {
      for (const { link, idle } of kept.values()) {
        clearTimeout(idle);
        void link.then((open) => {
          if (!isRefusal(open)) open.close();
        });
      }
    },
  };
}
