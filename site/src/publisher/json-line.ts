// An event as one line of JSON, for programs: the fields of the event itself, and its sentence in both
// languages. A problem has its fields and the line of the file beside it.

import { describeProblem } from "../store/problem.ts";
import { describeEvent, type PublisherEvent } from "./events.ts";

/** The line, without its end; undefined for what is only there to move a bar. */
export function jsonLine(event: PublisherEvent): string | undefined {
  if (event.event === "progress") return undefined;
  if (event.event !== "problem" && event.event !== "solved") {
    const sentence = { en: describeEvent(event, "en"), zh: describeEvent(event, "zh") };
    return JSON.stringify({ ...event, sentence });
  }
  const { code, severity, file, line, column, excerpt } = event.problem;
  const sentence = {
    en: describeProblem(event.problem, "en"),
    zh: describeProblem(event.problem, "zh"),
  };
  return JSON.stringify({
    event: event.event,
    ...{ code, severity, file, line, column, excerpt, sentence },
  });
}
