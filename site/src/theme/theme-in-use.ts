// A theme as a site uses it: with the site's settings, in the page's language.

import type { Picture, Translate } from "@courtyard/themes/contract.ts";
import type {
  Features,
  ImageSizes,
  MenuItem,
  Pair,
  Setting,
} from "@courtyard/themes/definition.ts";
import { hrefOf } from "../model/permalink.ts";
import type { Problem } from "../store/problem.ts";
import type { Settings } from "../store/settings.ts";
import type { OpenTheme } from "./open-theme.ts";
import { isPerLanguage } from "./setting-value.ts";
import { type SettingsSheet, settingsSheet } from "./settings-sheet.ts";
import { findingsIn, readThemeSettings, type SettingValues } from "./theme-settings.ts";
import { tokenValue } from "./theme-tokens.ts";
import { themeTranslators } from "./theme-translators.ts";

export interface ThemeInUse {
  readonly open: OpenTheme;
  readonly features: Features;
  readonly imageSizes: ImageSizes;
  /** The style sheet that the site's settings make, if they make one. */
  readonly sheet: SettingsSheet | undefined;
  /** The ground of a page by day, and by night where that is another. */
  readonly paper: { readonly light: string; readonly dark: string | undefined } | undefined;
  readonly problems: readonly Problem[];
  /** The values for a template; `picture` finds a picture of the content folder. */
  settings(lang: string, picture: (src: string) => Picture | undefined): ThemeValues;
  translate(lang: string): Translate;
}

export type ThemeValues = Readonly<Record<string, unknown>>;

/** Puts a site's settings into its theme; `folder` is the content folder's name in messages. */
export function useTheme(open: OpenTheme, settings: Settings, folder: string): ThemeInUse {
  const { theme, declared, tokens, words } = open;
  const { values, problems } = readThemeSettings(settings.themeSettings, declared, {
    theme: theme.name,
    problem: findingsIn(settings, `${folder}/site.yaml`),
  });
  const features = Object.assign(
    {},
    ...theme.chain.toReversed().map(({ definition }) => definition.features),
  ) as Features;
  const imageSizes = Object.assign(
    {},
    ...theme.chain.toReversed().map(({ definition }) => definition.imageSizes),
  ) as ImageSizes;
  return {
    open,
    features,
    imageSizes,
    sheet: settingsSheet(values, { declared, tokens }),
    paper: paperOf(values, { declared, tokens }),
    problems,
    settings(lang, picture) {
      const shown = [...declared.settings].map(([name, setting]) => {
        const usual = "default" in setting ? setting.default : undefined;
        const given = values.has(name) ? values.get(name) : usual;
        return [name, valueIn(setting, given, { lang, main: settings.lang, picture })];
      });
      return Object.fromEntries(shown);
    },
    translate: themeTranslators(words),
  };
}

const PAPER = "color.paper";

/** What the site's settings, or else the theme's tokens, say of the ground of a page. */
function paperOf(
  values: SettingValues,
  { declared, tokens }: Pick<OpenTheme, "declared" | "tokens">,
): ThemeInUse["paper"] {
  const own = [...values].find(([name, value]) => {
    const setting = declared.settings.get(name);
    return value !== null && setting && "token" in setting && setting.token === PAPER;
  })?.[1];
  if (typeof own === "string") return { light: own, dark: undefined };
  const pair = own as Pair | undefined;
  const light = pair?.light ?? tokenValue(tokens, "base", PAPER);
  const dark = pair?.dark ?? tokenValue(tokens, "dark", PAPER);
  return light === undefined ? undefined : { light, dark: dark === light ? undefined : dark };
}

/** A value as a template takes it. */
function valueIn(
  setting: Setting,
  given: unknown,
  {
    lang,
    main,
    picture,
  }: { lang: string; main: string; picture: (src: string) => Picture | undefined },
): unknown {
  const value =
    isPerLanguage(setting, given) && given !== null ? (given[lang] ?? given[main]) : given;
  switch (setting.type) {
    case "boolean":
      return value === true;
    case "list":
      return value ?? [];
    case "menu":
      return ((value ?? []) as readonly MenuItem[]).map(({ label, url }) => ({
        label,
        url: address(url),
      }));
    case "url":
      return typeof value === "string" ? address(value) : undefined;
    case "image":
      return typeof value === "string" ? picture(value) : undefined;
    case "pair": {
      if (setting.of === "colour" || !value) return value ?? undefined;
      const light = picture((value as Pair).light);
      const dark = picture((value as Pair).dark);
      return light && dark ? { light, dark } : undefined;
    }
    default:
      return value ?? undefined;
  }
}

function address(url: string): string {
  return url.startsWith("/") ? hrefOf(url) : url;
}
