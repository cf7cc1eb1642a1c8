// The words of the interface under a theme, made once for each language.

import type { Translate } from "@courtyard/themes/contract.ts";
import { translatorOver } from "../i18n/words.ts";
import { type ThemeWords, wordsFor } from "./theme-words.ts";

/** Translators by language, over a theme's own words. */
export function themeTranslators(words: ThemeWords): (lang: string) => Translate {
  const made = new Map<string, Translate>();
  return (lang) => {
    const known = made.get(lang);
    const translate = known ?? translatorOver(lang, wordsFor(words, lang), words.get("en"));
    made.set(lang, translate);
    return translate;
  };
}
