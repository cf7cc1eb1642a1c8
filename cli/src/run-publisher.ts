import type { PublisherEvent } from "@courtyard/site/publisher/events.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { CliFault } from "./fault.ts";
import type { House } from "./home/house.ts";
import { barLine } from "./progress-bar.ts";
import type { Shell } from "./shell.ts";

export interface RunOptions {
  readonly once: boolean;
  readonly strict: boolean;
  readonly allowDeletions: boolean;
  /** One line of JSON per event on stdout, and nothing else there. */
  readonly json: boolean;
}

/** Publishes in the foreground: once, or on every save until a signal. Throws a fault when `once` did not go live. */
export async function runPublisher(
  house: House,
  { once, strict, allowDeletions, json, shell }: RunOptions & { shell: Shell },
): Promise<void> {
  const { terminal, words } = shell;
  // Loaded here, since the renderer behind it takes longer to load than all other commands to run.
  const { startPublisher } = await import("@courtyard/site/publisher/publisher.ts");
  const { describeEvent } = await import("@courtyard/site/publisher/events.ts");
  const { firstFew } = await import("@courtyard/site/publisher/first-few.ts");
  const { jsonLine } = await import("@courtyard/site/publisher/json-line.ts");
  const signal = once ? undefined : shell.untilStopped();
  const count = { error: 0, warning: 0 };
  const show = (event: PublisherEvent) => {
    if (event.event === "progress") {
      if (!json) terminal.bar(barLine(describeEvent(event, words.code), event, terminal));
      return;
    }
    if (event.event === "problem") count[event.problem.severity] += 1;
    const line = json ? jsonLine(event) : describeEvent(event, words.code);
    if (line !== undefined) terminal.print(line);
  };
  await using publisher = await startPublisher({
    contentDir: house.content,
    dir: house.places.publisher,
    keyFile: house.places.publisherKey,
    origin: house.origin,
    watch: !once,
    strict,
    allowDeletions,
    onEvent: json ? show : firstFew(show),
  });
  const outcome = await publisher.first;
  if (!once) {
    const { preview } = publisher;
    if (preview !== undefined && !json) terminal.print(words.publish.watching(preview));
    await new Promise<void>((resolve) =>
      signal?.addEventListener("abort", () => resolve(), { once: true }),
    );
    return;
  }
  if (json) {
    const { error: errors, warning: warnings } = count;
    terminal.print(JSON.stringify({ event: "done", outcome, errors, warnings }));
  }
  if (outcome !== "live" && outcome !== "unchanged")
    throw new CliFault(`publish-${outcome}`, words.publish.notLive, { exit: exitOf(outcome) });
}

function exitOf(outcome: string): ExitCode {
  if (outcome === "away") return EXIT.unreachable;
  if (outcome === "no-settings") return EXIT.setup;
  return outcome === "refused" ? EXIT.refused : EXIT.failed;
}
