// Lists cut into pages that are numbered from the oldest within each year: a new post changes the
// first page a reader sees and no other, an edit far back touches its own year alone, and
// `/posts/page/2024-3/` goes on showing what it shows.

/** A page with an address of its own. */
export interface YearPage<T> {
  readonly year: number;
  /** From 1, the oldest of the year. */
  readonly page: number;
  /** Whether its year has no other, one that the head took included. */
  readonly alone: boolean;
  /** Newest first. */
  readonly items: readonly T[];
}

export interface Pages<T> {
  /** The open end, newest first: at least `size` items, or all when there are fewer. */
  readonly head: readonly T[];
  /** Newest first. */
  readonly pages: readonly YearPage<T>[];
}

/**
 * Cuts `items` (newest first) into chunks of `size` within each year; what is left over in a year is
 * a chunk of its own, or, when shorter than half a page, part of the year's newest. The head takes
 * the newest chunks until it has `size` items, and all when less than half a page would be left.
 */
export function paginate<T>(
  items: readonly T[],
  { size, yearOf }: { size: number; yearOf: (item: T) => number },
): Pages<T> {
  const pages: YearPage<T>[] = [];
  let head = 0;
  let start = 0;
  while (start < items.length) {
    const year = yearOf(items[start] as T);
    const end = endOfYear(items, { start, year, yearOf });
    const lengths = chunkLengths(end - start, size);
    for (let page = lengths.length; page > 0; page--) {
      const next = start + (lengths[page - 1] as number);
      if (head < size || (pages.length === 0 && 2 * (items.length - start) < size)) head = next;
      else pages.push({ year, page, alone: lengths.length === 1, items: items.slice(start, next) });
      start = next;
    }
  }
  return { head: items.slice(0, head), pages };
}

/** The lengths of a year's chunks, the oldest first. */
function chunkLengths(count: number, size: number): number[] {
  const full = Math.floor(count / size);
  const rest = count - full * size;
  const lengths = Array.from({ length: full }, () => size);
  if (full > 0 && 2 * rest < size) lengths[full - 1] = size + rest;
  else if (rest > 0) lengths.push(rest);
  return lengths;
}

/** Where the items of `year` end that begin at `start`: years are in order, so halves are enough. */
function endOfYear<T>(
  items: readonly T[],
  { start, year, yearOf }: { start: number; year: number; yearOf: (item: T) => number },
): number {
  let low = start + 1;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (yearOf(items[middle] as T) === year) low = middle + 1;
    else high = middle;
  }
  return low;
}
