// One token's value, from the W3C design-tokens format (2025.10) to CSS. Only what is written out
// here comes through: a file of tokens cannot smuggle a rule or an address into a style sheet.

import { z } from "zod";

const number = z.number().refine(Number.isFinite);
const component = z.union([number, z.literal("none")]);
const alpha = number.min(0).max(1).optional();

/** Spaces that CSS has a function for; the others go through `color()`, but for `hsl` and `hwb`. */
const FUNCTIONS = new Set(["lab", "lch", "oklab", "oklch"]);
const PERCENT = new Set(["hsl", "hwb"]);

const color = z
  .strictObject({
    colorSpace: z.enum([
      "srgb",
      "srgb-linear",
      "hsl",
      "hwb",
      "lab",
      "lch",
      "oklab",
      "oklch",
      "display-p3",
      "a98-rgb",
      "prophoto-rgb",
      "rec2020",
      "xyz-d65",
      "xyz-d50",
    ]),
    components: z.tuple([component, component, component]),
    alpha,
    hex: z
      .string()
      .regex(/^#[\da-f]{6}$/i)
      .optional(),
  })
  .transform(({ colorSpace, components, alpha: opacity }) => {
    const [a, b, c] = components;
    const rest = opacity === undefined || opacity === 1 ? "" : ` / ${opacity}`;
    if (FUNCTIONS.has(colorSpace)) return `${colorSpace}(${a} ${b} ${c}${rest})`;
    const percent = (part: number | "none") => (part === "none" ? part : `${part}%`);
    if (PERCENT.has(colorSpace)) return `${colorSpace}(${a} ${percent(b)} ${percent(c)}${rest})`;
    return `color(${colorSpace} ${a} ${b} ${c}${rest})`;
  });

const dimension = z
  .strictObject({ value: number, unit: z.enum(["px", "rem"]) })
  .transform(({ value, unit }) => (value === 0 ? "0" : `${value}${unit}`));

const duration = z
  .strictObject({ value: number.min(0), unit: z.enum(["ms", "s"]) })
  .transform(({ value, unit }) => `${value}${unit}`);

/** Names that are no family's own, and lose their meaning between quotes. */
const GENERIC =
  /^(serif|sans-serif|monospace|cursive|fantasy|system-ui|ui-(serif|sans-serif|monospace|rounded)|math|emoji|-apple-system)$/;

/** A family's name: nothing that could end a string or a declaration. */
export const family = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^"'\\;{}<>()\p{Cc}]+$/u);

/** A family as CSS has it. */
export const familyCss = family.transform((name) => (GENERIC.test(name) ? name : `"${name}"`));

const fontFamily = z.union([
  familyCss,
  z
    .array(familyCss)
    .min(1)
    .max(50)
    .transform((names) => names.join(", ")),
]);

const fontWeight = z.union([number.min(1).max(1000).transform(String), z.enum(["normal", "bold"])]);

const part = number.min(0).max(1);
const cubicBezier = z
  .tuple([part, number, part, number])
  .transform((points) => `cubic-bezier(${points.join(", ")})`);

/** The types that become CSS; `$type` in a file is one of these. */
export const TOKEN_VALUES: Readonly<Record<string, z.ZodType<string>>> = {
  color,
  dimension,
  duration,
  fontFamily,
  fontWeight,
  cubicBezier,
  number: number.transform(String),
};

/**
 * What the format has no way to say, such as a size that grows with the window: CSS in
 * `$extensions.courtyard.css`, beside a plain value for other programs. Numbers and calculations only.
 */
export const cssExtension = z
  .string()
  .max(200)
  .regex(/^(?:[\d\s.,()+*/%-]|clamp|min|max|calc|rem|em|px|vw|vh|cqi|svh)+$/);
