import { argon2 } from "node:crypto";
import { z } from "zod";

/**
 * The public parameters of a derivation. The bounds stop a doctored file from asking for all memory
 * (at most 1 GiB, 16 passes) and from asking for so little that a guess is cheap to test.
 */
export const argon2Params = z.strictObject({
  algorithm: z.literal("argon2id"),
  salt: z.base64url().length(22),
  /** KiB. */
  memory: z.int().min(8).max(1_048_576),
  passes: z.int().min(1).max(16),
  parallelism: z.int().min(1).max(16),
});
export type Argon2Params = z.infer<typeof argon2Params>;

/** How dear one guess is. */
export type Argon2Cost = Pick<Argon2Params, "memory" | "passes" | "parallelism">;

/** RFC 9106 §4, the second recommended option: 64 MiB, 3 passes, 4 lanes; about 0.3 s here. */
export const RECOMMENDED_COST: Argon2Cost = { memory: 65_536, passes: 3, parallelism: 4 };

/** 32 bytes from a passphrase, RFC 9106. The passphrase is taken in Unicode NFC. */
export function argon2id(passphrase: string, params: Argon2Params): Promise<Uint8Array> {
  const { salt, memory, passes, parallelism } = params;
  const parameters = {
    message: passphrase.normalize("NFC"),
    nonce: Buffer.from(salt, "base64url"),
    memory,
    passes,
    parallelism,
    tagLength: 32,
  };
  return new Promise((resolve, reject) => {
    argon2("argon2id", parameters, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
