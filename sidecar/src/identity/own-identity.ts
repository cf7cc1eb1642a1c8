import type { Identity } from "@courtyard/protocol/identity.ts";

/** The tenants' own verified identity logs, in memory. */
export interface OwnIdentities {
  /** By tenant id; undefined until a vault has claimed the tenant. */
  of(tenant: string): Identity | undefined;
  /** Called after a new log was committed (a revoked device's sockets close on this). */
  onChange(listener: (tenant: string, identity: Identity) => void): void;
}
