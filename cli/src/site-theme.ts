import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { ResolvedTheme } from "@courtyard/site/theme/resolve-theme.ts";
import { EXIT } from "./exit-code.ts";
import { CliFault } from "./fault.ts";
import type { Shell } from "./shell.ts";

/** The theme of the site in `contentDir`, or a fault with what is wrong, place and line. */
export async function openSiteTheme(contentDir: string, { words }: Shell): Promise<ResolvedTheme> {
  const { readSettings } = await import("@courtyard/site/store/settings.ts");
  const { openTheme } = await import("@courtyard/site/theme/open-theme.ts");
  const { formatProblem } = await import("@courtyard/site/store/problem.ts");
  const folder = basename(contentDir);
  const source = readFileSync(join(contentDir, "site.yaml"), "utf8");
  const read = readSettings(source, `${folder}/site.yaml`);
  const opened = read.ok ? openTheme(read.settings, { contentDir, folder }) : read;
  if (opened.ok) return opened.open.theme;
  const problems = opened.problems.map((problem) => formatProblem(problem, words.code));
  throw new CliFault("theme-unusable", problems.join("\n"), { exit: EXIT.setup });
}
