// The publisher as a program. Exit codes: 0 live, 1 not published, 2 command line, 3 set-up,
// 5 the sidecar does not answer, 6 it refused.

import { readArguments, USAGE } from "./arguments.ts";
import { KeyUnusable } from "./key-file.ts";
import { createLog, logEvent } from "./log.ts";
import { type Publisher, startPublisher } from "./publisher.ts";
import type { Outcome } from "./round.ts";

const EXIT: Readonly<Record<Outcome, number>> = {
  live: 0,
  unchanged: 0,
  vanished: 1,
  held: 0,
  strict: 1,
  failed: 1,
  "no-settings": 3,
  away: 5,
  refused: 6,
};

const input = readArguments(process.argv.slice(2));
if ("help" in input) {
  process.stdout.write(`${USAGE}\n`);
  process.exit(0);
}
if ("problem" in input) {
  process.stderr.write(`${input.problem}\n\n${USAGE}\n`);
  process.exit(2);
}
const { options } = input;
const log = createLog({ level: process.env.COURTYARD_LOG ?? "info" });
const lang = /^zh/i.test(process.env.LC_ALL ?? process.env.LANG ?? "") ? "zh" : "en";
const publisher: Publisher = await startPublisher({
  ...options,
  onEvent: (event) => logEvent(log, event, lang),
}).catch((error: unknown) => {
  if (!(error instanceof KeyUnusable)) throw error;
  log.fatal({ event: "failed", code: error.code }, error.message);
  return process.exit(3);
});

let ending = false;
async function end(code: number): Promise<void> {
  if (ending) return;
  ending = true;
  await publisher.close();
  process.exit(code);
}
process.on("SIGTERM", () => void end(0));
process.on("SIGINT", () => void end(0));

const outcome = await publisher.first;
if (options.watch) log.info({ event: "ready", origin: publisher.origin, outcome });
else await end(EXIT[outcome]);
