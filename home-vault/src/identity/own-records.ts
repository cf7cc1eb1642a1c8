import { z } from "zod";

/** The vault's own identity log, and the root key that may extend it. */
export const ownLog = z.strictObject({
  /** JSON lines, as everybody may read them. */
  log: z.string(),
  /** 32 bytes, base64url. */
  rootSecret: z.base64url().length(43),
});

/** Where this vault's sidecar is, and what it knows of us. */
export const place = z.strictObject({
  /** `user@host:port`. */
  address: z.string(),
  /** The hash of the log's head that the sidecar is known to have; null before the first upload. */
  uploaded: z.string().nullable(),
});

/** The vault's own device keys: 32 bytes each, base64url. */
export const deviceKeys = z.strictObject({
  id: z.string(),
  signSecret: z.base64url().length(43),
  sealSecret: z.base64url().length(43),
});
export type DeviceKeys = z.infer<typeof deviceKeys>;
