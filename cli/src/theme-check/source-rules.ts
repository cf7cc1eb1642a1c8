// The rules that read a theme's files and build nothing.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { translatorFor } from "@courtyard/site/i18n/words.ts";
import type { OpenTheme } from "@courtyard/site/theme/open-theme.ts";
import { propertyOf } from "@courtyard/site/theme/theme-tokens.ts";
import { REQUIRED_TOKENS } from "@courtyard/themes/tokens.ts";
import type { Words } from "../words/english.ts";
import type { Finding } from "./finding.ts";
import { literalTexts } from "./literal-text.ts";
import { settingUses } from "./setting-uses.ts";
import { lineAt, readThemeSource, type ThemeSource } from "./theme-source.ts";
import { tokenContrasts } from "./token-contrasts.ts";
import { wordKeys } from "./word-keys.ts";

type Context = OpenTheme & {
  readonly own: ThemeSource;
  /** The theme's and its parents'. */
  readonly sources: readonly ThemeSource[];
  readonly say: Words["themeCheck"];
  /** A file of the theme as messages name it. */
  readonly shown: (path: string) => string;
};

/** What is wrong in the theme's own folder; its parents are their own designers' concern. */
export function sourceFindings(
  opened: OpenTheme,
  { say, shown }: Pick<Context, "say" | "shown">,
): Finding[] {
  const sources = opened.theme.chain.map(({ folder }) => readThemeSource(folder));
  const [own = { templates: [], texts: [] }] = sources;
  const context: Context = { ...opened, own, sources, say, shown };
  return [
    ...settingFindings(context),
    ...tokenFindings(context),
    ...contrastFindings(context),
    ...wordFindings(context),
    ...literalFindings(context),
  ];
}

function settingFindings({ theme, own, sources, say, shown }: Context): Finding[] {
  const declared = new Set(
    theme.chain.flatMap(({ definition }) => Object.keys(definition.settings ?? {})),
  );
  const findings: Finding[] = [];
  const uses = sources.map(({ templates }) => templates.flatMap(settingUses));
  const used = new Set(uses.flat().map(({ name }) => name));
  for (const template of own.templates) {
    for (const { name, line } of settingUses(template)) {
      if (declared.has(name)) continue;
      const text = say.settingUnknown(name);
      findings.push({ rule: "setting", severity: "error", text, file: shown(template.path), line });
    }
  }
  const file = shown("theme.ts");
  const source = own.texts.find(({ path }) => path === "theme.ts")?.text ?? "";
  const at = (name: string) =>
    lineAt(source, Math.max(0, source.search(new RegExp(`\\b${name}\\b\\s*:`))));
  for (const [name, setting] of Object.entries(theme.chain[0]?.definition.settings ?? {})) {
    // What a token takes is used wherever the token is.
    if ("token" in setting && setting.token !== undefined) continue;
    if (!used.has(name)) {
      const text = say.settingUnused(name);
      findings.push({ rule: "setting", severity: "warning", text, file, line: at(name) });
    }
  }
  return findings;
}

/** Custom properties that the core or the browser gives a value. */
const GIVEN = /^--(shiki|astro)-/;

function tokenFindings({ theme, own, sources, tokens, say, shown }: Context): Finding[] {
  const texts = ({ templates, texts: others }: ThemeSource) => [...templates, ...others];
  const everything = sources.flatMap(texts);
  const known = new Set([...tokens.values()].flatMap((mode) => [...mode.keys()].map(propertyOf)));
  for (const { text } of everything) {
    for (const [, name = ""] of text.matchAll(/(?:^|[\s;{"'`])(--[\w-]+)["'`]?\s*:/g))
      known.add(name);
  }
  const used = new Set(
    everything.flatMap(({ text }) => [...text.matchAll(/var\(\s*(--[\w-]+)/g)].map(([, n]) => n)),
  );
  const findings: Finding[] = [];
  for (const { path, text } of texts(own)) {
    for (const { 1: name = "", index } of text.matchAll(/var\(\s*(--[\w-]+)\s*\)/g)) {
      if (known.has(name) || GIVEN.test(name)) continue;
      findings.push({
        rule: "token",
        severity: "error",
        text: say.tokenUnknown(name),
        file: shown(path),
        line: lineAt(text, index),
      });
    }
  }
  const folder = theme.chain[0]?.folder ?? "";
  for (const [mode, ownTokens] of tokens) {
    const path = `tokens/${mode}.tokens.json`;
    if (!existsSync(join(folder, path))) continue;
    for (const name of ownTokens.keys()) {
      const isAlias = everything.some(({ text }) => text.includes(`{${name}}`));
      const isMedia = name.startsWith("breakpoint.");
      if (name in REQUIRED_TOKENS || isMedia || isAlias || used.has(propertyOf(name))) continue;
      findings.push({
        rule: "token",
        severity: "warning",
        text: say.tokenUnused(name),
        file: shown(path),
      });
    }
  }
  return findings;
}

function contrastFindings({ theme, tokens, say, shown }: Context): Finding[] {
  const folder = theme.chain[0]?.folder ?? "";
  return tokenContrasts(tokens).map(({ mode, token, ground, ratio, least }) => {
    const path = `tokens/${mode}.tokens.json`;
    const file = existsSync(join(folder, path)) ? shown(path) : shown("theme.ts");
    const text = say.contrast(token, ground, ratio.toFixed(2), least, say.when[mode]);
    return { rule: "contrast", severity: "error", text, file };
  });
}

/** The file of words for each of the interface's languages. */
const WORD_FILES = { en: "i18n/en.json", zh: "i18n/zh-Hans.json" } as const;

function wordFindings({ own, words, say, shown }: Context): Finding[] {
  const findings: Finding[] = [];
  const wrong = (text: string, file: string, line?: number) =>
    findings.push({
      rule: "word-missing",
      severity: "error",
      text,
      file,
      ...(line ? { line } : {}),
    });
  const given = {
    en: new Map(Object.entries(words.get("en") ?? {})),
    zh: new Map(Object.entries({ ...words.get("zh"), ...words.get("zh-Hans") })),
  };
  const knows = (lang: "en" | "zh", key: string) =>
    given[lang].has(key) || given[lang].has(`${key}.other`) || translatorFor(lang)(key) !== key;
  for (const template of own.templates) {
    for (const { key, line } of wordKeys(template)) {
      for (const lang of ["en", "zh"] as const) {
        if (!knows(lang, key))
          wrong(say.wordMissing(key, say.languages[lang]), shown(template.path), line);
      }
    }
  }
  for (const [lang, other] of [
    ["en", "zh"],
    ["zh", "en"],
  ] as const) {
    for (const [key, word] of given[lang]) {
      // Chinese has one form for every number; English has two.
      const there = given[other].get(key) ?? given[other].get(key.replace(/\.\w+$/, ".other"));
      if (there === undefined && !knows(other, key)) {
        wrong(say.wordMissing(key, say.languages[other]), shown(WORD_FILES[lang]));
      } else if (there !== undefined && blanks(word) !== blanks(there)) {
        wrong(say.wordBlanks(key), shown(WORD_FILES[lang]));
      }
    }
  }
  return findings;
}

function blanks(word: string): string {
  return [...new Set(word.match(/\{\w+\}/g) ?? [])].sort().join();
}

function literalFindings({ own, say, shown }: Context): Finding[] {
  return own.templates.flatMap((template) =>
    literalTexts(template).map(({ line, literal }) => ({
      rule: "literal-text" as const,
      severity: "error" as const,
      text: say.literal(literal),
      file: shown(template.path),
      line,
    })),
  );
}
