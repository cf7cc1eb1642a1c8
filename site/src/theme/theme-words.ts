// A theme's own words for the interface: `i18n/en.json`, `i18n/zh-Hans.json`, over those of its
// parents and the core's. A word that a language lacks is said as the core says it, else in English.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type Problem, placeIn } from "../store/problem.ts";
import type { ResolvedTheme } from "./resolve-theme.ts";

/** By language tag, as the files are called. */
export type ThemeWords = ReadonlyMap<string, Readonly<Record<string, string>>>;

export type WordsRead =
  | { readonly ok: true; readonly words: ThemeWords }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const file = z.record(z.string().regex(/^[\w.-]{1,80}$/), z.string().max(1000));
const FILE = /^([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\.json$/;

/** Reads the words of every layer (E139). */
export function readWords({ layers, chain }: ResolvedTheme): WordsRead {
  const words = new Map<string, Record<string, string>>();
  const problems: Problem[] = [];
  for (const folder of layers.toReversed()) {
    const i18n = join(folder, "i18n");
    const shown = chain.find((one) => one.folder === folder)?.shown ?? "content/_theme";
    for (const name of existsSync(i18n) ? readdirSync(i18n).sort() : []) {
      const lang = FILE.exec(name)?.[1];
      if (lang === undefined) continue;
      const text = readFileSync(join(i18n, name), "utf8");
      const read = wordsIn(text);
      if (read.ok) words.set(lang, { ...words.get(lang), ...read.words });
      else {
        const place = placeIn(`${shown}/i18n/${name}`, text);
        problems.push(place.problem("E139", { line: 1, column: 1 }, { reason: read.reason }));
      }
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, words };
}

function wordsIn(
  text: string,
): { ok: true; words: Record<string, string> } | { ok: false; reason: string } {
  try {
    const parsed = file.safeParse(JSON.parse(text));
    if (parsed.success) return { ok: true, words: parsed.data };
    const [issue] = parsed.error.issues;
    return { ok: false, reason: `${issue?.path.join(".")}: ${issue?.message}` };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** The words for a page in `lang`, the nearest first: its own tag's, its script's, its language's. */
export function wordsFor(words: ThemeWords, lang: string): Readonly<Record<string, string>>[] {
  const [language = lang] = lang.split("-");
  const hant = /^zh-(Hant|TW|HK|MO)(-|$)/.test(lang);
  const script = language !== "zh" ? [] : hant ? ["zh-Hant", "zh-Hans"] : ["zh-Hans"];
  const tags = [...new Set([lang, ...script, language])];
  return tags.map((tag) => words.get(tag)).filter((own) => own !== undefined);
}
