// Sorted lists that follow a change without being made anew.

import type { Entry } from "../store/entry.ts";

/** Entries that are no longer there, and entries that came; a changed one is in both. */
export interface Difference {
  readonly left: ReadonlySet<Entry>;
  readonly came: readonly Entry[];
}

/** `list` without what left and with what came, in `order`; the same list when nothing of it changed. */
export function patched(
  list: readonly Entry[],
  { left, came }: Difference,
  order: (a: Entry, b: Entry) => number,
): readonly Entry[] {
  const kept = left.size > 0 ? list.filter((entry) => !left.has(entry)) : list;
  if (came.length === 0) return kept.length === list.length ? list : kept;
  // One run and a few stragglers: the sort only looks once at each.
  return [...kept, ...came].sort(order);
}

/** By file name, the order of everything that has no better one. */
export function byFile(a: Entry, b: Entry): number {
  return a.file < b.file ? -1 : 1;
}

/** Newest first; two posts of one moment keep the order of their names on every machine. */
export function newestFirst(a: Entry, b: Entry): number {
  return b.date - a.date || byFile(a, b);
}

/** The part of a difference that `belongs` somewhere. */
export function partOf({ left, came }: Difference, belongs: (entry: Entry) => boolean): Difference {
  return { left: new Set([...left].filter(belongs)), came: came.filter(belongs) };
}
