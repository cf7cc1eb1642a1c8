// Tokens as custom properties: `:root`, by night, and in languages that differ.

import { type Mode, propertyOf, type Tokens, tokenIn, tokenValue } from "./theme-tokens.ts";

/** Regions that write in a script without saying so in their language tag. */
const REGIONS: Readonly<Record<string, readonly string[]>> = {
  "zh-Hant": ["zh-TW", "zh-HK", "zh-MO"],
};

/** The style sheet of a theme's tokens. */
export function tokensCss(tokens: Tokens): string {
  const [, , ...languages] = tokens.keys();
  const dark = declarations(tokens, "dark", [...(tokens.get("dark")?.keys() ?? [])]);
  const base = declarations(tokens, "base", [...(tokens.get("base")?.keys() ?? [])]);
  const scheme = dark.length > 0 ? "light dark" : "light";
  const blocks = [block(":root", [`color-scheme: ${scheme}`, ...base])];
  for (const lang of languages) {
    const own = [...(tokens.get(lang)?.keys() ?? [])];
    const selectors = languageTags(lang).map((tag) => `:lang(${tag})`);
    blocks.push(
      block(selectors.join(", "), declarations(tokens, lang, [...own, ...dependents(tokens, own)])),
    );
  }
  if (dark.length > 0) {
    blocks.push(`@media (prefers-color-scheme: dark) {\n${block(":root", dark)}}\n`);
  }
  return blocks.join("");
}

/** The tags of a language's pages and passages. */
export function languageTags(lang: Mode): string[] {
  return [lang, ...(REGIONS[lang] ?? [])];
}

function declarations(tokens: Tokens, mode: Mode, paths: readonly string[]): string[] {
  return paths.filter(isProperty).flatMap((path) => {
    const token = tokenIn(tokens, mode, path);
    if (!token) return [];
    const { value } = token;
    const css =
      "css" in value
        ? value.css
        : isProperty(value.alias)
          ? `var(${propertyOf(value.alias)})`
          : tokenValue(tokens, mode, path);
    return [`${propertyOf(path)}: ${css}`];
  });
}

/** A custom property cannot stand in a media query: breakpoints are written into them instead. */
function isProperty(path: string): boolean {
  return !path.startsWith("breakpoint.");
}

/**
 * Base tokens that name one of `paths`: `var()` is worked out where it is declared, so a passage in
 * another language would else inherit what the page's language made of it.
 */
function dependents(tokens: Tokens, paths: readonly string[]): string[] {
  const touched = new Set(paths);
  const found: string[] = [];
  for (let more = true; more; ) {
    more = false;
    for (const [path, { value }] of tokens.get("base") ?? []) {
      if (touched.has(path) || !("alias" in value) || !touched.has(value.alias)) continue;
      touched.add(path);
      found.push(path);
      more = true;
    }
  }
  return found;
}

function block(selector: string, lines: readonly string[]): string {
  return `${selector} {\n${lines.map((line) => `  ${line};\n`).join("")}}\n`;
}
