import { z } from "zod";

/** Another person's identity as this vault pinned it. */
export const knownIdentity = z.strictObject({
  pin: z.strictObject({ id: z.string(), seq: z.int(), hash: z.string() }),
  /** The verified log that the pin names. */
  log: z.string(),
  /** When it was last fetched and agreed with the pin. */
  fetchedAt: z.int(),
});
