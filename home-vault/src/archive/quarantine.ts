import { z } from "zod";

/** An envelope that could not be opened, kept as it came: nothing is lost, and nothing waits for it. */
export const quarantined = z.strictObject({
  /** The envelope's JSON text, still sealed. */
  envelope: z.string(),
  id: z.string(),
  /** Why: a refusal code. */
  code: z.string(),
  receivedAt: z.int(),
});
export type Quarantined = z.infer<typeof quarantined>;
