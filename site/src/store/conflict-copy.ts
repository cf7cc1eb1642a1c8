// A file service that finds a file changed in two places keeps both: `rain 2.md` beside `rain.md`. That
// is no second post, and which of the two is right only the writer knows.

import { originalOf } from "./content-files.ts";
import type { Entry } from "./entry.ts";

/** The file that `entry` is a copy of: its name says so, and it has the same title and the same date. */
export function isCopyOf(entry: Entry, entries: ReadonlyMap<string, Entry>): string | undefined {
  const original = originalOf(entry.file);
  const other = original === undefined ? undefined : entries.get(original);
  if (!other || other.title !== entry.title) return undefined;
  const isDated = (one: Entry) => !one.warnings.some(({ code }) => code === "W202");
  const sameDate = other.date === entry.date || !(isDated(other) || isDated(entry));
  return sameDate ? original : undefined;
}

/** Paths with those last that may be copies: what they are copies of is read by then. */
export function copiesLast(paths: readonly string[]): readonly string[] {
  const copies = paths.filter((path) => originalOf(path) !== undefined);
  if (copies.length === 0) return paths;
  return [...paths.filter((path) => originalOf(path) === undefined), ...copies];
}
