// A publisher until it ends: its events into the log, its outcome into the exit code.

import { flushCompileCache } from "node:module";
import { firstFew } from "./first-few.ts";
import { KeyUnusable } from "./key-file.ts";
import { createLog, logEvent } from "./log.ts";
import { type Publisher, type PublisherOptions, startPublisher } from "./publisher.ts";
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

/** Publishes, and goes on while the options say so; ends the process. */
export async function runPublisher(options: Omit<PublisherOptions, "onEvent">): Promise<void> {
  const log = createLog({ level: process.env.COURTYARD_LOG ?? "info" });
  const lang = /^zh/i.test(process.env.LC_ALL ?? process.env.LANG ?? "") ? "zh" : "en";
  const publisher: Publisher = await startPublisher({
    ...options,
    onEvent: firstFew((event) => logEvent(log, event, lang)),
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
  if (!options.watch) return end(EXIT[outcome]);
  log.info({ event: "ready", origin: publisher.origin, outcome });
  // What kills it later leaves the next start as fast.
  flushCompileCache();
}
