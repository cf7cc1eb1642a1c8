// The words of a language: English is in the bundle, others come when they are wanted.

import { REFUSALS, type RefusalCode } from "@courtyard/protocol/refusal.ts";
import { en, type Messages } from "./en.ts";
import type { Language } from "./translate.ts";

export interface Catalogue {
  readonly language: Language;
  readonly messages: Messages;
  /** A sentence for every refusal code. */
  readonly refusals: Record<RefusalCode, string>;
}

export const english: Catalogue = { language: "en", messages: en, refusals: REFUSALS };

/** Loads the words of a language. */
export async function loadCatalogue(language: Language): Promise<Catalogue> {
  if (language === "en") return english;
  const [{ zhHans }, { refusalsZhHans }] = await Promise.all([
    import("./zh-hans.ts"),
    import("./refusals-zh-hans.ts"),
  ]);
  return { language, messages: zhHans, refusals: refusalsZhHans };
}
