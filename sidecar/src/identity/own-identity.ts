import type { Identity } from "@courtyard/protocol/identity.ts";
import { verifyIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { nodeBackend } from "@courtyard/protocol/node/ed25519.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import type { Logger } from "../log.ts";
import { identityLogs } from "../store/identity-log.ts";
import type { Store } from "../store/open-store.ts";

/** The tenants' own verified identity logs, in memory. */
export interface OwnIdentities {
  /** By tenant id; undefined until a vault has claimed the tenant. */
  of(tenant: string): Identity | undefined;
  /** Called after a new log was committed (a revoked device's sockets close on this). */
  onChange(listener: (tenant: string, identity: Identity) => void): void;
}

/** The side of it that claim and `identity.put` use. */
export interface OwnIdentityKeeper extends OwnIdentities {
  changed(tenant: string, identity: Identity): void;
}

/** Reads and verifies every tenant's log. One that no longer verifies shuts out its tenant alone. */
export async function loadOwnIdentities(store: Store, log: Logger): Promise<OwnIdentityKeeper> {
  const known = new Map<string, Identity>();
  const listeners: ((tenant: string, identity: Identity) => void)[] = [];
  for (const { tenant, log: text } of identityLogs(store)) {
    const identity = await verifyIdentityLog(text, nodeBackend);
    if (isRefusal(identity))
      log.error({ tenant, code: identity.code }, "own identity log is broken");
    else known.set(tenant, identity);
  }
  return {
    of: (tenant) => known.get(tenant),
    onChange: (listener) => void listeners.push(listener),
    changed: (tenant, identity) => {
      known.set(tenant, identity);
      for (const listener of listeners) listener(tenant, identity);
    },
  };
}
