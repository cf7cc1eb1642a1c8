import { Command } from "commander";
import { type ContentFlags, contentFolder } from "../content-folder.ts";
import type { Shell } from "../shell.ts";

/** `courtyard theme list`. */
export function themeListCommand(shell: Shell): Command {
  const { terminal, words } = shell;
  return siteFlags(new Command("list").description(words.themes.list), shell)
    .option("--json", words.flags.json)
    .action(async (flags: ContentFlags & { json?: boolean }) => {
      const { openSiteSettings } = await import("@courtyard/site/theme/site-settings.ts");
      const { theme, themes } = openSiteSettings(await contentFolder(flags, shell)).read();
      if (flags.json) return terminal.print(JSON.stringify({ theme, themes }, null, 2));
      const width = Math.max(...themes.map(({ use }) => use.length));
      for (const { use, description } of themes) {
        const about = description?.[words.code] ?? description?.en ?? "";
        const mark = use === theme ? ` ${terminal.good(`(${words.themes.current})`)}` : "";
        terminal.print(`${use.padEnd(width)}  ${about}${mark}`.trimEnd());
      }
    });
}

/** `--home` and `--content`. */
export function siteFlags(command: Command, { words }: Shell): Command {
  return command
    .option("--home <folder>", words.flags.home)
    .option("--content <folder>", words.flags.content);
}
