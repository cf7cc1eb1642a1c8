// The theme that site.yaml names, opened: found, read, checked. Nothing of it has run.

import type { Problem } from "../store/problem.ts";
import { formatProblem, placeIn } from "../store/problem.ts";
import type { Settings } from "../store/settings.ts";
import { readYaml } from "../store/yaml-source.ts";
import { type ResolvedTheme, resolveTheme } from "./resolve-theme.ts";
import { missingTokens, readTokens } from "./theme-tokens.ts";

export type ThemeOpened =
  | { readonly ok: true; readonly theme: ResolvedTheme }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Opens the theme of `settings`; `folder` is the content folder's name in messages. */
export function openTheme(
  { theme: name, source }: Pick<Settings, "theme" | "source">,
  { contentDir, folder }: { contentDir: string; folder: string },
): ThemeOpened {
  const naming = (code: Problem["code"], values: Record<string, string>) =>
    placeIn(`${folder}/site.yaml`, source).problem(
      code,
      readYaml(source).locate(["theme"]),
      values,
    );
  const read = resolveTheme(name, { contentDir, naming });
  if (!read.ok) return read;
  const tokens = readTokens(read.theme);
  if (!tokens.ok) return tokens;
  const missing = missingTokens(tokens.tokens);
  if (missing.length > 0) {
    return { ok: false, problems: [naming("E137", { theme: name, tokens: missing.join(", ") })] };
  }
  return { ok: true, theme: read.theme };
}

/** A theme that cannot be had, where nothing but an exception can say so. */
export class ThemeUnusable extends Error {
  readonly code = "theme-unusable";
  constructor(problems: readonly Problem[]) {
    super(problems.map((problem) => formatProblem(problem)).join("\n"));
  }
}

/** The same for a process that was told the theme's name by one that opened it. */
export function themeOrThrow(
  settings: Pick<Settings, "theme" | "source">,
  where: { contentDir: string; folder: string },
): ResolvedTheme {
  const opened = openTheme(settings, where);
  if (!opened.ok) throw new ThemeUnusable(opened.problems);
  return opened.theme;
}
