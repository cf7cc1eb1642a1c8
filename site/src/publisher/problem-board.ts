// Findings are told once, not at every save: what stands, what is new, what was mended.

import { formatProblem, type Problem } from "../store/problem.ts";
import type { PublisherEvent } from "./events.ts";

export interface ProblemBoard {
  /** Takes all findings of now; tells the new ones, and the files that have none any more. */
  show(problems: readonly Problem[]): void;
  /** All findings of the last look. */
  readonly standing: readonly Problem[];
}

/** A board that tells `onEvent`. */
export function createProblemBoard(onEvent: (event: PublisherEvent) => void): ProblemBoard {
  let standing = new Map<string, Problem>();
  return {
    get standing() {
      return [...standing.values()];
    },
    show(problems) {
      const now = new Map(problems.map((problem) => [formatProblem(problem), problem]));
      const files = new Set(problems.map(({ file }) => file));
      const solved = new Map([...standing.values()].map((problem) => [problem.file, problem]));
      for (const [key, problem] of now) {
        if (!standing.has(key)) onEvent({ event: "problem", problem });
      }
      for (const [file, problem] of solved) {
        if (!files.has(file)) onEvent({ event: "solved", problem });
      }
      standing = now;
    },
  };
}
