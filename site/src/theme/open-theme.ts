// The theme that site.yaml names, opened: found, read, checked. Nothing of it has run.

import { formatProblem, type Problem, placeIn } from "../store/problem.ts";
import type { Settings } from "../store/settings.ts";
import { readYaml } from "../store/yaml-source.ts";
import { type ResolvedTheme, resolveTheme } from "./resolve-theme.ts";
import { type DeclaredSettings, declaredSettings, wrongSettings } from "./theme-settings.ts";
import { missingTokens, readTokens, type Tokens } from "./theme-tokens.ts";
import { readWords, type ThemeWords } from "./theme-words.ts";

/** All that a theme says of itself, its parents' and the site's own parts included. */
export interface OpenTheme {
  readonly theme: ResolvedTheme;
  readonly tokens: Tokens;
  readonly declared: DeclaredSettings;
  readonly words: ThemeWords;
}

export type ThemeOpened =
  | { readonly ok: true; readonly open: OpenTheme }
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
  const { theme } = read;
  const tokens = readTokens(theme);
  if (!tokens.ok) return tokens;
  const missing = missingTokens(tokens.tokens);
  if (missing.length > 0) {
    return { ok: false, problems: [naming("E137", { theme: name, tokens: missing.join(", ") })] };
  }
  const words = readWords(theme);
  if (!words.ok) return words;
  const declared = declaredSettings(theme);
  const problems = wrongSettings(theme, declared, tokens.tokens);
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, open: { theme, tokens: tokens.tokens, declared, words: words.words } };
}

/** A theme that cannot be had, where nothing but an exception can say so. */
export class ThemeUnusable extends Error {
  readonly code = "theme-unusable";
  constructor(problems: readonly Problem[]) {
    super(problems.map((problem) => formatProblem(problem)).join("\n"));
  }
}

/** The same for a program that can do nothing without a theme. */
export function themeOrThrow(
  settings: Pick<Settings, "theme" | "source">,
  where: { contentDir: string; folder: string },
): OpenTheme {
  const opened = openTheme(settings, where);
  if (!opened.ok) throw new ThemeUnusable(opened.problems);
  return opened.open;
}
