/** A line of a room's log (pino), as far as `start` shows it. */
export interface LogLine {
  level: "trace" | "debug" | "info" | "warn" | "error" | "fatal";
  /** What happened, in the room's words: `ready`, … */
  event: string | undefined;
  text: string;
  fields: Readonly<Record<string, unknown>>;
}

/** Reads one line; null when it is not a log line (a stack trace, a warning of Node itself). */
export function readLogLine(line: string): LogLine | null {
  if (!line.startsWith("{")) return null;
  let fields: Record<string, unknown>;
  try {
    fields = JSON.parse(line);
  } catch {
    return null; // cut by a crash
  }
  const level = typeof fields.level === "number" ? levelName(fields.level) : undefined;
  if (level === undefined) return null;
  return {
    level,
    event: typeof fields.event === "string" ? fields.event : undefined,
    text: typeof fields.msg === "string" ? fields.msg : "",
    fields,
  };
}

function levelName(level: number): LogLine["level"] {
  if (level >= 60) return "fatal";
  if (level >= 50) return "error";
  if (level >= 40) return "warn";
  if (level >= 30) return "info";
  return level >= 20 ? "debug" : "trace";
}
