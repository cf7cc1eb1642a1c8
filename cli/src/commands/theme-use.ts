import { existsSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { Command } from "commander";
import { type ContentFlags, contentFolder } from "../content-folder.ts";
import { EXIT } from "../exit-code.ts";
import { CliFault } from "../fault.ts";
import type { Shell } from "../shell.ts";
import { siteFlags } from "./theme-list.ts";

/** `courtyard theme use THEME`: changes the one line of site.yaml. */
export function themeUseCommand(shell: Shell): Command {
  const { terminal, words, cwd } = shell;
  return siteFlags(new Command("use").description(words.themes.use), shell)
    .argument("<theme>", words.themes.useTheme)
    .action(async (name: string, flags: ContentFlags) => {
      const contentDir = await contentFolder(flags, shell);
      const theme = seenFromContent(name, { cwd, contentDir });
      const { openSiteSettings } = await import("@courtyard/site/theme/site-settings.ts");
      const receipt = await openSiteSettings(contentDir).change({ theme, values: {}, reset: [] });
      if (!receipt.ok) {
        const why = Object.values(receipt.fields).map((sentence) => sentence[words.code]);
        throw new CliFault("theme-unusable", why.join("\n"), { exit: EXIT.setup });
      }
      terminal.print(words.themes.used(theme, join(contentDir, "site.yaml")));
      terminal.print(words.themes.usedNext);
    });
}

/** A folder's path, written from here, as site.yaml has to write it; a name stays a name. */
export function seenFromContent(
  name: string,
  { cwd, contentDir }: { cwd: string; contentDir: string },
): string {
  const folder = resolve(cwd, name);
  const meant = name.startsWith(".") || isAbsolute(name) || name.includes(sep);
  if (!meant || !existsSync(join(folder, "theme.ts"))) return name;
  const path = relative(contentDir, folder).split(sep).join("/");
  return path.startsWith("..") ? path : `./${path}`;
}
