import { type Prekey, parsePrekey } from "@courtyard/protocol/prekey.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import type { JsonValue } from "@courtyard/protocol/strict-json.ts";
import { z } from "zod";

const announced = z.custom<Prekey>((value) => !isRefusal(parsePrekey(value as JsonValue)));

/** A prekey of the vault's device, as announced, with its private half (32 bytes, base64url). */
export const prekeyRecord = z.strictObject({
  prekey: announced,
  secret: z.base64url().length(43),
});
