// JSON lines on stdout. A line names files, counts, addresses and codes; never a key.

import { openLogStream } from "@courtyard/protocol/node/log-stream.ts";
import { type Logger, pino } from "pino";
import { describeEvent, type PublisherEvent } from "./events.ts";

/** The log of the publisher's program. */
export function createLog({ level = "info" }: { level?: string } = {}): Logger {
  const options = {
    level,
    base: { program: "publisher" },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: ["secret", "*.secret"], censor: "[redacted]" },
  };
  return pino(options, openLogStream());
}

/** One line per event: its fields, and the sentence as `msg`. */
export function logEvent(log: Logger, event: PublisherEvent, lang: "en" | "zh"): void {
  // A log is no place for a bar that moves.
  if (event.event === "progress") return;
  log[levelOf(event)](fieldsOf(event), describeEvent(event, lang));
}

function levelOf(event: PublisherEvent): "info" | "warn" | "error" {
  switch (event.event) {
    case "problem":
      return event.problem.severity === "error" ? "error" : "warn";
    case "failed":
    case "refused":
    case "strict":
      return "error";
    case "more":
    case "waiting":
    case "hub-silent":
    case "vanished":
      return "warn";
    default:
      return "info";
  }
}

function fieldsOf(event: PublisherEvent): object {
  if (event.event !== "problem" && event.event !== "solved") return event;
  const { problem } = event;
  const { code, severity, file, line, column, values } = problem;
  return { event: event.event, code, severity, file, line, column, values };
}
