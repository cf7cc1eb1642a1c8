// Where two versions of a list differ: all that is before and after it is the same in both.

/** The differing stretch of each list, items compared by identity. */
export function differingWindow<Item>(
  before: readonly Item[],
  now: readonly Item[],
): { readonly before: readonly Item[]; readonly now: readonly Item[] } {
  const shorter = Math.min(before.length, now.length);
  let start = 0;
  while (start < shorter && before[start] === now[start]) start += 1;
  let tail = 0;
  while (
    tail < shorter - start &&
    before[before.length - 1 - tail] === now[now.length - 1 - tail]
  ) {
    tail += 1;
  }
  return {
    before: before.slice(start, before.length - tail),
    now: now.slice(start, now.length - tail),
  };
}
