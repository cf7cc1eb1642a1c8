import type { DeskState } from "@courtyard/site/desk/desk-api.ts";
import { isStrict } from "@courtyard/site/store/strict.ts";
import { EXIT } from "./exit-code.ts";
import { CliFault } from "./fault.ts";
import type { PublisherDesk } from "./publisher-desk.ts";
import type { RunOptions } from "./run-publisher.ts";
import type { Shell } from "./shell.ts";

/**
 * Lets the publisher that runs already publish now: two on one folder would undo each other's work.
 * Throws `publisher-running` when it was not asked for a single time, and what `courtyard publish`
 * throws when nothing went live.
 */
export async function publishThere(
  desk: PublisherDesk,
  { once, strict, allowDeletions, json, shell }: RunOptions & { shell: Shell },
): Promise<void> {
  const { terminal, words } = shell;
  if (!once) {
    throw new CliFault("publisher-running", words.publish.running, {
      exit: EXIT.busy,
      mend: words.publish.runningMend,
    });
  }
  const state = await desk.publish({ allowDeletions });
  for (const problem of state.problems) {
    terminal.print(
      json ? JSON.stringify({ event: "problem", ...problem }) : textOf(problem, shell),
    );
  }
  const { kind } = state.status;
  const [newest] = state.publications;
  if (json) {
    const { errors, warnings } = state.counts;
    terminal.print(JSON.stringify({ event: "done", outcome: kind, errors, warnings }));
  } else if (kind === "live") {
    terminal.print(words.publish.live(newest?.url ?? state.site));
  }
  if (kind !== "live") {
    const exit = kind === "away" ? EXIT.unreachable : EXIT.failed;
    throw new CliFault(`publish-${kind}`, words.publish.notLive, { exit });
  }
  const wrong = state.problems.filter(isStrict).length;
  if (strict && wrong > 0)
    throw new CliFault("publish-strict", words.publish.findings(wrong), { exit: EXIT.failed });
}

function textOf(problem: DeskState["problems"][number], { words }: Shell): string {
  const { file, line, column, severity, code, excerpt, sentence } = problem;
  const head = `${file}:${line}:${column} ${severity} ${code} ${sentence[words.code]}`;
  return excerpt === "" ? head : `${head}\n${line} | ${excerpt}`;
}
