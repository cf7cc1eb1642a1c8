// What the protocol knows of one envelope type. Spec 02 §6.

import type * as z from "zod/mini";
import type { Capability } from "../device.ts";

/** The schema of `data`, strict and without transformations, and what the signing device must be allowed. */
export interface MessageType<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly capability: Capability;
  readonly schema: z.ZodMiniType<Data>;
}
