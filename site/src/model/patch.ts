// Sorted lists that follow a change without being made anew.

import type { Entry } from "../store/entry.ts";

/** Entries that are no longer there, and entries that came; a changed one is in both. */
export interface Difference {
  readonly left: ReadonlySet<Entry>;
  readonly came: readonly Entry[];
}

/** Up to so many changes are put in their places one by one; more are sorted in. */
const FEW = 16;

/** `list` without what left and with what came, in `order`; the same list when nothing of it changed. */
export function patched(
  list: readonly Entry[],
  { left, came }: Difference,
  order: (a: Entry, b: Entry) => number,
): readonly Entry[] {
  if (left.size + came.length === 0) return list;
  if (left.size + came.length > FEW) {
    return [...list.filter((entry) => !left.has(entry)), ...came].sort(order);
  }
  const next = [...list];
  for (const entry of left) {
    const at = placeOf(next, entry, order);
    if (next[at] === entry) next.splice(at, 1);
  }
  for (const entry of came) next.splice(placeOf(next, entry, order), 0, entry);
  return next;
}

/** Where `entry` stands in a sorted list, or would. */
export function placeOf(
  list: readonly Entry[],
  entry: Entry,
  order: (a: Entry, b: Entry) => number,
): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = list[middle];
    if (other !== undefined && order(other, entry) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** By file name, the order of everything that has no better one. */
export function byFile(a: Entry, b: Entry): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : 0;
}

/** Newest first; two posts of one moment keep the order of their names on every machine. */
export function newestFirst(a: Entry, b: Entry): number {
  return b.date - a.date || byFile(a, b);
}

/** The part of a difference that `belongs` somewhere. */
export function partOf({ left, came }: Difference, belongs: (entry: Entry) => boolean): Difference {
  return { left: new Set([...left].filter(belongs)), came: came.filter(belongs) };
}
