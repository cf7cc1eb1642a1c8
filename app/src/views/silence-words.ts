import type { MessageKey } from "../i18n/en.ts";
import type { Silence } from "../state/desk-following.ts";

/** Sentences for why the publisher does not do or tell something, where the code's own does not fit. */
const SENTENCES: Readonly<Record<string, MessageKey>> = {
  "publisher-away": "writing.silent.publisher",
  timeout: "writing.silent.vault",
  "capability-missing": "writing.silent.right",
  "version-unknown": "writing.silent.gone",
  "page-unknown": "writing.preview.gone",
  "answer-too-large": "writing.preview.large",
  busy: "writing.silent.busy",
};

/** The code of a refusal, or of the publisher's own no. */
export function silenceCode(silence: Silence): string {
  return "no" in silence ? silence.no : silence.code;
}

/** The sentence for it; undefined where there is none but the code's own. */
export function silenceKey(silence: Silence): MessageKey | undefined {
  return SENTENCES[silenceCode(silence)];
}
