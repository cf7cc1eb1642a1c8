import { chinese } from "./chinese.ts";
import { english, type Words } from "./english.ts";

/** The language that the locale asks for (POSIX: LC_ALL, LC_MESSAGES, LANG, the first that is set). */
export function wordsFor(env: Readonly<Record<string, string | undefined>>): Words {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || "";
  return /^zh([_.-]|$)/i.test(locale) ? chinese : english;
}
