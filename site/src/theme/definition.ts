// A theme's own `theme.ts`, read as data and checked once. Schema and type agree with the contract's
// `ThemeDefinition`.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { API, type ThemeDefinition } from "@courtyard/themes/definition.ts";
import { z } from "zod";
import { type Problem, placeIn } from "../store/problem.ts";
import { readLiteral } from "./literal-source.ts";
import { colour } from "./setting-value.ts";

const name = z.string().regex(/^[a-zA-Z][\w-]{0,39}$/);
const sentence = z.string().trim().min(1).max(500);
const localised = z.strictObject({ en: sentence, zh: sentence.optional() });
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const token = z.string().regex(/^[\w.-]{1,80}$/);
const base = {
  label: localised,
  help: localised.optional(),
  group: name.optional(),
  when: z.strictObject({ setting: name, is: z.union([scalar, z.array(scalar)]) }).optional(),
};
const bound = { token: token.optional() };
const option = z.strictObject({ value: z.string().min(1).max(100), label: localised });
const menuItem = z.strictObject({ label: sentence, url: z.string().max(2000) });

const setting = z.discriminatedUnion("type", [
  z.strictObject({
    ...base,
    type: z.literal("text"),
    default: z.string().optional(),
    lines: z.enum(["one", "many"]).optional(),
  }),
  z.strictObject({ ...base, type: z.literal("boolean"), default: z.boolean() }),
  z.strictObject({
    ...base,
    ...bound,
    type: z.literal("number"),
    default: z.number().optional(),
    min: z.number().optional(),
    max: z.number().optional(),
    step: z.number().positive().optional(),
    unit: z.enum(["rem", "px", "ms"]).optional(),
  }),
  z.strictObject({
    ...base,
    type: z.literal("select"),
    options: z.array(option).min(1).max(100),
    default: z.string().optional(),
  }),
  z.strictObject({ ...base, ...bound, type: z.literal("colour"), default: colour.optional() }),
  z.strictObject({
    ...base,
    ...bound,
    type: z.literal("pair"),
    of: z.enum(["colour", "image"]),
    default: z.strictObject({ light: z.string(), dark: z.string() }).optional(),
  }),
  z.strictObject({ ...base, type: z.literal("image") }),
  z.strictObject({ ...base, ...bound, type: z.literal("font"), default: sentence.optional() }),
  z.strictObject({ ...base, type: z.literal("url"), default: z.string().optional() }),
  z.strictObject({ ...base, type: z.literal("list"), default: z.array(sentence).optional() }),
  z.strictObject({ ...base, type: z.literal("menu"), default: z.array(menuItem).optional() }),
]);

const sizes = z
  .string()
  .max(300)
  .regex(/^[\w\s().,:<>=+*/%-]+$/);

/** The file's schema, but for `api`, which is looked at first. */
const definition = z.strictObject({
  api: z.literal(API),
  name: z.string().regex(/^(@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]{0,60}$/),
  description: localised.optional(),
  extends: z.string().min(1).max(300).optional(),
  settingGroups: z.record(name, localised).optional(),
  settings: z.record(name, setting).optional(),
  features: z
    .strictObject({
      relatedPosts: z.boolean().optional(),
      backlinks: z.boolean().optional(),
      sections: z.boolean().optional(),
      linkPreviews: z.boolean().optional(),
      sideNotes: z.boolean().optional(),
    })
    .optional(),
  imageSizes: z
    .strictObject({
      content: sizes.optional(),
      gallery: sizes.optional(),
    })
    .optional(),
});

export type DefinitionRead =
  | {
      readonly ok: true;
      readonly definition: ThemeDefinition;
      /** A finding about the value at `path` of the definition. */
      problem(
        code: Problem["code"],
        path: readonly PropertyKey[],
        values: Record<string, string>,
      ): Problem;
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Larger than any definition; a theme is a stranger's, and is read whole. */
const LARGEST = 256 * 1024;

/** Reads `theme.ts` in `folder` (E131, E133, E134); `shown` is the folder as messages name it. */
export function readDefinition(folder: string, shown: string): DefinitionRead {
  const text = readFileSync(join(folder, "theme.ts"), "utf8");
  const place = placeIn(`${shown}/theme.ts`, text.length > LARGEST ? "" : text);
  const start = { line: 1, column: 1 };
  if (text.length > LARGEST) {
    const values = { why: "too-large", limit: `${LARGEST / 1024} KiB` };
    return { ok: false, problems: [place.problem("E133", start, values)] };
  }
  const read = readLiteral(text);
  if (!read.ok) {
    return { ok: false, problems: [place.problem("E133", read.at, read.why)] };
  }
  const { data, locate } = read.source;
  const api = (data as { api?: unknown } | null)?.api;
  if (typeof api === "number" && api !== API) {
    const values = { theme: shown, api: String(api), own: String(API) };
    return { ok: false, problems: [place.problem("E131", locate(["api"]), values)] };
  }
  const parsed = definition.safeParse(data);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => {
      const path = issue.code === "unrecognized_keys" ? [...issue.path, ...issue.keys] : issue.path;
      const key = path.map(String).join(".");
      return place.problem("E134", locate(path), { key, reason: issue.message });
    });
    return { ok: false, problems };
  }
  return {
    ok: true,
    definition: parsed.data as ThemeDefinition,
    problem: (code, path, values) => place.problem(code, locate(path), values),
  };
}
