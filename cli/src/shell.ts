import type { Terminal } from "./terminal.ts";
import type { Words } from "./words/english.ts";

/** What every command is given: the world around it, so that a test can be the world. */
export interface Shell {
  readonly terminal: Terminal;
  readonly words: Words;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Reads one line that the person types, or that a program pipes in. */
  readonly readLine: () => Promise<string>;
  /** Aborted by SIGINT, SIGTERM and SIGHUP once somebody asked for it; before, a signal simply ends the process. */
  readonly untilStopped: () => AbortSignal;
}
