// The Node adapter of the signature rule: OpenSSL's verify, about ten times faster than noble's points.

import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { type Signer, type SyncEd25519Backend, signingPublicKey } from "../src/ed25519.ts";

// RFC 8410 §4 and §7: what stands before the 32 bytes in the DER of a public and of a private key.
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

// Making a KeyObject costs a fifth of a verify; those who write often stay in the cache.
const CACHED_KEYS = 4096;
const keys = new Map<string, KeyObject>();

function keyObject(publicKey: Uint8Array): KeyObject {
  const name = publicKey.toBase64();
  const cached = keys.get(name);
  if (cached !== undefined) {
    // Re-inserting moves it to the young end, so that the eviction below takes the least used.
    keys.delete(name);
    keys.set(name, cached);
    return cached;
  }
  const der = Buffer.concat([SPKI_PREFIX, publicKey]);
  const made = createPublicKey({ key: der, format: "der", type: "spki" });
  if (keys.size >= CACHED_KEYS) keys.delete(keys.keys().next().value as string);
  keys.set(name, made);
  return made;
}

/** Step 3 of the signature rule on `node:crypto`, synchronous. Give it to `verifySignatureSync`. */
export const nodeBackend: SyncEd25519Backend & { readonly sync: true } = {
  sync: true,
  verify(signature, message, publicKey) {
    return verify(null, message, keyObject(publicKey), signature);
  },
};

/** A signer on `node:crypto` from a 32-byte seed. */
export function nodeSigner(secret: Uint8Array): Signer {
  const der = Buffer.concat([PKCS8_PREFIX, secret]);
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  return {
    publicKey: signingPublicKey(secret),
    sign: async (message) => new Uint8Array(sign(null, message, key)),
  };
}
