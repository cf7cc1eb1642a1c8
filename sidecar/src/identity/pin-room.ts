import type { Store } from "../store/open-store.ts";
import { pinnedBytes } from "../store/remote-identity.ts";

/** What the logs of people whom the owner does not know may take of the disk, for each tenant. */
const MOST_BYTES = 256 * 1024 * 1024;

/** How much room is left for strangers' logs. */
export interface PinRoom {
  /** Whether `more` bytes fit. */
  has(tenant: string, more: number): boolean;
  /** After a commit that pinned so many bytes more. */
  took(tenant: string, more: number): void;
}

/** An identity costs nothing to make, and its log may have a megabyte: so pins need a bound of their own. */
export function createPinRoom(store: Store, { most = MOST_BYTES } = {}): PinRoom {
  const used = new Map<string, number>();
  function usedBy(tenant: string): number {
    const known = used.get(tenant) ?? pinnedBytes(store, tenant);
    used.set(tenant, known);
    return known;
  }
  return {
    has: (tenant, more) => usedBy(tenant) + more <= most,
    took: (tenant, more) => void used.set(tenant, usedBy(tenant) + more),
  };
}
