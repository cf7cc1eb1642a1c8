import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { EXIT } from "./exit-code.ts";
import { CliFault } from "./fault.ts";
import { openOrPlanHouse } from "./home/house.ts";
import type { Shell } from "./shell.ts";

/** `--content` and `--home`, as far as a command needs only the writer's folder. */
export interface ContentFlags {
  home?: string;
  content?: string;
}

/** The writer's folder: the one that is named, the one we stand in, or the house's. */
export async function contentFolder(flags: ContentFlags, shell: Shell): Promise<string> {
  const { cwd, words } = shell;
  const here = flags.content === undefined && existsSync(join(cwd, "site.yaml"));
  const folder = flags.content ?? (here ? "." : undefined);
  const found =
    folder === undefined
      ? (await openOrPlanHouse(flags, shell)).house.content
      : resolve(cwd, folder);
  if (existsSync(join(found, "site.yaml"))) return found;
  throw new CliFault("no-site", words.themes.noSite(found), {
    exit: EXIT.setup,
    mend: words.themes.noSiteMend,
  });
}
