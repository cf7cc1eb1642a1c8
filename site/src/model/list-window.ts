// Where two versions of a list differ: all that is before and after it is the same in both.

/** How many items two lists share at their beginning, and how many of the others at their end. */
export function sameEnds(a: readonly unknown[], b: readonly unknown[]): [number, number] {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start += 1;
  let tail = 0;
  while (tail < shorter - start && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  return [start, tail];
}

/** The differing stretch of each list, items compared by identity. */
export function differingWindow<Item>(
  before: readonly Item[],
  now: readonly Item[],
): { readonly before: readonly Item[]; readonly now: readonly Item[] } {
  const [start, tail] = sameEnds(before, now);
  return {
    before: before.slice(start, before.length - tail),
    now: now.slice(start, now.length - tail),
  };
}
