import { EXIT, type ExitCode } from "./exit-code.ts";
import { CliFault } from "./fault.ts";
import type { House } from "./home/house.ts";
import type { Shell } from "./shell.ts";

/** Publishes in the foreground: once, or on every save until a signal. Throws a fault when `once` did not go live. */
export async function runPublisher(
  house: House,
  {
    once,
    strict,
    allowDeletions,
    shell,
  }: { once: boolean; strict: boolean; allowDeletions: boolean; shell: Shell },
): Promise<void> {
  const { terminal, words } = shell;
  // Loaded here, since the renderer behind it takes longer to load than all other commands to run.
  const { startPublisher } = await import("@courtyard/site/publisher/publisher.ts");
  const { describeEvent } = await import("@courtyard/site/publisher/events.ts");
  const signal = once ? undefined : shell.untilStopped();
  let left = 0;
  await using publisher = await startPublisher({
    contentDir: house.content,
    dir: house.places.publisher,
    keyFile: house.places.publisherKey,
    origin: house.origin,
    watch: !once,
    allowDeletions,
    onEvent: (event) => {
      if (event.event === "problem" && event.problem.severity === "error") left += 1;
      terminal.print(describeEvent(event, words.code));
    },
  });
  const outcome = await publisher.first;
  if (!once) {
    await new Promise<void>((resolve) =>
      signal?.addEventListener("abort", () => resolve(), { once: true }),
    );
    return;
  }
  if (outcome !== "live" && outcome !== "unchanged")
    throw new CliFault(`publish-${outcome}`, words.publish.notLive, { exit: exitOf(outcome) });
  if (strict && left > 0)
    throw new CliFault("publish-strict", words.publish.leftOut(left), { exit: EXIT.failed });
}

function exitOf(outcome: string): ExitCode {
  if (outcome === "away") return EXIT.unreachable;
  if (outcome === "no-settings") return EXIT.setup;
  return outcome === "refused" ? EXIT.refused : EXIT.failed;
}
