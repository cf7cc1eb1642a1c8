// All tokens of a theme: its parents', its own and the site's, one over the other, in each mode.

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { REQUIRED_TOKENS } from "@courtyard/themes/tokens.ts";
import type { Problem } from "../store/problem.ts";
import type { ResolvedTheme } from "./resolve-theme.ts";
import { readTokenFile, type Token } from "./token-file.ts";

/** `base`, `dark`, or a language: what a file of tokens is for. */
export type Mode = string;

/** By mode, then by path; `base` and `dark` come first, then languages, `zh` before `zh-Hant`. */
export type Tokens = ReadonlyMap<Mode, ReadonlyMap<string, Token>>;

export type ThemeTokensRead =
  | { readonly ok: true; readonly tokens: Tokens }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const FILE = /^(base|dark|[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\.tokens\.json$/;
/** Longer chains of names are no help to anybody. */
const LONGEST = 20;

/** Reads and checks the tokens of every layer (E136); which are missing, `missingTokens` says. */
export function readTokens({ layers, chain }: ResolvedTheme): ThemeTokensRead {
  const modes = new Map<Mode, Map<string, Token>>([
    ["base", new Map()],
    ["dark", new Map()],
  ]);
  const problems: Problem[] = [];
  for (const folder of layers.toReversed()) {
    const tokens = join(folder, "tokens");
    const shown = chain.find((one) => one.folder === folder)?.shown ?? "content/_theme";
    for (const file of existsSync(tokens) ? readdirSync(tokens).sort() : []) {
      const mode = FILE.exec(file)?.[1];
      if (mode === undefined) continue;
      const read = readTokenFile(join(tokens, file), `${shown}/tokens/${file}`);
      if (!read.ok) {
        problems.push(...read.problems);
        continue;
      }
      const merged = modes.get(mode) ?? new Map<string, Token>();
      modes.set(mode, merged);
      for (const token of read.tokens) merged.set(token.path, token);
    }
  }
  const [base, dark, ...languages] = modes;
  languages.sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1));
  const tokens: Tokens = new Map(
    [base, dark, ...languages].flatMap((mode) => (mode ? [mode] : [])),
  );
  if (problems.length === 0) problems.push(...wrongTokens(tokens));
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, tokens };
}

/** The token that `path` is in `mode`: a mode's own, else the base's. */
export function tokenIn(tokens: Tokens, mode: Mode, path: string): Token | undefined {
  return tokens.get(mode)?.get(path) ?? tokens.get("base")?.get(path);
}

/** What a token comes down to in a mode, as CSS; undefined when its names lead nowhere or in a circle. */
export function tokenValue(tokens: Tokens, mode: Mode, path: string): string | undefined {
  return followed(tokens, mode, path)?.value;
}

/** The custom property of a token. */
export function propertyOf(path: string): string {
  return `--${path.replace(/^color\./, "").replaceAll(".", "-")}`;
}

function followed(
  tokens: Tokens,
  mode: Mode,
  path: string,
): { value: string; type: string | undefined } | undefined {
  let token = tokenIn(tokens, mode, path);
  for (let step = 0; token && step < LONGEST; step++) {
    const { value, type } = token;
    if ("css" in value) return { value: value.css, type };
    token = tokenIn(tokens, mode, value.alias);
  }
  return undefined;
}

function wrongTokens(tokens: Tokens): Problem[] {
  const problems: Problem[] = [];
  const properties = new Map<string, string>();
  for (const [mode, own] of tokens) {
    for (const token of own.values()) {
      const { path, value, type } = token;
      const end = followed(tokens, mode, path);
      if (!end && "alias" in value) {
        const why = tokenIn(tokens, mode, value.alias) ? "name-circle" : "name-missing";
        problems.push(token.problem(why, { other: value.alias }));
      }
      const wanted = REQUIRED_TOKENS[path]?.type ?? type;
      if (end?.type !== undefined && wanted !== undefined && end.type !== wanted) {
        problems.push(token.problem("other-type", { wanted, type: end.type }));
      }
      const other = properties.get(propertyOf(path));
      if (other !== undefined && other !== path) {
        problems.push(token.problem("same-property", { other, property: propertyOf(path) }));
      }
      properties.set(propertyOf(path), path);
    }
  }
  return problems;
}

/** Required tokens that neither the theme nor a parent has. */
export function missingTokens(tokens: Tokens): string[] {
  return Object.keys(REQUIRED_TOKENS).filter((path) => !tokens.get("base")?.has(path));
}
