// A file of a writer in Shanghai as an entry, without a folder around it.

import { type Entry, type EntryContext, readEntry } from "../../src/store/entry.ts";
import { formatProblem } from "../../src/store/problem.ts";

/** English, with translations into Chinese. */
export const context: EntryContext = {
  folder: "content",
  lang: "en",
  timezone: "Asia/Shanghai",
  isLang: (suffix) => suffix === "zh",
  firstSeen: () => 0,
};

/** The entry of this text. Throws its problems when there is none. */
export function readText(file: string, text: string): Entry {
  const result = readEntry(Buffer.from(text), file, context);
  if (!result.ok) throw new Error(result.problems.map((one) => formatProblem(one)).join("\n"));
  return result.entry;
}
