import { resolve } from "node:path";
import { Command } from "commander";
import { EXIT } from "../exit-code.ts";
import { CliFault } from "../fault.ts";
import type { Shell } from "../shell.ts";
import { writeThemeStarter } from "../theme-starter.ts";

/** `courtyard theme new FOLDER`. */
export function themeNewCommand(shell: Shell): Command {
  const { terminal, words, cwd } = shell;
  const say = words.themes;
  return new Command("new")
    .description(say.make)
    .argument("<folder>", say.makeName)
    .option("--extends <theme>", say.makeExtends, "courtyard")
    .option("--whole", say.makeWhole)
    .action(async (name: string, flags: { extends: string; whole?: boolean }) => {
      const folder = resolve(cwd, name);
      const made = await writeThemeStarter(folder, {
        parent: flags.extends,
        whole: flags.whole === true,
        cwd,
      });
      if (made === "bad-name")
        throw new CliFault("bad-name", say.badName(name), { exit: EXIT.usage });
      if (made === "no-parent")
        throw new CliFault("theme-missing", say.notFound(flags.extends), { exit: EXIT.setup });
      if (made === "is-there")
        throw new CliFault("folder-taken", say.isThere(folder), {
          exit: EXIT.busy,
          mend: say.isThereMend,
        });
      terminal.print(say.made(folder));
      terminal.print(say.madeNext(/^[./~]/.test(name) ? name : `./${name}`));
    });
}
