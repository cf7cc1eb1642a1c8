// The number that two people compare out of band to know that nobody stands between. Spec 01 §9.

import { sha512 } from "@noble/hashes/sha2.js";
import { utf8 } from "./bytes.ts";

const GROUPS = 12;
const BYTES_PER_GROUP = 5;

/**
 * 60 digits in 12 groups of 5 with spaces between, the same for both people: SHA-512 over the two
 * identity ids in order; each group is 5 bytes of it modulo 100,000 (as Signal's fingerprints, whose
 * 5,200 iterations are left out: an identity id is a hash that binds a whole history already).
 */
export function safetyNumber(idA: string, idB: string): string {
  const [first, second] = idA < idB ? [idA, idB] : [idB, idA];
  const digest = sha512(utf8(`courtyard-safety/1\n${first}\n${second}`));
  const groups: string[] = [];
  for (let group = 0; group < GROUPS; group++) {
    let value = 0;
    for (let byte = 0; byte < BYTES_PER_GROUP; byte++) {
      value = value * 256 + (digest[group * BYTES_PER_GROUP + byte] as number);
    }
    groups.push(String(value % 100_000).padStart(5, "0"));
  }
  return groups.join(" ");
}
