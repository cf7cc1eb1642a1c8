// The words on the screen. One place holds the language; every component reads through it, so that a
// change of language changes all of them at once.

import type { Refusal, RefusalCode } from "@courtyard/protocol/refusal.ts";
import { type Catalogue, english, loadCatalogue } from "../i18n/catalogue.ts";
import type { MessageKey } from "../i18n/en.ts";
import {
  chooseLanguage,
  type Language,
  type PluralBase,
  translator,
  type Values,
} from "../i18n/translate.ts";

let catalogue = $state.raw<Catalogue>(english);
const current = $derived(translator(catalogue.language, catalogue.messages));

/** A message in the language of the screen. */
export const t = (key: MessageKey, values?: Values): string => current.t(key, values);
/** A message with a number. */
export const tn = (base: PluralBase, n: number, values?: Values): string =>
  current.tn(base, n, values);
/** The language of the screen. */
export const language = (): Language => catalogue.language;
/** The sentence for a refusal code. */
export const reason = (refusal: Refusal | RefusalCode): string =>
  catalogue.refusals[typeof refusal === "string" ? refusal : refusal.code];

/** Goes over to a language, or to the browser's with `auto`. */
export async function speak(wish: Language | "auto"): Promise<void> {
  catalogue = await loadCatalogue(wish === "auto" ? chooseLanguage(navigator.languages) : wish);
  document.documentElement.lang = catalogue.language;
}
