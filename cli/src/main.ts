import { createInterface } from "node:readline";
import { survivePipes } from "./broken-pipe.ts";
import { runCourtyard } from "./run-courtyard.ts";
import { openTerminal } from "./terminal.ts";
import { wordsFor } from "./words/language.ts";

/** The `courtyard` command: this process's arguments, streams and signals. Sets the exit code. */
export async function main(): Promise<void> {
  const { env } = process;
  let stop: AbortController | undefined;
  // Whatever runs until it is stopped has nobody to tell any more.
  survivePipes([process.stdout, process.stderr], () => stop?.abort());
  process.exitCode = await runCourtyard(process.argv.slice(2), {
    terminal: openTerminal(process, env),
    words: wordsFor(env),
    env,
    cwd: process.cwd(),
    now: Date.now,
    readLine: async () => {
      const lines = createInterface({ input: process.stdin });
      for await (const line of lines) {
        lines.close();
        return line;
      }
      return "";
    },
    untilStopped: () => {
      if (stop === undefined) {
        const controller = new AbortController();
        stop = controller;
        // npm and the terminal may both send one: a second signal changes nothing, the end has a limit.
        for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
          process.on(signal, () => controller.abort());
        }
      }
      return stop.signal;
    },
  });
}
