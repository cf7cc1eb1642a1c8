// The files of an index as routes know them.

import type { IndexCache } from "../store/index-cache.ts";
import type { IndexFile } from "./index-part.ts";
import { indexPath, type Part } from "./layout.ts";

/** A file of the index as a route needs it. */
export interface SearchFile {
  readonly digest: string;
  text(): string;
}

/** Files of one kind, by their number. */
export interface SearchRow {
  readonly name: string;
  readonly count: number;
  /** The numbers of those that are not as they were in the index before. */
  readonly changed: ReadonlySet<number>;
  /** Below the search page. */
  path(number: number): string;
  file(number: number): SearchFile | undefined;
}

/**
 * A row of the index. Stands by itself: a route keeps its file for as long as that does not change, and
 * with it whatever the functions here can see.
 */
export function rowOf(
  {
    cache,
    key,
    kind,
    part,
  }: {
    cache: IndexCache | undefined;
    key: string;
    kind: "terms" | "words" | "cards";
    part: Part | "";
  },
  { now, was }: { now: readonly IndexFile[]; was: readonly IndexFile[] | undefined },
): SearchRow {
  const changed = new Set<number>();
  for (let i = 0; i < now.length; i++) if (now[i] !== was?.[i]) changed.add(i);
  return {
    name: part === "" ? kind : `${kind} ${part}`,
    count: now.length,
    changed,
    path: (file) => indexPath(kind, part, file),
    file(number) {
      const one = now[number];
      return one && fileIn(cache, { key, path: indexPath(kind, part, number), one });
    },
  };
}

function fileIn(
  cache: IndexCache | undefined,
  { key, path, one }: { key: string; path: string; one: IndexFile },
): SearchFile {
  const text = () => (one.bytes ?? cache?.read(key, path) ?? "").toString();
  return { digest: one.digest, text };
}
