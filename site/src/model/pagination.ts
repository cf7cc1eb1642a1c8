// Lists cut into pages that are numbered from the oldest within each year: a new post changes the
// first page a reader sees and no other, an edit far back touches its own year alone, and
// `/posts/page/2024-3/` goes on showing what it shows. A year of very many posts is cut by months.

/** A page with an address of its own. */
export interface YearPage<T> {
  readonly year: number;
  /** From 1; where the year is cut by months. */
  readonly month?: number;
  /** From 1, the oldest of the year or month. */
  readonly page: number;
  /** Whether its year or month has no other, one that the head took included. */
  readonly alone: boolean;
  /** Newest first. */
  readonly items: readonly T[];
}

export interface Pages<T> {
  /** The open end, newest first: at least `size` items, or all when there are fewer. */
  readonly head: readonly T[];
  /** Of each year with a page left, newest first; a year that the head took nothing of is as given. */
  readonly years: readonly (readonly YearPage<T>[])[];
}

/** So many pages of a year are more than a reader pages through, and an edit touches half of them. */
const CUT_BY_MONTHS = 20;

/** Cuts items, newest first, where the year changes. */
export function splitYears<T>(
  items: readonly T[],
  yearOf: (item: T) => number,
): readonly { readonly year: number; readonly items: readonly T[] }[] {
  return stretches(items, yearOf).map(({ key, items }) => ({ year: key, items }));
}

/**
 * Cuts a year's items (newest first) into chunks of `size`, each month by itself where there are very
 * many; what is left over is a chunk of its own, or, when shorter than half a page, part of the newest.
 */
export function cutYear<T>(
  { year, items }: { year: number; items: readonly T[] },
  { size, monthOf }: { size: number; monthOf: (item: T) => number },
): readonly YearPage<T>[] {
  if (items.length <= CUT_BY_MONTHS * size) return chunks(items, size, { year });
  return stretches(items, monthOf).flatMap(({ key: month, items: own }) =>
    chunks(own, size, { year, month }),
  );
}

/**
 * The head takes the newest pages until it has `size` items, and all when less than half a page would
 * be left.
 */
export function withHead<T>(years: readonly (readonly YearPage<T>[])[], size: number): Pages<T> {
  let left = 0;
  for (const pages of years) for (const { items } of pages) left += items.length;
  const head: T[] = [];
  const rest: (readonly YearPage<T>[])[] = [];
  for (const pages of years) {
    let taken = 0;
    for (const { items } of rest.length === 0 ? pages : []) {
      if (head.length >= size && 2 * left >= size) break;
      head.push(...items);
      left -= items.length;
      taken += 1;
    }
    if (taken < pages.length) rest.push(taken === 0 ? pages : pages.slice(taken));
  }
  return { head, years: rest };
}

function chunks<T>(
  items: readonly T[],
  size: number,
  name: { year: number; month?: number },
): readonly YearPage<T>[] {
  const lengths = chunkLengths(items.length, size);
  const alone = lengths.length === 1;
  let start = 0;
  return lengths
    .map((length, index) => ({ page: index + 1, length }))
    .reverse()
    .map(({ page, length }) => {
      start += length;
      return { ...name, page, alone, items: items.slice(start - length, start) };
    });
}

/** The lengths of the chunks, the oldest first. */
function chunkLengths(count: number, size: number): number[] {
  const full = Math.floor(count / size);
  const rest = count - full * size;
  const lengths = Array.from({ length: full }, () => size);
  if (full > 0 && 2 * rest < size) lengths[full - 1] = size + rest;
  else if (rest > 0) lengths.push(rest);
  return lengths;
}

/** Runs of items of one key; keys are in order, so halves are enough to find where one ends. */
function stretches<T>(
  items: readonly T[],
  keyOf: (item: T) => number,
): { key: number; items: readonly T[] }[] {
  const found: { key: number; items: readonly T[] }[] = [];
  for (let start = 0; start < items.length; ) {
    const key = keyOf(items[start] as T);
    let end = start + 1;
    let high = items.length;
    while (end < high) {
      const middle = (end + high) >>> 1;
      if (keyOf(items[middle] as T) === key) end = middle + 1;
      else high = middle;
    }
    found.push({ key, items: items.slice(start, end) });
    start = end;
  }
  return found;
}
