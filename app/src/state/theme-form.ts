// What a person has changed in the form of the theme's settings and not yet saved. Pure: the form shows
// it, and the order is made of it.

import type { Setting, SettingsOrder, ThemeSettings } from "./theme-settings.ts";

/** By name: the new value, `null` for none at all, `undefined` for the usual one. */
export type Edits = ReadonlyMap<string, unknown>;

type Known = Pick<ThemeSettings, "values" | "defaults">;

/** What is said of a setting itself: a value, `null` for none, `undefined` where nothing is said. */
export function ownValue(name: string, { values }: Known, edits: Edits): unknown {
  return edits.has(name) ? edits.get(name) : values[name];
}

/** What holds: the own value, else the usual one; undefined for none. */
export function holds(name: string, known: Known, edits: Edits): unknown {
  const own = ownValue(name, known, edits);
  if (own === null) return undefined;
  return own === undefined ? known.defaults[name] : own;
}

/** Whether a setting's condition is met, by what the form says now. */
export function isShown({ when }: Pick<Setting, "when">, known: Known, edits: Edits): boolean {
  if (!when) return true;
  const value = holds(when.setting, known, edits);
  return Array.isArray(when.is) ? when.is.some((one) => one === value) : value === when.is;
}

/** The edits with one more; what is back at what site.yaml says is no edit. */
export function withEdit(edits: Edits, name: string, value: unknown, { values }: Known): Edits {
  const next = new Map(edits);
  if (isSame(value, values[name])) next.delete(name);
  else next.set(name, value);
  return next;
}

/** What is to be saved. */
export function orderOf(edits: Edits): SettingsOrder {
  const all = [...edits];
  return {
    values: Object.fromEntries(all.filter(([, value]) => value !== undefined)),
    reset: all.filter(([, value]) => value === undefined).map(([name]) => name),
  };
}

/** The order that takes an order back, by what site.yaml said before. */
export function undoOf(
  { values, reset, theme }: SettingsOrder,
  before: Pick<ThemeSettings, "values" | "theme">,
): SettingsOrder {
  const names = [...Object.keys(values), ...reset];
  const said = names.filter((name) => before.values[name] !== undefined);
  return {
    values: Object.fromEntries(said.map((name) => [name, before.values[name]])),
    reset: names.filter((name) => before.values[name] === undefined),
    ...(theme !== undefined && { theme: before.theme }),
  };
}

/** The value of one language, and the value with another in its place. */
export type PerLanguage = Readonly<Record<string, unknown>>;

/** Whether a value stands once for each language: a list is a value, not one of these. */
export function isPerLanguage(
  { type }: Pick<Setting, "type">,
  value: unknown,
): value is PerLanguage {
  const may = type === "text" || type === "url" || type === "list" || type === "menu";
  return may && typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The languages to ask for: the site's, and those that the value has already. */
export function languagesOf(
  { languages }: Pick<ThemeSettings, "languages">,
  value: unknown,
): { lang: string; label: string }[] {
  const more = typeof value === "object" && value !== null ? Object.keys(value) : [];
  const known = new Set(languages.map(({ lang }) => lang));
  return [
    ...languages,
    ...more.filter((lang) => !known.has(lang)).map((lang) => ({ lang, label: lang })),
  ];
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
