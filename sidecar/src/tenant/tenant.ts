import type { Address } from "@courtyard/protocol/address.ts";

/** One person on this sidecar: an origin of its own, and everything stored under its id. */
export interface Tenant {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly address: Address;
  /** `http://…` for localhost names, `https://…` else; no default port. */
  readonly origin: string;
  /** Absolute folder of the tenant's files (blobs, public tree). */
  readonly dir: string;
  /** null until a vault has claimed the tenant. */
  readonly identityId: string | null;
}
