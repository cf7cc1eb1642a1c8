// Lists cut into pages that are numbered from the oldest: a new post changes the first page a reader
// sees and no other, and `/posts/page/3/` shows the same posts for ever.

/** The open end: it holds between `size` and `2 * size - 1` items, or all when there are fewer. */
export interface Pages<T> {
  /** Newest first. */
  readonly head: readonly T[];
  /** Full pages by their number from 1, the oldest; each newest first. */
  readonly numbered: readonly (readonly T[])[];
}

/** Cuts `items` (newest first) into the head and full pages of `size`. */
export function paginate<T>(items: readonly T[], size: number): Pages<T> {
  const full = Math.max(0, Math.floor(items.length / size) - 1);
  const numbered = Array.from({ length: full }, (_, index) => {
    const end = items.length - index * size;
    return items.slice(end - size, end);
  });
  return { head: items.slice(0, items.length - full * size), numbered };
}
