// A theme's settings: what the chain declares, and what site.yaml says of them.

import type { Localised, Setting } from "@courtyard/themes/definition.ts";
import { nearestName } from "../store/nearest-name.ts";
import { type Problem, placeIn } from "../store/problem.ts";
import type { Settings } from "../store/settings.ts";
import { readYaml } from "../store/yaml-source.ts";
import type { ResolvedTheme } from "./resolve-theme.ts";
import { expectationOf, valueSchema } from "./setting-value.ts";
import type { Tokens } from "./theme-tokens.ts";

/** By name; a child's stand after its parent's, and in the place of those with the same name. */
export interface DeclaredSettings {
  readonly settings: ReadonlyMap<string, Setting>;
  readonly groups: ReadonlyMap<string, Localised>;
}

/** What the chain declares. */
export function declaredSettings({ chain }: ResolvedTheme): DeclaredSettings {
  const settings = new Map<string, Setting>();
  const groups = new Map<string, Localised>();
  for (const { definition } of chain.toReversed()) {
    for (const [name, one] of Object.entries(definition.settings ?? {})) settings.set(name, one);
    for (const [name, label] of Object.entries(definition.settingGroups ?? {}))
      groups.set(name, label);
  }
  return { settings, groups };
}

/** Settings that name a token, a group or another setting that is not there (E134), by theme. */
export function wrongSettings(
  { chain }: ResolvedTheme,
  { settings, groups }: DeclaredSettings,
  tokens: Tokens,
): Problem[] {
  return chain.flatMap(({ definition, problem }) =>
    Object.entries(definition.settings ?? {}).flatMap(([name, setting]) => {
      const path = ["settings", name];
      const wrong = (key: string, why: string, token = "") =>
        problem("E134", [...path, key], { key: [...path, key].join("."), why, token });
      const found: Problem[] = [];
      const { group, when } = setting;
      const token = "token" in setting ? setting.token : undefined;
      const usual = "default" in setting ? setting.default : undefined;
      if (group !== undefined && !groups.has(group)) found.push(wrong("group", "no-group", group));
      if (when && !settings.has(when.setting))
        found.push(wrong("when", "no-setting", when.setting));
      if (token !== undefined && !tokens.get("base")?.has(token))
        found.push(wrong("token", "no-token", token));
      if (usual !== undefined && !valueSchema(setting).safeParse(usual).success)
        found.push(wrong("default", "bad-default"));
      return found;
    }),
  );
}

/** A site's values of its theme's settings: checked, as given. `null` stands for "no value at all". */
export type SettingValues = ReadonlyMap<string, unknown>;

/**
 * Checks `values` (E138, and W230 and W231 for names that the theme does not have). A wrong value is
 * left out: the usual one is used. `theme` is the theme's name for messages.
 */
export function readThemeSettings(
  values: Readonly<Record<string, unknown>>,
  { settings }: DeclaredSettings,
  { theme, problem }: { theme: string; problem: SettingFinding },
): { readonly values: SettingValues; readonly problems: readonly Problem[] } {
  const checked = new Map<string, unknown>();
  const problems: Problem[] = [];
  for (const [key, value] of Object.entries(values)) {
    const setting = settings.get(key);
    if (!setting) {
      const near = nearestName(key, settings.keys());
      problems.push(
        near === undefined
          ? problem("W231", key, { key, theme })
          : problem("W230", key, { key, theme, near }),
      );
      continue;
    }
    const parsed =
      value === null ? { success: true, data: null } : valueSchema(setting).safeParse(value);
    if (parsed.success) checked.set(key, parsed.data);
    else problems.push(problem("E138", key, { key, ...expectationOf(setting) }));
  }
  return { values: checked, problems };
}

/** Makes a finding about one setting. */
export type SettingFinding = (
  code: Problem["code"],
  key: string,
  values: Record<string, string>,
) => Problem;

/** Findings at the line of site.yaml on which a setting stands. */
export function findingsIn({ source }: Pick<Settings, "source">, file: string): SettingFinding {
  const place = placeIn(file, source);
  let yaml: ReturnType<typeof readYaml> | undefined;
  return (code, key, values) => {
    yaml ??= readYaml(source);
    return place.problem(code, yaml.locate(["themeSettings", key]), values);
  };
}
