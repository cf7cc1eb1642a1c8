// Where two versions of a list differ.

/** How many items two lists share at their beginning, and how many of the others at their end. */
export function sameEnds(a: readonly unknown[], b: readonly unknown[]): [number, number] {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start += 1;
  let tail = 0;
  while (tail < shorter - start && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  return [start, tail];
}

/** What is in one list and not in the other, in order; items compared by identity. */
export function difference<Item>(
  before: readonly Item[],
  now: readonly Item[],
): { readonly left: readonly Item[]; readonly came: readonly Item[] } {
  const [start, tail] = sameEnds(before, now);
  const [then, here] = [
    before.slice(start, before.length - tail),
    now.slice(start, now.length - tail),
  ];
  if (then.length === here.length) {
    const left = then.filter((item, index) => item !== here[index]);
    const came = here.filter((item, index) => item !== then[index]);
    if (left.length < SCATTERED) return { left, came };
  }
  const [known, present] = [new Set(then), new Set(here)];
  return {
    left: then.filter((item) => !present.has(item)),
    came: here.filter((item) => !known.has(item)),
  };
}

/** So many differing places are rather one list moved against the other. */
const SCATTERED = 64;
