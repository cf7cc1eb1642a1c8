import { Command } from "commander";
import { type ContentFlags, contentFolder } from "../content-folder.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { CliFault } from "../fault.ts";
import type { Shell } from "../shell.ts";
import { openSiteTheme } from "../site-theme.ts";
import { siteFlags } from "./theme-list.ts";

interface DiffFlags extends ContentFlags {
  all?: boolean;
  accept?: string;
  json?: boolean;
}

/** `courtyard theme diff`: exit 1 when an original changed or went. */
export function themeDiffCommand(shell: Shell, ends: (exit: ExitCode) => void): Command {
  const { terminal, words } = shell;
  const say = words.themes;
  return siteFlags(new Command("diff").description(say.diff), shell)
    .option("--all", say.diffAll)
    .option("--accept <part>", say.accept)
    .option("--json", words.flags.json)
    .action(async (flags: DiffFlags) => {
      const contentDir = await contentFolder(flags, shell);
      const theme = await openSiteTheme(contentDir, shell);
      const { acceptOrigin, driftOf } = await import("@courtyard/site/theme/eject.ts");
      const { createTwoFilesPatch } = await import("diff");
      if (flags.accept !== undefined) {
        if (!acceptOrigin(flags.accept, { theme, contentDir }))
          throw new CliFault("part-missing", say.notThere(flags.accept), { exit: EXIT.failed });
        return terminal.print(say.accepted(flags.accept));
      }
      const parts = driftOf({ theme, contentDir }).map((part) => {
        const { path, before = "", now, mine, state } = part;
        const patch = (text: string, label: string) =>
          createTwoFilesPatch(`a/${path}`, `b/${path}`, before, text, "", label);
        const theirs = state === "drifted" && now !== undefined ? patch(now, say.theirs) : "";
        const yours = state !== "own" && before !== mine ? patch(mine, say.yours) : "";
        return { path, theme: part.theme ?? null, state, theirs, yours };
      });
      const drifted = parts.filter(({ state }) => state === "drifted" || state === "gone");
      if (drifted.length > 0) ends(EXIT.failed);
      if (flags.json) {
        return terminal.print(JSON.stringify({ ok: drifted.length === 0, parts }, null, 2));
      }
      if (parts.length === 0) return terminal.print(say.nothing);
      for (const { path, state, theirs, yours } of parts) {
        const word = say.states[state];
        const calm = state === "same" || state === "own";
        terminal.print(`${calm ? word : terminal.warn(word)}  ${path}`);
        if (state === "gone") terminal.print(say.goneText(path));
        if (theirs !== "") terminal.print(coloured(theirs, shell));
        if (yours !== "" && (!calm || flags.all)) terminal.print(coloured(yours, shell));
      }
      if (drifted.length > 0) terminal.print(say.drifted(drifted.length));
    });
}

function coloured(patch: string, { terminal }: Shell): string {
  return patch
    .trimEnd()
    .split("\n")
    .filter((line) => !/^={10,}$/.test(line))
    .map((line) => {
      if (/^(\+\+\+|---)/.test(line)) return terminal.bold(line);
      if (line.startsWith("+")) return terminal.good(line);
      return line.startsWith("-") ? terminal.bad(line) : line;
    })
    .join("\n");
}
