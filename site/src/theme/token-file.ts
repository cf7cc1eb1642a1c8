// One file of design tokens: groups within groups, a type for each, values or names of other tokens.

import { readFileSync } from "node:fs";
import { z } from "zod";
import { type Problem, placeIn } from "../store/problem.ts";
import { readYaml, type YamlSource } from "../store/yaml-source.ts";
import { cssExtension, TOKEN_VALUES } from "./token-value.ts";

/** A token as a file has it: CSS, or the path of the token that it is the same as. */
export interface Token {
  readonly path: string;
  readonly type: string | undefined;
  readonly value: { readonly css: string } | { readonly alias: string };
  /** A finding about this token; `why` is a key of `problemReasons`. */
  problem(why: string, values?: Readonly<Record<string, string>>): Problem;
}

export type TokensRead =
  | { readonly ok: true; readonly tokens: readonly Token[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** A theme is a stranger's, and its files are read whole: larger ones are not. */
const LARGEST = 256 * 1024;
const MOST = 1_000;
const DEPTH = 8;
const NAME = /^[A-Za-z0-9][\w-]{0,60}$/;
const ALIAS = /^\{([^{}]+)\}$/;
const group = z.record(z.string(), z.unknown());

/** Reads the file (E136); `shown` is its name in messages. */
export function readTokenFile(file: string, shown: string): TokensRead {
  const text = readFileSync(file, "utf8");
  const start = { line: 1, column: 1 };
  const place = placeIn(shown, text.length > LARGEST ? "" : text);
  const refuse = (values: Record<string, string>) => place.problem("E136", start, values);
  if (text.length > LARGEST) {
    return { ok: false, problems: [refuse({ why: "too-large", limit: `${LARGEST / 1024} KiB` })] };
  }
  try {
    // The YAML reader knows where things stand, but would let through what is no JSON.
    JSON.parse(text);
  } catch (error) {
    return {
      ok: false,
      problems: [refuse({ reason: error instanceof Error ? error.message : "" })],
    };
  }
  const source = positionsIn(text);
  if (!source) return { ok: false, problems: [refuse({ why: "too-deep" })] };
  const [wrong] = source.errors;
  if (wrong) {
    return { ok: false, problems: [place.problem("E136", wrong.at, { reason: wrong.reason })] };
  }
  const problems: Problem[] = [];
  const tokens: Token[] = [];
  const report = (path: readonly string[], why: string, values?: Record<string, string>) =>
    place.problem("E136", source.locate(path), { token: path.join("."), ...values, why });

  function walk(value: unknown, path: readonly string[], inherited: string | undefined): void {
    const parsed = group.safeParse(value);
    if (!parsed.success) return void problems.push(report(path, "not-object"));
    if (path.length > DEPTH) return void problems.push(report(path, "too-deep"));
    const { $type = inherited, $value, $extensions } = parsed.data;
    const type = typeof $type === "string" ? $type : undefined;
    if ($value !== undefined) {
      if (tokens.length < MOST) tokens.push(...tokenOf({ path, type, $value, $extensions }));
      else if (tokens.length === MOST)
        problems.push(refuse({ why: "too-many", limit: String(MOST) }));
      return;
    }
    for (const [name, child] of Object.entries(parsed.data)) {
      if (name === "$root" || NAME.test(name)) walk(child, [...path, name], type);
      else if (name === "$extends" || name === "$ref" || !name.startsWith("$"))
        problems.push(report([...path, name], "not-name"));
    }
  }

  function tokenOf({
    path,
    type,
    $value,
    $extensions,
  }: {
    path: readonly string[];
    type: string | undefined;
    $value: unknown;
    $extensions: unknown;
  }): Token[] {
    const name = path.filter((part) => part !== "$root").join(".");
    const problem = (why: string, values?: Readonly<Record<string, string>>) =>
      report([...path, "$value"], why, { token: name, ...values });
    const alias = typeof $value === "string" ? ALIAS.exec($value)?.[1] : undefined;
    if (alias !== undefined) {
      const target = alias.replace(/\.\$root$/, "");
      return [{ path: name, type, value: { alias: target }, problem }];
    }
    const schema = type === undefined ? undefined : TOKEN_VALUES[type];
    if (!schema) {
      problems.push(problem("no-type", { types: Object.keys(TOKEN_VALUES).join(", ") }));
      return [];
    }
    const parsed = schema.safeParse($value);
    if (!parsed.success) {
      problems.push(problem("not-value", { type: type ?? "" }));
      return [];
    }
    const own = ($extensions as { courtyard?: { css?: unknown } } | undefined)?.courtyard?.css;
    const css = own === undefined ? undefined : cssExtension.safeParse(own);
    if (css && !css.success) {
      problems.push(problem("not-calculation"));
      return [];
    }
    return [{ path: name, type, value: { css: css?.data ?? parsed.data }, problem }];
  }

  walk(source.data ?? {}, [], undefined);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, tokens };
}

/** Nested a hundred thousand times, a file would be the end of any reader that descends. */
function positionsIn(text: string): YamlSource | undefined {
  try {
    return readYaml(text);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
