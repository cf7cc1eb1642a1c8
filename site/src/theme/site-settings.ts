// The settings of a site's theme as the owner's programs see and change them, by way of site.yaml.

import { basename } from "node:path";
import type { DeskSettings, SettingsOrder, SettingsReceipt } from "../desk/desk-settings.ts";
import { describeProblem, type Problem } from "../store/problem.ts";
import { readSettings, type Settings } from "../store/settings.ts";
import { changedSiteYaml, readSiteYaml, writeSiteYaml } from "../store/site-yaml.ts";
import { availableThemes } from "./available-themes.ts";
import { type OpenTheme, openTheme } from "./open-theme.ts";
import { settingsJsonSchema } from "./settings-schema.ts";
import { type DeclaredSettings, findingsIn, readThemeSettings } from "./theme-settings.ts";

export interface SiteSettings {
  read(): DeskSettings;
  /** Changes site.yaml, if all of it holds. */
  change(order: SettingsOrder): Promise<SettingsReceipt>;
}

const NONE: DeclaredSettings = { settings: new Map(), groups: new Map() };

/** The settings in `contentDir`, read anew each time. */
export function openSiteSettings(contentDir: string): SiteSettings {
  const folder = basename(contentDir);
  const file = `${folder}/site.yaml`;

  function open(settings: Settings): { open: OpenTheme | undefined; problems: readonly Problem[] } {
    const opened = openTheme(settings, { contentDir, folder });
    return opened.ok ? { open: opened.open, problems: [] } : { open: undefined, ...opened };
  }

  function read(): DeskSettings {
    const parsed = readSettings(sourceIn(contentDir), file);
    const { settings } = parsed.ok ? parsed : { settings: undefined };
    const opened = settings ? open(settings) : { open: undefined, problems: [] };
    const declared = opened.open?.declared ?? NONE;
    const values = settings?.themeSettings ?? {};
    const checked =
      settings &&
      readThemeSettings(values, declared, {
        theme: settings.theme,
        problem: findingsIn(settings, file),
      });
    const theme = settings?.theme ?? "";
    const { themes } = availableThemes(contentDir, { current: theme });
    const problems = [...(parsed.ok ? [] : parsed.problems), ...opened.problems];
    return {
      v: 1,
      file,
      theme,
      themes: themes.map(({ use, name, description }) => ({
        use,
        name,
        ...(description ? { description } : {}),
      })),
      languages: (settings?.languages ?? []).map(({ lang, label }) => ({ lang, label })),
      groups: [...declared.groups].map(([name, label]) => ({ name, label })),
      settings: [...declared.settings].map(([name, setting]) => ({ name, ...setting })),
      schema: settingsJsonSchema(declared),
      values,
      defaults: Object.fromEntries(
        [...declared.settings].flatMap(([name, one]) =>
          "default" in one && one.default !== undefined ? [[name, one.default]] : [],
        ),
      ),
      problems: [
        ...problems.map((problem) => ({ setting: null, sentence: sentence(problem) })),
        ...(opened.open ? (checked?.problems ?? []) : []).map((problem) => ({
          setting: problem.values.key ?? null,
          sentence: sentence(problem),
        })),
      ],
    };
  }

  async function change({ theme, values, reset }: SettingsOrder): Promise<SettingsReceipt> {
    const source = sourceIn(contentDir);
    const themeSettings: Record<string, unknown> = { ...values };
    for (const key of reset) themeSettings[key] = undefined;
    const text = changedSiteYaml(source, {
      ...(theme === undefined ? {} : { theme }),
      themeSettings,
    });
    const parsed = readSettings(text ?? source, file);
    if (!parsed.ok) return refused({ file: parsed.problems });
    if (text === undefined) return refused({ file: [] });
    const opened = open(parsed.settings);
    if (!opened.open) return refused({ theme: opened.problems });
    const { problems } = readThemeSettings(values, opened.open.declared, {
      theme: parsed.settings.theme,
      problem: findingsIn(parsed.settings, file),
    });
    if (problems.length > 0) {
      return refused(
        Object.fromEntries(problems.map((problem) => [problem.values.key ?? "file", [problem]])),
      );
    }
    if (text !== source) await writeSiteYaml(contentDir, text);
    return { ok: true, settings: read() };
  }

  let last: Promise<unknown> = Promise.resolve();
  return {
    read,
    // One after the other: two changes that begin with the same text would leave one of them.
    change(order) {
      const turn = last.then(() => change(order));
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}

function sourceIn(contentDir: string): string {
  try {
    return readSiteYaml(contentDir);
  } catch {
    return "";
  }
}

function refused(fields: Readonly<Record<string, readonly Problem[]>>): SettingsReceipt {
  return {
    ok: false,
    fields: Object.fromEntries(
      Object.entries(fields).map(([field, [first]]) => [
        field,
        first
          ? sentence(first)
          : { en: "It cannot be changed as it is.", zh: "现在的样子改不了。" },
      ]),
    ),
  };
}

function sentence(problem: Problem): { en: string; zh: string } {
  return { en: describeProblem(problem, "en"), zh: describeProblem(problem, "zh") };
}
