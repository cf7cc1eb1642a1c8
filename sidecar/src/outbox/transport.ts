import type { Address } from "@courtyard/protocol/address.ts";
import type { Refusal } from "@courtyard/protocol/refusal.ts";
import type { Tenant } from "../tenant/tenant.ts";

/** An envelope on its way: `envelope` is its JSON text. */
export interface Parcel {
  readonly id: string;
  readonly type: string;
  readonly envelope: string;
  readonly attempts: number;
}

/** Per parcel, in order: undefined for acknowledged, else the refusal. */
export type Results = readonly (Refusal | undefined)[];

/**
 * One way to a destination. Answers a refusal by the other side, or `delivery-unreachable` for
 * parcels that this way could not carry. Never throws.
 */
export type Transport = (
  tenant: Tenant,
  destination: Address,
  parcels: readonly Parcel[],
) => Promise<Results>;

/** Whether a way carried nothing at all, so that another may be tried. */
export function carriedNothing(results: Results): boolean {
  return results.every((result) => result?.code === "delivery-unreachable");
}
