// Bytes that look random and are the same every time: for vectors only.

import { type Bytes, sha256, utf8 } from "../../src/bytes.ts";
import type { RandomSource } from "../../src/hpke.ts";

/** The n-th call gives the first bytes of SHA-256("seed n"), 32 at most. */
export function countedRandom(seed: string): RandomSource {
  let calls = 0;
  return (length) => {
    if (length > 32) throw new RangeError("32 bytes at most");
    return sha256(utf8(`${seed} ${calls++}`)).slice(0, length) as Bytes;
  };
}
