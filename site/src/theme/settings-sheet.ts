// Settings that stand for tokens, as a small style sheet of their own: a changed colour needs no new
// bundle. Its selectors are stronger than those of the tokens, so that the order does not matter.

import { hash } from "node:crypto";
import type { Pair } from "@courtyard/themes/definition.ts";
import type { DeclaredSettings, SettingValues } from "./theme-settings.ts";
import { type Mode, propertyOf, type Tokens, tokenValue } from "./theme-tokens.ts";
import { languageTags } from "./token-css.ts";
import { familyCss } from "./token-value.ts";

/** A file of the published site. */
export interface SettingsSheet {
  /** Under the site's root, without the first slash; named after its content. */
  readonly file: string;
  readonly text: string;
}

/** The sheet for the values that site.yaml gives, or none where none of them is a token's. */
export function settingsSheet(
  values: SettingValues,
  { declared, tokens }: { declared: DeclaredSettings; tokens: Tokens },
): SettingsSheet | undefined {
  const byMode = new Map<Mode, string[]>();
  const put = (mode: Mode, path: string, css: string) => {
    const lines = [`${propertyOf(path)}: ${css}`];
    // The line below a link goes with the link.
    if (path === "color.accent") {
      const faint = `color-mix(in oklab, ${css} 35%, transparent)`;
      lines.push(`${propertyOf("color.accent-faint")}: ${faint}`);
    }
    byMode.set(mode, [...(byMode.get(mode) ?? []), ...lines]);
  };
  for (const [name, value] of values) {
    const setting = declared.settings.get(name);
    if (!setting || value === null || !("token" in setting) || !setting.token) continue;
    const { token } = setting;
    // What differs in a language or by night would else come through there.
    const modes = [...tokens].filter(([mode, own]) => mode === "base" || own.has(token));
    for (const [mode] of modes) {
      if (setting.type === "pair") {
        if (mode === "base") put(mode, token, (value as Pair).light);
      } else if (setting.type === "font") {
        put(mode, token, `${familyCss.parse(value)}, ${tokenValue(tokens, mode, token)}`);
      } else {
        const unit = setting.type === "number" ? (setting.unit ?? "") : "";
        put(mode, token, `${value}${unit}`);
      }
    }
    if (setting.type === "pair") put("dark", token, (value as Pair).dark);
  }
  if (byMode.size === 0) return undefined;
  const text = [...byMode].map(([mode, lines]) => block(mode, lines.join(";"))).join("\n");
  return { file: `_astro/settings.${hash("sha256", text, "hex").slice(0, 8)}.css`, text };
}

function block(mode: Mode, lines: string): string {
  if (mode === "base") return `html:root{${lines}}`;
  if (mode === "dark") return `@media (prefers-color-scheme: dark){html:root{${lines}}}`;
  const tags = languageTags(mode);
  const selectors = tags.flatMap((tag) => [`html:root:lang(${tag})`, `html:root :lang(${tag})`]);
  return `${selectors.join(",")}{${lines}}`;
}
