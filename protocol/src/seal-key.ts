// A device's X25519 key pair for sealing, and which public keys we take. Spec 06 §2.

import { type Bytes, concat, equal } from "./bytes.ts";

declare const opaque: unique symbol;

/** A WebCrypto X25519 private key. Opaque, since this package has no DOM types. */
export interface SealPrivateKey {
  readonly [opaque]: "X25519 private key";
}

/** `publicKey` is 32 bytes, RFC 7748 §5. */
export interface SealKeyPair {
  readonly publicKey: Bytes;
  readonly privateKey: SealPrivateKey;
}

const X25519 = { name: "X25519" } as const;

// The part of WebCrypto that is used here; Node ≥ 20 and Chromium ≥ 133 have it.
declare const crypto: {
  readonly subtle: {
    generateKey(
      algorithm: typeof X25519,
      extractable: boolean,
      usages: readonly string[],
    ): Promise<{ publicKey: object; privateKey: SealPrivateKey }>;
    exportKey(format: "raw" | "pkcs8", key: object): Promise<ArrayBuffer>;
    importKey(
      format: "pkcs8",
      key: Bytes,
      algorithm: typeof X25519,
      extractable: boolean,
      usages: readonly string[],
    ): Promise<SealPrivateKey>;
  };
};

const USAGES = ["deriveBits"] as const;
/** RFC 8410 §7: the PKCS #8 wrapping of a raw X25519 private key. */
const PKCS8 = Uint8Array.fromHex("302e020100300506032b656e04220420");
const KEY_LENGTH = 32;

/** Makes an X25519 key pair; a private key that is not extractable can never leave the device. */
export async function generateSealKeyPair(options: { extractable: boolean }): Promise<SealKeyPair> {
  const pair = await crypto.subtle.generateKey(X25519, options.extractable, USAGES);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return { publicKey, privateKey: pair.privateKey };
}

/** The private key of 32 raw bytes. Throws `TypeError` for another length. */
export async function importSealPrivateKey(
  raw: Uint8Array,
  { extractable = false }: { extractable?: boolean } = {},
): Promise<SealPrivateKey> {
  if (raw.length !== KEY_LENGTH) throw new TypeError("an X25519 private key has 32 bytes");
  return crypto.subtle.importKey("pkcs8", concat(PKCS8, raw), X25519, extractable, USAGES);
}

/** The 32 raw bytes of an extractable private key. Throws for one that is not extractable. */
export async function exportSealPrivateKey(key: SealPrivateKey): Promise<Bytes> {
  const wrapped = new Uint8Array(await crypto.subtle.exportKey("pkcs8", key));
  const prefix = wrapped.subarray(0, PKCS8.length);
  if (wrapped.length !== PKCS8.length + KEY_LENGTH || !equal(prefix, PKCS8)) {
    throw new TypeError("the platform wrapped an X25519 key in an unexpected way");
  }
  return wrapped.slice(PKCS8.length);
}

// RFC 7748 §6.1: with a point of small order the shared secret is all zero whatever the private key,
// and WebCrypto throws in the middle of sealing for everybody; so such keys are refused when read.
const P = 2n ** 255n - 19n;
// The u-coordinates of order 1, 2, 4 and 8 on Curve25519 and its twist, below p.
const SMALL_ORDER: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  P - 1n,
  325606250916557431795983626356110631294008115727848805560023387167927233504n,
  39382357235489614581723060781553021112529911719440698176882885853963445705823n,
]);

/** Whether 32 bytes are an X25519 public key in its one spelling (u below p) and not of small order. */
export function isValidSealKey(publicKey: Uint8Array): boolean {
  if (publicKey.length !== 32) return false;
  const u = BigInt(`0x${publicKey.slice().reverse().toHex()}`);
  return u < P && !SMALL_ORDER.has(u);
}
