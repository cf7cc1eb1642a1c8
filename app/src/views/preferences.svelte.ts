// Language and appearance. Kept in localStorage rather than with the state: they are needed before
// the first paint, and on the pairing screen, before there is any state.

import { LANGUAGES, type Language } from "../i18n/translate.ts";
import { speak } from "./words.svelte.ts";

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];
export type LanguageWish = Language | "auto";

function read<T extends string>(key: string, allowed: readonly T[], otherwise: T): T {
  try {
    const value = localStorage.getItem(`courtyard.${key}`);
    return allowed.find((one) => one === value) ?? otherwise;
  } catch {
    return otherwise; // storage is blocked
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(`courtyard.${key}`, value);
  } catch {
    // For this visit it holds all the same.
  }
}

let theme = $state<Theme>(read("theme", THEMES, "auto"));
let wish = $state<LanguageWish>(read("language", [...LANGUAGES, "auto" as const], "auto"));

export const themeWish = (): Theme => theme;
export const languageWish = (): LanguageWish => wish;

function show(): void {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** Applies what was chosen on this device before. */
export async function applyPreferences(): Promise<void> {
  show();
  await speak(wish);
}

export function chooseTheme(value: Theme): void {
  theme = value;
  write("theme", value);
  show();
}

export async function chooseTongue(value: LanguageWish): Promise<void> {
  wish = value;
  write("language", value);
  await speak(value);
}
