// What a file's name says: its language (`旅行.zh.md`), its date (`2026-03-09-walk.md`), its slug.

import { posix } from "node:path";

export interface FileName {
  /** The path without extension and language, the same for all translations: `posts/walk`. */
  readonly key: string;
  readonly lang?: string;
  readonly date?: string;
  /** The last part, without date, language and extension. */
  readonly stem: string;
}

const DATED = /^(\d{4}-\d{2}-\d{2})-(?=.)/;
/** A day's note, as Obsidian names it. */
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Reads a path relative to the content folder; `isLang` says which suffixes are languages. */
export function readFileName(file: string, isLang: (suffix: string) => boolean): FileName {
  const bare = posix.basename(file).replace(/\.(md|markdown)$/i, "");
  const dot = bare.lastIndexOf(".");
  const suffix = dot > 0 ? bare.slice(dot + 1) : "";
  const lang = suffix !== "" && isLang(suffix) ? suffix : undefined;
  const named = lang ? bare.slice(0, dot) : bare;
  const prefix = DATED.exec(named)?.[1];
  const date = prefix ?? DAY.exec(named)?.[0];
  // `posts/walk/index.md` beside its pictures is the post "walk".
  const folder = posix.basename(posix.dirname(file));
  const inFolder = named === "index" && posix.dirname(file).includes("/");
  return {
    key: posix.join(posix.dirname(file), named),
    ...(lang ? { lang } : {}),
    ...(date ? { date } : {}),
    stem: inFolder ? folder.replace(DATED, "") : named.slice(prefix ? prefix.length + 1 : 0),
  };
}

const names = new Intl.DisplayNames(["en"], { type: "language", fallback: "none" });

/** Whether text is a language tag that the machine has a name for: `zh`, `zh-Hant`, `pt-BR`. */
export function isLanguageTag(text: string): boolean {
  if (!/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(text)) return false;
  try {
    return names.of(text) !== undefined;
  } catch {
    return false;
  }
}
