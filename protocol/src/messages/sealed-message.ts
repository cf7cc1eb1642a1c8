// `sealed.message`: bytes that only the named devices can open. Spec 06 §3. Addressed to another
// person, or to the sender's own other devices.

import * as z from "zod/mini";
import { bytesField, integerField, someBytesField } from "../fields.ts";
import { LIMITS } from "../limits.ts";
import type { MessageType } from "./message-type.ts";

const DEVICE_ID_BYTES = 16;
const PREKEY_LENGTH = 64;

const keySchema = z.strictObject({
  device: bytesField(DEVICE_ID_BYTES),
  prekey: z
    .string()
    .check(z.refine((s) => s.length <= PREKEY_LENGTH && /^[A-Za-z0-9_-]+$/.test(s))),
  enc: someBytesField(LIMITS.sealedKeyBytes),
  ct: someBytesField(LIMITS.sealedKeyBytes),
});

/**
 * Every suite has this outer shape; what the byte strings are is the suite's. The suite is a small
 * number and is not checked here, so that a sidecar of today forwards the suites of tomorrow.
 */
export const sealedMessageSchema = z.strictObject({
  suite: integerField(1, 255),
  keys: z
    .array(keySchema)
    .check(
      z.refine(
        (keys) =>
          keys.length >= 1 &&
          keys.length <= LIMITS.sealedRecipients &&
          new Set(keys.map((key) => key.device)).size === keys.length,
      ),
    ),
  ct: someBytesField(LIMITS.sealedCiphertextBytes),
});

export type SealedMessage = z.infer<typeof sealedMessageSchema>;

export const sealedMessage: MessageType<"sealed.message", SealedMessage> = {
  type: "sealed.message",
  capability: "chat",
  schema: sealedMessageSchema,
};
