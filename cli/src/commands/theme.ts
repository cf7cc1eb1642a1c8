import { Command } from "commander";
import type { ExitCode } from "../exit-code.ts";
import type { Shell } from "../shell.ts";
import { themeCheckCommand } from "./theme-check.ts";
import { themeDiffCommand } from "./theme-diff.ts";
import { themeEjectCommand } from "./theme-eject.ts";
import { themeListCommand } from "./theme-list.ts";
import { themeNewCommand } from "./theme-new.ts";
import { themeShotsCommand } from "./theme-shots.ts";
import { themeUseCommand } from "./theme-use.ts";

/** `courtyard theme …`: for those who make themes, and those who choose one. */
export function themeCommand(shell: Shell, ends: (exit: ExitCode) => void): Command {
  return new Command("theme")
    .description(shell.words.themes.group)
    .addCommand(themeListCommand(shell))
    .addCommand(themeUseCommand(shell))
    .addCommand(themeNewCommand(shell))
    .addCommand(themeEjectCommand(shell))
    .addCommand(themeDiffCommand(shell, ends))
    .addCommand(themeCheckCommand(shell, ends))
    .addCommand(themeShotsCommand(shell));
}
