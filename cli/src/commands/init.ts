import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { Command } from "commander";
import { EXIT } from "../exit-code.ts";
import { CliFault } from "../fault.ts";
import { writeConfig } from "../home/config.ts";
import { configFrom } from "../home/house.ts";
import { fromHome, placesOf } from "../home/places.ts";
import { type HouseFlags, houseFlags } from "../house-options.ts";
import type { Shell } from "../shell.ts";
import { writeStarter } from "../starter.ts";

/** `courtyard init`. */
export function initCommand(shell: Shell): Command {
  const { terminal, words } = shell;
  return houseFlags(new Command("init").description(words.init.about), words)
    .option("--starter", words.flags.starter)
    .action(async (flags: HouseFlags & { starter?: boolean }) => {
      const places = placesOf(flags.home, shell);
      if (existsSync(places.config))
        throw new CliFault("home-exists", words.init.exists(places.config), {
          exit: EXIT.busy,
          mend: words.init.existsMend,
        });
      const config = configFrom(flags, { places, shell });
      const content = fromHome(places, config.content);
      await mkdir(places.home, { recursive: true, mode: 0o700 });
      await writeConfig(places.config, config);
      terminal.print(words.init.made(places.config));
      if (flags.starter) {
        const name = config.address.split("@")[0] ?? config.address;
        const written = await writeStarter(content, { name, now: shell.now() });
        terminal.print(written ? words.init.starter(content) : words.init.starterKept(content));
      } else {
        terminal.print(words.init.content(content));
      }
      terminal.print(words.init.next);
    });
}
