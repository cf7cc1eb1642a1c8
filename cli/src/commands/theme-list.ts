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
      const { availableThemes } = await import("@courtyard/site/theme/available-themes.ts");
      const { formatProblem } = await import("@courtyard/site/store/problem.ts");
      const contentDir = await contentFolder(flags, shell);
      const { theme, themes } = openSiteSettings(contentDir).read();
      const { broken } = availableThemes(contentDir, { current: theme });
      if (flags.json) return terminal.print(JSON.stringify({ theme, themes, broken }, null, 2));
      const width = Math.max(...[...themes, ...broken].map(({ use }) => use.length));
      const line = (use: string, about: string) => {
        const mark = use === theme ? ` ${terminal.good(`(${words.themes.current})`)}` : "";
        terminal.print(`${use.padEnd(width)}  ${about}${mark}`.trimEnd());
      };
      for (const { use, description } of themes) {
        line(use, description?.[words.code] ?? description?.en ?? "");
      }
      for (const { use, problems } of broken) {
        line(use, terminal.bad(words.themes.broken));
        for (const problem of problems) terminal.print(formatProblem(problem, words.code));
      }
    });
}

/** `--home` and `--content`. */
export function siteFlags(command: Command, { words }: Shell): Command {
  return command
    .option("--home <folder>", words.flags.home)
    .option("--content <folder>", words.flags.content);
}
