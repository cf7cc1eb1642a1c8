// The browser adapter of the signature rule: WebCrypto's Ed25519 (Secure Curves in the Web Platform).

import type { Ed25519Backend, Signer } from "../src/ed25519.ts";

const CACHED_KEYS = 1024;
const keys = new Map<string, Promise<CryptoKey>>();

/** WebCrypto takes no view on a SharedArrayBuffer, and types cannot tell: a copy is safe and short. */
const owned = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => Uint8Array.from(bytes);

function cryptoKey(publicKey: Uint8Array): Promise<CryptoKey> {
  const name = publicKey.toBase64();
  const cached = keys.get(name);
  if (cached !== undefined) return cached;
  const imported = crypto.subtle.importKey("raw", owned(publicKey), "Ed25519", true, ["verify"]);
  if (keys.size >= CACHED_KEYS) keys.delete(keys.keys().next().value as string);
  keys.set(name, imported);
  return imported;
}

/** Step 3 of the signature rule on WebCrypto. Give it to `verifySignature`. */
export const webBackend: Ed25519Backend = {
  async verify(signature, message, publicKey) {
    const key = await cryptoKey(publicKey);
    return crypto.subtle.verify("Ed25519", key, owned(signature), owned(message));
  },
};

/** A `CryptoKeyPair`, named here so that this file also compiles where there is no DOM. */
export interface WebKeyPair {
  readonly publicKey: CryptoKey;
  readonly privateKey: CryptoKey;
}

/** A new key pair whose secret the browser keeps and no script can read, unless `extractable`. */
export async function generateWebSigningKey({
  extractable = false,
}: {
  extractable?: boolean;
} = {}): Promise<WebKeyPair> {
  // An asymmetric algorithm always makes a pair; the DOM types cannot tell.
  return (await crypto.subtle.generateKey("Ed25519", extractable, [
    "sign",
    "verify",
  ])) as WebKeyPair;
}

/** A signer on a WebCrypto key pair, which may be non-extractable. */
export async function webSigner(pair: WebKeyPair): Promise<Signer> {
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return {
    publicKey,
    sign: async (message) =>
      new Uint8Array(await crypto.subtle.sign("Ed25519", pair.privateKey, owned(message))),
  };
}
