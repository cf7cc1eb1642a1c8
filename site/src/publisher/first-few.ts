// A folder that comes from another program may have one and the same finding in each of its thousand
// texts: a person is told of the first few, and how many more there are. Errors are told one and all.

import type { ProblemCode } from "../store/problem.ts";
import type { PublisherEvent } from "./events.ts";

/** Warnings of one kind that are told between two other events. */
const TOLD = 20;

/** Passes events on to `show`, of warnings the first of each kind, and then a `more` for the rest. */
export function firstFew(show: (event: PublisherEvent) => void): (event: PublisherEvent) => void {
  const counts = new Map<ProblemCode, number>();
  return (event) => {
    if (event.event === "problem" && event.problem.severity === "warning") {
      const { code } = event.problem;
      const count = (counts.get(code) ?? 0) + 1;
      counts.set(code, count);
      if (count <= TOLD) show(event);
      return;
    }
    if (event.event !== "problem" && event.event !== "progress") {
      for (const [code, count] of counts) {
        if (count > TOLD) show({ event: "more", code, count: count - TOLD });
      }
      counts.clear();
    }
    show(event);
  };
}
