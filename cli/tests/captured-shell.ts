import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { onTestFinished } from "vitest";
import type { ExitCode } from "../src/exit-code.ts";
import { runCourtyard } from "../src/run-courtyard.ts";
import { openTerminal } from "../src/terminal.ts";
import { wordsFor } from "../src/words/language.ts";

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "courtyard-cli-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs one command line in this process, in a world of its own. */
export async function run(
  argv: readonly string[],
  {
    env = {},
    cwd = temporaryFolder(),
    stop = new AbortController().signal,
    typed = "",
  }: { env?: Record<string, string>; cwd?: string; stop?: AbortSignal; typed?: string } = {},
): Promise<{ exit: ExitCode; out: string; err: string; cwd: string }> {
  const [stdout, out] = sink();
  const [stderr, err] = sink();
  const exit = await runCourtyard(argv, {
    terminal: openTerminal({ stdout, stderr }, env),
    words: wordsFor(env),
    env,
    cwd,
    now: () => Date.UTC(2026, 10, 23, 6, 0, 0),
    readLine: async () => typed,
    untilStopped: () => stop,
  });
  return { exit, out: out(), err: err(), cwd };
}

function sink(): [Writable, () => string] {
  let text = "";
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      text += chunk;
      done();
    },
  });
  return [stream, () => text];
}
