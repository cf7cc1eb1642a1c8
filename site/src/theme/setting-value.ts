// What a theme's setting may be given, by its type.

import type { Setting } from "@courtyard/themes/definition.ts";
import { z } from "zod";
import { isLanguageTag } from "../store/file-name.ts";
import { isLocal } from "../store/reference.ts";
import { family } from "./token-value.ts";

/** `#rgb`, `#rrggbb`, with alpha or without, or one of CSS's colour functions with numbers in it. */
export const colour = z
  .string()
  .trim()
  .regex(
    /^(#[\da-f]{3,4}|#[\da-f]{6}|#[\da-f]{8}|(rgb|hsl|hwb|lab|lch|oklab|oklch)\([\d\s.,%/+-]+(deg)?[\d\s.,%/+-]*\))$/i,
  );

const line = z.union([z.string(), z.number().transform(String)]).pipe(
  z
    .string()
    .trim()
    .min(1)
    .max(500)
    .regex(/^[^\n\r]*$/),
);
const lines = z.string().trim().min(1).max(10_000);
const image = z.string().trim().min(1).max(500).refine(isLocal);
const url = z
  .string()
  .trim()
  .max(2000)
  .regex(/^(\/(?!\/)|https?:\/\/|mailto:)\S*$/);
const list = z.array(line).max(100);
const menu = z.array(z.strictObject({ label: line, url })).max(50);

/** Given once, or once for each language. */
function perLanguage<Schema extends z.ZodType>(schema: Schema) {
  return z.union([schema, z.record(z.string().refine(isLanguageTag), schema)]);
}

const SCHEMAS = {
  text: perLanguage(line),
  boolean: z.boolean(),
  colour,
  image,
  font: family,
  url: perLanguage(url),
  list: perLanguage(list),
  menu: perLanguage(menu),
} as const satisfies Readonly<Record<string, z.ZodType>>;

/** The schema of a setting's values; `null`, which takes the default away, is not among them. */
export function valueSchema(setting: Setting): z.ZodType {
  switch (setting.type) {
    case "text":
      return setting.lines === "many" ? perLanguage(lines) : SCHEMAS.text;
    case "number": {
      const { min = -1e9, max = 1e9 } = setting;
      return z.number().min(min).max(max);
    }
    case "select":
      return z.enum(setting.options.map(({ value }) => value));
    case "pair": {
      const one = setting.of === "colour" ? colour : image;
      return z.strictObject({ light: one, dark: one });
    }
    default:
      return SCHEMAS[setting.type];
  }
}

/** What to say of a value that is none: a key of `expectations`, and what stands in it. */
export function expectationOf(setting: Setting): Record<string, string> {
  if (setting.type === "pair") return { as: `setting-pair-${setting.of}` };
  const as = `setting-${setting.type}`;
  if (setting.type === "select") {
    return { as, options: setting.options.map(({ value }) => value).join(", ") };
  }
  if (setting.type === "number") {
    const { min, max } = setting;
    const ends = [min === undefined ? "" : `≥ ${min}`, max === undefined ? "" : `≤ ${max}`];
    return { as, range: ends.filter((end) => end !== "").join(", ") };
  }
  return { as };
}

/** Whether a value stands once for each language. */
export function isPerLanguage(
  setting: Setting,
  value: unknown,
): value is Readonly<Record<string, unknown>> {
  const types: readonly string[] = ["text", "url", "list", "menu"];
  return types.includes(setting.type) && typeof value === "object" && !Array.isArray(value);
}
