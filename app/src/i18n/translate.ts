import { en, type MessageKey, type Messages } from "./en.ts";

/** What fills the {places} of a message. */
export type Values = Readonly<Record<string, string | number>>;

/** Languages of the interface, as BCP 47 tags. */
export const LANGUAGES = ["en", "zh-Hans"] as const;
export type Language = (typeof LANGUAGES)[number];

/** The language for a browser's wishes, in order; English when none is ours. */
export function chooseLanguage(wishes: readonly string[]): Language {
  for (const wish of wishes) {
    const base = wish.toLowerCase().split("-")[0];
    if (base === "zh") return "zh-Hans";
    if (base === "en") return "en";
  }
  return "en";
}

/** Fills a message. A place without a value stays as it is, so that a mistake is seen. */
export function fill(message: string, values: Values = {}): string {
  return message.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/** A translator over one catalogue. `base` names a pair `base.one` / `base.other` in `tn`. */
export interface Translator {
  readonly language: Language;
  t(key: MessageKey, values?: Values): string;
  tn(base: PluralBase, n: number, values?: Values): string;
}

/** Keys that come as a pair `.one` / `.other`. */
export type PluralBase = MessageKey extends infer K
  ? K extends `${infer Base}.one`
    ? Base
    : never
  : never;

/** Makes the translator of a language. Keys that are missing at run time fall back to English. */
export function translator(language: Language, messages: Messages = en): Translator {
  const plural = new Intl.PluralRules(language);
  const t = (key: MessageKey, values?: Values) => fill(messages[key] ?? en[key], values);
  return {
    language,
    t,
    tn: (base, n, values) =>
      t(`${base}.${plural.select(n) === "one" ? "one" : "other"}`, { n, ...values }),
  };
}
