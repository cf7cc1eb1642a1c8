// The part of the desk that is about looks: which theme, and what its settings are.
//
//   GET  /settings                  → DeskSettings
//   POST /settings  SettingsOrder   → SettingsReceipt    writes site.yaml; the publisher then sees the
//                                                        change as it sees any other
//
// A wrong value is no error of the request: the receipt says of each what it has to be.

import { z } from "zod";

const sentences = z.object({ en: z.string(), zh: z.string() });
const label = z.object({ en: z.string(), zh: z.string().optional() });

export const deskSettings = z.object({
  v: z.literal(1),
  /** The file that holds them, as messages name it. */
  file: z.string(),
  /** As site.yaml names it. */
  theme: z.string(),
  themes: z.array(z.object({ use: z.string(), name: z.string(), description: label.optional() })),
  /** The site's, the main one first: some values may stand once for each. */
  languages: z.array(z.object({ lang: z.string(), label: z.string() })),
  groups: z.array(z.object({ name: z.string(), label })),
  /** The declarations in their order: `Setting` of themes/definition.ts, with its name. */
  settings: z.array(z.looseObject({ name: z.string(), type: z.string(), label })),
  /** The same as JSON Schema (2020-12), for other programs. */
  schema: z.looseObject({ type: z.literal("object") }),
  /** What site.yaml says; `null` where it takes the usual value away. */
  values: z.record(z.string(), z.unknown()),
  /** What holds where it says nothing. */
  defaults: z.record(z.string(), z.unknown()),
  /** What is wrong with them now. */
  problems: z.array(z.object({ setting: z.string().nullable(), sentence: sentences })),
});
export type DeskSettings = z.infer<typeof deskSettings>;

export const settingsOrder = z.object({
  /** Another theme; `values` are then of that one. */
  theme: z.string().min(1).max(300).optional(),
  /** New values; `null` takes a usual value away. */
  values: z.record(z.string(), z.unknown()).default({}),
  /** Settings that go back to their usual values. */
  reset: z.array(z.string()).default([]),
});
export type SettingsOrder = z.infer<typeof settingsOrder>;

export const settingsReceipt = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), settings: deskSettings }),
  /** Nothing was written. By setting, `theme` for the theme itself, `file` for site.yaml. */
  z.object({ ok: z.literal(false), fields: z.record(z.string(), sentences) }),
]);
export type SettingsReceipt = z.infer<typeof settingsReceipt>;
