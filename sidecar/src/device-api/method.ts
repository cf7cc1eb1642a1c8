import type { Capability, DeviceRecord } from "@courtyard/protocol/identity.ts";
import type { Refusal } from "@courtyard/protocol/refusal.ts";
import type { JsonValue } from "@courtyard/protocol/strict-json.ts";
import type { z } from "zod";
import type { Tenant } from "../tenant/tenant.ts";

/** Who may call: both have proved a device key of the tenant's own identity. */
export type MethodRole = "device" | "vault";

/**
 * Whether a device speaks for its owner, and so may see what is the owner's alone: whom they follow,
 * know and write to. A key that only publishes lies in a file on some laptop; it may not.
 */
export function speaksForOwner({ can }: DeviceRecord): boolean {
  return can.includes("comment") || can.includes("chat");
}

/** The caller. Everything a method reads or writes is scoped to `tenant`. */
export interface MethodContext {
  readonly tenant: Tenant;
  readonly role: MethodRole;
  readonly device: DeviceRecord;
  readonly now: number;
}

export interface Method {
  /** What the device's record must allow (`can`); the vault may always. */
  readonly capability?: Capability;
  /** Also for a device that may neither comment nor chat, such as a publisher's key. */
  readonly anyDevice?: true;
  readonly roles: readonly MethodRole[];
  readonly params: z.ZodType;
  run(context: MethodContext, params: unknown): JsonValue | Refusal | Promise<JsonValue | Refusal>;
}

/** A feature exports a record of these, by wire name; `sidecar.ts` merges them. */
export type Methods = Readonly<Record<string, Method>>;

/** Ties `run`'s parameter type to the schema, and forgets it for the registry. */
export function method<Schema extends z.ZodType>(definition: {
  capability?: Capability;
  anyDevice?: true;
  roles: readonly MethodRole[];
  params: Schema;
  run(
    context: MethodContext,
    params: z.output<Schema>,
  ): JsonValue | Refusal | Promise<JsonValue | Refusal>;
}): Method {
  // `dispatch` has parsed the params with this very schema before it calls `run`.
  return definition as Method;
}
