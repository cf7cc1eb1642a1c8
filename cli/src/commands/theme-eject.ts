import { readdirSync } from "node:fs";
import { basename, relative } from "node:path";
import { Command } from "commander";
import { type ContentFlags, contentFolder } from "../content-folder.ts";
import { EXIT } from "../exit-code.ts";
import { CliFault } from "../fault.ts";
import type { Shell } from "../shell.ts";
import { openSiteTheme } from "../site-theme.ts";
import { siteFlags } from "./theme-list.ts";

/** `courtyard theme eject PART`. */
export function themeEjectCommand(shell: Shell): Command {
  const { terminal, words, cwd } = shell;
  return siteFlags(new Command("eject").description(words.themes.eject), shell)
    .argument("<part>", words.themes.ejectPart)
    .action(async (part: string, flags: ContentFlags) => {
      const contentDir = await contentFolder(flags, shell);
      const theme = await openSiteTheme(contentDir, shell);
      const { eject } = await import("@courtyard/site/theme/eject.ts");
      const done = eject(part, { theme, contentDir });
      if (done.ok) {
        const { path, file, from } = done;
        terminal.print(words.themes.ejected(relative(cwd, file) || path, from));
        return terminal.print(words.themes.ejectedNext);
      }
      if (done.why === "is-there")
        throw new CliFault("part-exists", words.themes.ejectedBefore(relative(cwd, done.file)), {
          exit: EXIT.busy,
          mend: words.themes.ejectedBeforeMend,
        });
      const parts = theme.layers.slice(1).flatMap((layer) => partsIn(`${layer}/components`));
      throw new CliFault("part-missing", words.themes.notThere(part), {
        exit: EXIT.failed,
        mend: words.themes.notThereMend([...new Set(parts)].sort().join(", ")),
      });
    });
}

function partsIn(folder: string): string[] {
  try {
    return readdirSync(folder).map((file) => basename(file, ".astro"));
  } catch {
    return [];
  }
}
