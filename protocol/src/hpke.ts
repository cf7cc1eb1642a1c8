// HPKE in base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305. RFC 9180, spec 06 §3.
// The curve and the KDF run in WebCrypto, so that a device's private key may be one that no script can
// read; ChaCha20-Poly1305, which WebCrypto lacks, comes from noble.

import { Chacha20Poly1305 } from "@hpke/chacha20poly1305";
import {
  CipherSuite,
  DhkemX25519HkdfSha256,
  HkdfSha256,
  HpkeError,
  type RecipientContextParams,
} from "@hpke/core";
import type { Bytes } from "./bytes.ts";
import type { SealPrivateKey } from "./seal-key.ts";

/** Makes `length` unpredictable bytes. Only vectors pass anything but `randomBytes`. */
export type RandomSource = (length: number) => Bytes;

const EKM_LENGTH = 32;

const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Chacha20Poly1305(),
});

/** Seals to a public key. Throws `HpkeError` for a public key that `isValidSealKey` would not pass. */
export async function hpkeSeal(
  plaintext: Uint8Array,
  options: { publicKey: Uint8Array; info: Bytes; aad: Bytes; random: RandomSource },
): Promise<{ enc: Bytes; ct: Bytes }> {
  const { publicKey, info, aad, random } = options;
  const recipientPublicKey = await suite.kem.deserializePublicKey(publicKey.slice().buffer);
  // RFC 9180 §7.1.3: DeriveKeyPair over random bytes is a way to generate the ephemeral key, and it
  // is the same code for vectors and for life.
  const ekm = random(EKM_LENGTH);
  const sealed = await suite.seal({ recipientPublicKey, info, ekm }, plaintext.slice(), aad);
  return { enc: new Uint8Array(sealed.enc), ct: new Uint8Array(sealed.ct) };
}

/** Opens what was sealed to this key under the same info and aad; null for anything else. */
export async function hpkeOpen(
  sealed: { enc: Bytes; ct: Bytes },
  options: { privateKey: SealPrivateKey; info: Bytes; aad: Bytes },
): Promise<Bytes | null> {
  const { privateKey, info, aad } = options;
  try {
    // It is a CryptoKey, a name that only the rooms with DOM or Node types know.
    const recipientKey = privateKey as unknown as RecipientContextParams["recipientKey"];
    const params = { recipientKey, enc: sealed.enc, info };
    return new Uint8Array(await suite.open(params, sealed.ct, aad));
  } catch (error) {
    if (error instanceof HpkeError) return null;
    throw error;
  }
}
