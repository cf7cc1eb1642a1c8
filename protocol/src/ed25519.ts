// The one rule for a valid Ed25519 signature (spec 02 §5), the same on every machine. Platforms
// accept different sets of odd signatures (cofactored or not, small orders, non-canonical
// encodings), and a network whose nodes disagree about a signature splits. So:
//   1. the public key is canonical and of prime order        (isValidPublicKey, once per key)
//   2. the signature is 64 bytes, S < L, R canonical and not of small order   (isWellFormedSignature)
//   3. the cofactorless equation [S]B = R + [k]A holds        (a native backend, or noble's points)
// What passes 1 and 2 is judged alike by every known implementation of 3. Never noble's `verify()`,
// which is cofactored.

import { getPublicKey, hash, hashes, Point, sign } from "@noble/ed25519";
import { sha512 } from "@noble/hashes/sha2.js";
import { type Bytes, concat, equal, randomBytes, toBase64url } from "./bytes.ts";

hashes.sha512 = sha512;

/** Step 3 only, the bare cofactorless equation, by whatever is fastest on a platform. */
export interface Ed25519Backend {
  verify(
    signature: Uint8Array,
    message: Uint8Array,
    publicKey: Uint8Array,
  ): boolean | Promise<boolean>;
}

/** A backend that answers at once, which `verifySignatureSync` needs. */
export interface SyncEd25519Backend extends Ed25519Backend {
  verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean;
}

/** Holds a secret key somewhere (memory, WebCrypto) and signs with it; signatures are 64 bytes. */
export interface Signer {
  readonly publicKey: Uint8Array;
  sign(message: Uint8Array): Promise<Uint8Array>;
}

const { n: L } = Point.CURVE();

/** 2^255 - 19 and the group order, little-endian, as RFC 8032 5.1 writes integers. */
const FIELD_PRIME = Uint8Array.fromHex(
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
);
const GROUP_ORDER = Uint8Array.fromHex(
  "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010",
);

/** The y of the points of order 1, 2, 4 and 8, canonical; both signs of x are small, whatever it is. */
const SMALL_ORDER_Y = [
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "0000000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
].map((hex) => Uint8Array.fromHex(hex));

/** a < b for little-endian integers of 32 bytes; public data, so it may take its time as it likes. */
function isBelow(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 31; i >= 0; i--) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** Whether a 32-byte encoding has y < p and is none of the eight points of small order. */
function isCanonicalAndNotSmall(encoded: Uint8Array): boolean {
  const y = encoded.slice();
  y[31] = (y[31] as number) & 0x7f;
  return isBelow(y, FIELD_PRIME) && !SMALL_ORDER_Y.some((small) => equal(y, small));
}

// The order of a point costs a scalar multiplication, about 1 ms: remember the answer per key. The
// bound keeps strangers' keys from filling the memory; a Map forgets its oldest first.
const KNOWN_KEYS = 4096;
const known = new Map<string, boolean>();

/** Step 1: 32 bytes, canonical (y < p, no negative zero), on the curve, of prime order. Cached. */
export function isValidPublicKey(publicKey: Uint8Array): boolean {
  if (publicKey.length !== 32) return false;
  const name = toBase64url(publicKey);
  const cached = known.get(name);
  if (cached !== undefined) return cached;
  const valid = isCanonicalAndNotSmall(publicKey) && hasPrimeOrder(publicKey);
  if (known.size >= KNOWN_KEYS) known.delete(known.keys().next().value as string);
  known.set(name, valid);
  return valid;
}

function hasPrimeOrder(publicKey: Uint8Array): boolean {
  try {
    return Point.fromBytes(publicKey).isTorsionFree();
  } catch {
    return false; // not on the curve
  }
}

/** Step 2: 64 bytes, S < L (RFC 8032 5.1.7), R canonical and not of small order. Costs no curve work. */
export function isWellFormedSignature(signature: Uint8Array): boolean {
  return (
    signature.length === 64 &&
    isBelow(signature.subarray(32), GROUP_ORDER) &&
    isCanonicalAndNotSmall(signature.subarray(0, 32))
  );
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${bytes.toReversed().toHex()}`);
}

/** Step 3 by noble's points: [S]B - [k]A, re-encoded, must be R. For keys and signatures past 1 and 2. */
export const nobleBackend: SyncEd25519Backend = {
  verify(signature, message, publicKey) {
    const R = signature.subarray(0, 32);
    const k = littleEndian(hash(concat(R, publicKey, message))) % L;
    const A = Point.fromBytes(publicKey);
    const SB = Point.BASE.multiplyUnsafe(littleEndian(signature.subarray(32)));
    return equal(SB.subtract(A.multiplyUnsafe(k)).toBytes(), R);
  },
};

/** The whole rule with a backend that may be asynchronous (WebCrypto); noble's points without one. */
export async function verifySignature(
  signature: Uint8Array,
  message: Uint8Array,
  publicKey: Uint8Array,
  backend: Ed25519Backend = nobleBackend,
): Promise<boolean> {
  if (!isWellFormedSignature(signature) || !isValidPublicKey(publicKey)) return false;
  return backend.verify(signature, message, publicKey);
}

/** The whole rule at once, with `node:crypto` (see node/ed25519.ts) or noble's points. */
export function verifySignatureSync(
  signature: Uint8Array,
  message: Uint8Array,
  publicKey: Uint8Array,
  backend: SyncEd25519Backend = nobleBackend,
): boolean {
  if (!isWellFormedSignature(signature) || !isValidPublicKey(publicKey)) return false;
  return backend.verify(signature, message, publicKey);
}

/** A new key: the 32-byte seed of RFC 8032 5.1.5 and its public key. */
export function generateSigningKey(): { secret: Bytes; publicKey: Bytes } {
  const secret = randomBytes(32);
  return { secret, publicKey: signingPublicKey(secret) };
}

/** The public key of a 32-byte seed, RFC 8032 5.1.5. */
export function signingPublicKey(secret: Uint8Array): Bytes {
  return getPublicKey(secret) as Bytes;
}

/** A signer in plain memory, on any platform. Node has a faster one in node/ed25519.ts. */
export function signerFromSecret(secret: Uint8Array): Signer {
  const kept = secret.slice();
  return {
    publicKey: signingPublicKey(kept),
    sign: async (message) => sign(message, kept),
  };
}
