// A text with a thousand dead links has one mistake: the first findings of a kind are told with their
// places, and how many more there are.

import type { Problem, ProblemCode } from "./problem.ts";

/** Findings of one kind in one file that are told with their place. */
const TOLD = 20;

export interface CappedProblems {
  /** `make` is called only for a finding that is told: looking up its place is most of the work. */
  add(file: string, code: ProblemCode, make: () => Problem): void;
  /** The findings that are told, and a W233 for each file and kind that has more. */
  all(): Problem[];
}

/** An empty list. */
export function cappedProblems(): CappedProblems {
  const told: Problem[] = [];
  const kinds = new Map<string, { count: number; last: Problem }>();
  return {
    add(file, code, make) {
      const key = `${code} ${file}`;
      const kind = kinds.get(key);
      if (kind) kind.count += 1;
      if (kind && kind.count > TOLD) return;
      const last = make();
      told.push(last);
      if (kind) kind.last = last;
      else kinds.set(key, { count: 1, last });
    },
    all: () => [...told, ...[...kinds.values()].flatMap(rest)],
  };
}

function rest({ count, last }: { count: number; last: Problem }): Problem[] {
  if (count <= TOLD) return [];
  const values = { code: last.code, more: String(count - TOLD) };
  return [{ ...last, severity: "warning", code: "W233", values }];
}
