// Cipher suite 1: a content key for the payload, and that key HPKE-sealed for each device. Spec 06 §5.

import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { type Bytes, concat, fromBase64url, fromBase64urlOf, toBase64url, utf8 } from "./bytes.ts";
import { type CipherSuite, type SealedKey, sealBinding } from "./cipher-suite.ts";
import { hpkeOpen, hpkeSeal } from "./hpke.ts";
import { LIMITS } from "./limits.ts";
import { pad, unpad } from "./padding.ts";
import { refuse } from "./refusal.ts";

const INFO = utf8("courtyard-seal/1");
const KEY_LENGTH = 32;
const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;

/** X25519, HKDF-SHA256 and ChaCha20-Poly1305 throughout. */
export const suite1: CipherSuite = {
  suite: 1,

  async seal(payload, { recipients, random, ...context }) {
    const contentKey = random(KEY_LENGTH);
    const nonce = random(NONCE_LENGTH);
    const ct = chacha20poly1305(contentKey, nonce, sealBinding(context)).encrypt(pad(payload));
    const keys: SealedKey[] = [];
    for (const { device, prekey, publicKey } of recipients) {
      const aad = sealBinding(context, { device, prekey });
      const sealed = await hpkeSeal(contentKey, { publicKey, info: INFO, aad, random });
      const [enc, wrapped] = [toBase64url(sealed.enc), toBase64url(sealed.ct)];
      keys.push({ device, prekey, enc, ct: wrapped });
    }
    contentKey.fill(0);
    return { suite: 1, keys, ct: toBase64url(concat(nonce, ct)) };
  },

  async open(data, { device, privateKeyFor, ...context }) {
    const mine = data.keys.filter((key) => key.device === device);
    const [key] = mine;
    if (key === undefined) return refuse("sealed-not-for-me");
    // Two keys for one device could open to two different texts, by the sender's choice.
    if (mine.length > 1) return refuse("sealed-shape", "a device twice");
    const enc = fromBase64urlOf(key.enc, KEY_LENGTH);
    const wrapped = fromBase64urlOf(key.ct, KEY_LENGTH + TAG_LENGTH);
    const ct = fromBase64url(data.ct);
    if (
      !enc ||
      !wrapped ||
      !ct ||
      ct.length < NONCE_LENGTH + TAG_LENGTH ||
      ct.length > LIMITS.sealedCiphertextBytes
    ) {
      return refuse("sealed-shape");
    }
    const privateKey = await privateKeyFor(key.prekey);
    if (privateKey === undefined) return refuse("prekey-missing");
    const aad = sealBinding(context, { device, prekey: key.prekey });
    const contentKey = await hpkeOpen({ enc, ct: wrapped }, { privateKey, info: INFO, aad });
    if (contentKey === null) return refuse("sealed-open-failed");
    const padded = openContent(ct, { contentKey, aad: sealBinding(context) });
    const payload = padded && unpad(padded);
    return payload ?? refuse("sealed-open-failed");
  },
};

function openContent(
  ct: Bytes,
  { contentKey, aad }: { contentKey: Bytes; aad: Bytes },
): Uint8Array | null {
  const nonce = ct.subarray(0, NONCE_LENGTH);
  try {
    return chacha20poly1305(contentKey, nonce, aad).decrypt(ct.subarray(NONCE_LENGTH));
  } catch {
    // noble throws one plain Error for a wrong tag and has no other way to fail with these lengths.
    return null;
  } finally {
    contentKey.fill(0);
  }
}
