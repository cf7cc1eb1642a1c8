import { formatAddress } from "@courtyard/protocol/address.ts";
import { Command } from "commander";
import { type House, openOrPlanHouse } from "../home/house.ts";
import { type HouseFlags, houseFlags } from "../house-options.ts";
import { printPhrase } from "../phrase.ts";
import { findDesk } from "../publisher-desk.ts";
import type { Shell } from "../shell.ts";
import { hasBrowser } from "../start/has-browser.ts";
import { lockHome } from "../start/lock.ts";
import type { OpenHouse } from "../start/open-the-house.ts";

/** `courtyard start`: everything runs until a signal ends it; then exit 0. */
export function startCommand(shell: Shell): Command {
  const { terminal, words } = shell;
  return houseFlags(new Command("start").description(words.start.about), words)
    .option("--claim <code>", words.flags.claim)
    .action(async (flags: HouseFlags & { claim?: string }) => {
      const signal = shell.untilStopped();
      signal.addEventListener("abort", () => terminal.note(words.start.stopping), { once: true });
      const { house, plan } = await openOrPlanHouse(flags, shell);
      using _lock = lockHome(house.places.lock, words);
      await using rooms = new AsyncDisposableStack();
      try {
        const { openTheHouse } = await import("../start/open-the-house.ts");
        const opened = await openTheHouse(house, {
          plan,
          claim: flags.claim,
          rooms,
          signal,
          shell,
        });
        if (!signal.aborted) await welcome(house, opened, shell);
        await new Promise<void>((resolve) => {
          if (signal.aborted) resolve();
          else signal.addEventListener("abort", () => resolve(), { once: true });
        });
      } catch (error) {
        // Whatever broke because somebody pressed Ctrl-C during the start is no failure.
        if (!signal.aborted) throw error;
      }
      await rooms.disposeAsync();
      terminal.note(words.start.stopped);
    });
}

async function welcome(house: House, { control, status }: OpenHouse, shell: Shell): Promise<void> {
  const { terminal, words } = shell;
  const isFirst = !hasBrowser(status);
  const desk = await findDesk(house.places, words);
  const app = isFirst ? (await control.pairCode()).url : `http://localhost:${house.ports.vault}/`;
  const rows = [
    [words.start.site, `${house.origin}/`],
    [words.start.app, app],
    ...(desk?.state.preview ? [[words.start.preview, desk.state.preview]] : []),
    [words.start.logs, house.places.logs],
  ];
  terminal.print();
  terminal.print(terminal.bold(formatAddress(house.address)));
  for (const [name = "", value = ""] of rows) terminal.print(`  ${name.padEnd(6)} ${value}`);
  if (isFirst) terminal.print(`  ${words.start.pairHint}`);
  if (!status.phraseShown) {
    terminal.print();
    printPhrase(await control.phrase(), shell);
  }
  terminal.print();
  terminal.print(terminal.quiet(words.start.stopHint));
}
