// How far heaps grow before they are collected. V8's own measure takes memory that nobody else needs;
// ten thousand texts rendered from nothing took 1,130 MB by it, and 750 by this one, in the same time
// (tests/bench/PUBLISH.md).

import { setFlagsFromString } from "node:v8";

/** A heap that grew by so much is collected, in percent; 0 leaves it to V8. */
const PERCENT = 20;

let holders = 0;

/** Lets the heaps of all threads grow slowly until disposed: for work that makes much and keeps little. */
export function growSlowly(): Disposable {
  holders += 1;
  grow(PERCENT);
  let held = true;
  return {
    [Symbol.dispose]() {
      if (held) holders -= 1;
      held = false;
      if (holders === 0) grow(0);
    },
  };
}

function grow(percent: number): void {
  setFlagsFromString(`--heap-growing-percent=${percent}`);
}
