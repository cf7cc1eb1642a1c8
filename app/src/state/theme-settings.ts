// The settings of the site's theme, as the publisher tells them: what the theme declares, what
// site.yaml says, and what is wrong with it. The declarations are the theme contract's.

import { isRefusal } from "@courtyard/protocol/refusal.ts";
import * as z from "zod/mini";
import { followDesk, type Silence } from "./desk-following.ts";
import { type DeskQuestions, isDeskNo } from "./desk-questions.ts";

const localised = z.object({ en: z.string(), zh: z.optional(z.string()) });
/** A text of the theme's or the publisher's; English stands in for a language that is missing. */
export type Localised = z.infer<typeof localised>;

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const base = {
  name: z.string(),
  label: localised,
  help: z.optional(localised),
  group: z.optional(z.string()),
  when: z.optional(z.object({ setting: z.string(), is: z.union([scalar, z.array(scalar)]) })),
};
const setting = z.discriminatedUnion("type", [
  z.object({
    ...base,
    type: z.literal("text"),
    lines: z.optional(z.enum(["one", "many"])),
  }),
  z.object({ ...base, type: z.literal("boolean") }),
  z.object({
    ...base,
    type: z.literal("number"),
    min: z.optional(z.number()),
    max: z.optional(z.number()),
    step: z.optional(z.number()),
    unit: z.optional(z.string()),
  }),
  z.object({
    ...base,
    type: z.literal("select"),
    options: z.array(z.object({ value: z.string(), label: localised })),
  }),
  z.object({ ...base, type: z.enum(["colour", "image", "font", "url", "list", "menu"]) }),
  z.object({ ...base, type: z.literal("pair"), of: z.enum(["colour", "image"]) }),
]);
/** A setting that a theme declares; `when` says while which other one it is shown. */
export type Setting = z.infer<typeof setting>;

const known = z.pipe(
  z.array(z.unknown()),
  // A theme of tomorrow may have types that this form does not know: they stay in site.yaml.
  z.transform((all) =>
    all.flatMap((one) => {
      const parsed = z.safeParse(setting, one);
      return parsed.success ? [parsed.data] : [];
    }),
  ),
);
const values = z.record(z.string(), z.unknown());

export const themeSettings = z.object({
  file: z.string(),
  theme: z.string(),
  themes: z.array(
    z.object({ use: z.string(), name: z.string(), description: z.optional(localised) }),
  ),
  languages: z.catch(z.array(z.object({ lang: z.string(), label: z.string() })), []),
  groups: z.array(z.object({ name: z.string(), label: localised })),
  settings: known,
  values,
  defaults: values,
  problems: z.array(z.object({ setting: z.nullable(z.string()), sentence: localised })),
});
/** `values` is what site.yaml says, `defaults` what holds where it says nothing. */
export type ThemeSettings = z.infer<typeof themeSettings>;

const receipt = z.object({
  value: z.discriminatedUnion("ok", [
    z.object({ ok: z.literal(true), settings: themeSettings }),
    z.object({ ok: z.literal(false), fields: z.record(z.string(), localised) }),
  ]),
});

/** What is to change: new values, names that go back to the usual ones, another theme. */
export interface SettingsOrder {
  readonly theme?: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly reset: readonly string[];
}

/** Sentences by setting; `theme` for the theme itself, `file` for site.yaml. */
export interface WrongFields {
  readonly fields: Readonly<Record<string, Localised>>;
}

export interface SiteTheme {
  /** The settings, shown again whenever they change, until the returned function is called. */
  follow(show: {
    settings: (settings: ThemeSettings) => void;
    silence: (silence: Silence) => void;
  }): () => void;
  /** Changes site.yaml, if all of it holds; gives the settings as they are then. */
  change(order: SettingsOrder): Promise<ThemeSettings | WrongFields | Silence>;
}

/** Rendering a whole site anew is not waited for; the file is written by then. */
const PATIENCE = 40_000;

/** The theme's settings over the questions. */
export function createSiteTheme(questions: Pick<DeskQuestions, "ask">): SiteTheme {
  return {
    follow(show) {
      const following = followDesk(questions, "settings", {
        value: themeSettings,
        onValue: (settings) => settings && show.settings(settings),
        onSilence: show.silence,
      });
      return () => following[Symbol.dispose]();
    },
    async change(order) {
      const options = { body: order, answer: receipt, patience: PATIENCE };
      const answer = await questions.ask("settings.set", options);
      if (isDeskNo(answer) || isRefusal(answer)) return answer;
      const { value } = answer;
      return value.ok ? value.settings : { fields: value.fields };
    },
  };
}
