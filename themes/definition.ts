// What `theme.ts` of a theme says: the part of the contract (version 1) that is declared. Everything
// else is found by its place in the theme's folder:
//
//   templates/    Base, Home, List, Post, Page and NotFound are needed, by the theme or its parents;
//                 Term, TermIndex, Archive, Author, Series, Search and Subscribe fall back to the core's
//   components/   parts that the templates import as `theme:components/Header.astro`
//   tokens/       base.tokens.json, dark.tokens.json, and one for each language that differs (tokens.ts)
//   i18n/         en.json and zh-Hans.json: words that are added to the core's, or stand in for them
//   demo/, screenshots/   for those who choose a theme
//
// Templates and parts get their values in props that the contract names (contract.ts), and `settings`.
//
// The core reads this file and never runs it: `export default defineTheme({ … })`, and between the
// braces nothing but literals. So a theme can be listed, checked and described without trusting it.

import type { Picture } from "./contract.ts";

/** The version of the contract that this file is. */
export const API = 1;

/** A text for the site's owner; `en` stands in for a language that is missing. */
export interface Localised {
  readonly en: string;
  readonly zh?: string;
}

/** What every setting says of itself. */
interface SettingBase {
  readonly label: Localised;
  readonly help?: Localised;
  /** A key of `settingGroups`. */
  readonly group?: string;
  /** Shown only while another setting has this value, or one of these. */
  readonly when?: { readonly setting: string; readonly is: Scalar | readonly Scalar[] };
}
type Scalar = string | number | boolean;

/** A setting whose value becomes a token's, such as `color.accent`, without a new bundle. */
interface Bound {
  readonly token?: string;
}

export interface MenuItem {
  readonly label: string;
  readonly url: string;
}

/** A value by day and one by night. */
export interface Pair {
  readonly light: string;
  readonly dark: string;
}

/**
 * A setting of a theme. Texts, urls, lists and menus may be given once, or once for each language of
 * the site. Colours are `#rrggbb`, or a CSS colour function such as `oklch(0.5 0.1 145)`.
 */
export type Setting =
  | (SettingBase & {
      readonly type: "text";
      readonly default?: string;
      readonly lines?: "one" | "many";
    })
  | (SettingBase & { readonly type: "boolean"; readonly default: boolean })
  | (SettingBase &
      Bound & {
        readonly type: "number";
        readonly default?: number;
        readonly min?: number;
        readonly max?: number;
        readonly step?: number;
        /** For the token: `rem`, `px`, `ms` or nothing. */
        readonly unit?: "rem" | "px" | "ms";
      })
  | (SettingBase & {
      readonly type: "select";
      readonly options: readonly { readonly value: string; readonly label: Localised }[];
      readonly default?: string;
    })
  | (SettingBase & Bound & { readonly type: "colour"; readonly default?: string })
  | (SettingBase &
      Bound & {
        readonly type: "pair";
        readonly of: "colour" | "image";
        readonly default?: Pair;
      })
  /** A picture of the content folder, by its path there. */
  | (SettingBase & { readonly type: "image" })
  /** A family that stands before the token's own, which serve the scripts that it lacks. */
  | (SettingBase & Bound & { readonly type: "font"; readonly default?: string })
  | (SettingBase & { readonly type: "url"; readonly default?: string })
  | (SettingBase & { readonly type: "list"; readonly default?: readonly string[] })
  | (SettingBase & { readonly type: "menu"; readonly default?: readonly MenuItem[] });

/**
 * What the core works out for a theme that shows it. The first three are on unless a theme says `false`:
 * the values are empty then, and no page is made again because of them. The others a theme asks for by
 * `true`. A child has its parent's.
 */
export interface Features {
  /** `related` of a post: others that share its tags and categories. */
  readonly relatedPosts?: boolean;
  /** `backlinks` of posts and pages: which texts link here. */
  readonly backlinks?: boolean;
  /** `sections` of the start page: its categories with their newest posts. */
  readonly sections?: boolean;
  /** The first words of the site's own texts, at links to them. */
  readonly linkPreviews?: boolean;
  /** Footnotes beside the line, where there is room. */
  readonly sideNotes?: boolean;
}

/**
 * How large a theme shows pictures: the `sizes` by which a browser takes the right file before it knows
 * any style. The files themselves, 480 to 2016 pixels wide, are the same under every theme, since feeds
 * name them too. A cover's `sizes` are its component's.
 */
export interface ImageSizes {
  /** Of pictures in a text. */
  readonly content?: string;
  /** Of pictures in a gallery there. */
  readonly gallery?: string;
}

/** What a theme says about itself. */
export interface ThemeDefinition {
  readonly api: typeof API;
  readonly name: string;
  readonly description?: Localised;
  /** The theme that stands behind this one: a bundled one's name, a package's, or a path from here. */
  readonly extends?: string;
  readonly settingGroups?: Readonly<Record<string, Localised>>;
  readonly settings?: Readonly<Record<string, Setting>>;
  readonly features?: Features;
  readonly imageSizes?: ImageSizes;
}

interface ValueTypes {
  readonly text: string | undefined;
  readonly boolean: boolean;
  readonly number: number | undefined;
  readonly colour: string | undefined;
  readonly image: Picture | undefined;
  readonly font: string | undefined;
  readonly url: string | undefined;
  readonly list: readonly string[];
  readonly menu: readonly MenuItem[];
}

/** What a setting is in a template: in the page's language, `undefined` where there is nothing. */
export type SettingValue<Of extends Setting> = Of extends { readonly type: "select" }
  ? Of["options"][number]["value"] | undefined
  : Of extends { readonly type: "pair"; readonly of: "image" }
    ? { readonly light: Picture; readonly dark: Picture } | undefined
    : Of extends { readonly type: "pair" }
      ? Pair | undefined
      : Of extends { readonly type: keyof ValueTypes }
        ? ValueTypes[Of["type"]]
        : never;

/** The `settings` of a theme's templates; a child's are its parent's `&` its own. */
export type SettingsOf<Theme extends ThemeDefinition> = {
  readonly [Name in keyof Theme["settings"]]: Theme["settings"][Name] extends Setting
    ? SettingValue<Theme["settings"][Name]>
    : never;
};

/** A template's props with the theme's settings: `type Props = Themed<HomeProps, typeof theme>`. */
export type Themed<Props, Theme extends ThemeDefinition> = Props & {
  readonly settings: SettingsOf<Theme>;
};

/** Names a theme's definition, so that an editor checks it and `SettingsOf` knows its settings. */
export function defineTheme<const Theme extends ThemeDefinition>(theme: Theme): Theme {
  return theme;
}
