import { z } from "zod";

/**
 * Somebody's identity log did not continue the one that was seen before. Kept until the owner looks
 * at it: it means a stolen root key, or a server that shows different histories to different people.
 */
export const alarmRecord = z.strictObject({
  /** Whose: the identity that was pinned. */
  identity: z.string(),
  address: z.string(),
  code: z.enum(["identity-rollback", "identity-fork", "identity-other"]),
  first: z.int(),
  last: z.int(),
  count: z.int().min(1),
  /** When the owner's devices were told last; 0 for never. */
  told: z.int().default(0),
});
export type Alarm = z.infer<typeof alarmRecord>;
