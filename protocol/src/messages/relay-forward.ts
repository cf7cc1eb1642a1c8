// `relay.forward`: an envelope sealed for the sidecar of `to`, carried by a friend's. Spec 04 §6.

import * as z from "zod/mini";
import { addressField, integerField, someBytesField } from "../fields.ts";
import { LIMITS } from "../limits.ts";
import type { MessageType } from "./message-type.ts";

/** `hops` is how many more servers may pass it on; `enc` and `ct` are HPKE for the destination. */
export const relayForwardSchema = z.strictObject({
  to: addressField,
  hops: integerField(0, LIMITS.relayHops),
  enc: someBytesField(LIMITS.sealedKeyBytes),
  ct: someBytesField(LIMITS.relayCiphertextBytes),
});

export type RelayForward = z.infer<typeof relayForwardSchema>;

export const relayForward: MessageType<"relay.forward", RelayForward> = {
  type: "relay.forward",
  capability: "serve",
  schema: relayForwardSchema,
};
