// The 24 words on paper, and the keys that they make. Spec 01 §8.
// 24 words of BIP-39's English list hold 256 random bits and a checksum. Their entropy needs no
// stretching, so keys come from it by HKDF, and BIP-39's PBKDF2 seed for wallets is not used.

import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { entropyToMnemonic, mnemonicToEntropy } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { type Bytes, randomBytes, utf8 } from "./bytes.ts";
import { signerFromSecret } from "./ed25519.ts";
import type { RandomSource } from "./hpke.ts";
import { nextHashOf } from "./identity-entry.ts";

const ENTROPY_LENGTH = 32;
const KEY_LENGTH = 32;
/** How far to look for a root key: one is used up by each rotation. */
const SEARCH = 256;

/** A new phrase of 24 English words. */
export function newRecoveryPhrase(random: RandomSource = randomBytes): string {
  return entropyToMnemonic(random(ENTROPY_LENGTH), wordlist);
}

/** A phrase as the list spells it: NFKD, lower case, single spaces. */
function normalise(phrase: string): string {
  return phrase.normalize("NFKD").trim().toLowerCase().split(/\s+/).join(" ");
}

/** The 256 bits of a phrase, or null unless it is 24 known words with a right checksum. */
function entropyOf(phrase: string): Uint8Array | null {
  const words = normalise(phrase);
  if (words.split(" ").length !== 24) return null;
  try {
    return mnemonicToEntropy(words, wordlist);
  } catch {
    return null; // an unknown word or a wrong checksum: the library's only answer to either
  }
}

/** Whether a text is 24 words of the list with a right checksum, in any case and spacing. */
export function isRecoveryPhrase(phrase: string): boolean {
  return entropyOf(phrase) !== null;
}

function keyOf(phrase: string, info: string): Bytes {
  const entropy = entropyOf(phrase);
  if (entropy === null) throw new TypeError("not a recovery phrase");
  return hkdf(sha256, entropy, undefined, utf8(info), KEY_LENGTH) as Bytes;
}

/**
 * The Ed25519 root key number `index` (0 and up) of a phrase: secret = HKDF-SHA256(entropy,
 * "courtyard-root-key/1\n" + index). Throws `TypeError` unless `isRecoveryPhrase(phrase)`.
 */
export function rootKeyFromPhrase(
  phrase: string,
  index: number,
): { secret: Bytes; publicKey: Uint8Array } {
  if (!Number.isSafeInteger(index) || index < 0) throw new RangeError("an index is 0 or more");
  const secret = keyOf(phrase, `courtyard-root-key/1\n${index}`);
  return { secret, publicKey: signerFromSecret(secret).publicKey };
}

/** 32 bytes under which a vault wraps its master key, so that the phrase opens a backup. Throws as above. */
export function vaultKeyFromPhrase(phrase: string): Bytes {
  return keyOf(phrase, "courtyard-vault/1");
}

/**
 * The index whose root key has this hash (the `next` of an identity's head), or null when the phrase
 * is another identity's. Looks at `max` indices. Throws `TypeError` unless `isRecoveryPhrase(phrase)`.
 */
export function recoveryIndexFor(phrase: string, nextHash: string, max = SEARCH): number | null {
  for (let index = 0; index < max; index++) {
    const { publicKey } = rootKeyFromPhrase(phrase, index);
    if (nextHashOf(publicKey) === nextHash) return index;
  }
  return null;
}
