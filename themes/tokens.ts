// The tokens that every theme has, of itself or of its parents: names for what a page is made of, so
// that a site's settings, the comment form, the core's fallback templates and other people's
// components fit a theme they have never seen. A theme may have more.
//
// A token `font.text` is the custom property `--font-text`; the group `color` is left out of names:
// `color.ink-quiet` is `--ink-quiet`. Breakpoints are media queries: `@media (--medium)`. Files are in
// the W3C design-tokens format (2025.10): tokens/base.tokens.json, what differs by night in
// tokens/dark.tokens.json, and what differs in a language in tokens/zh.tokens.json or the like.

export type TokenType =
  | "color"
  | "dimension"
  | "fontFamily"
  | "number"
  | "duration"
  | "cubicBezier";

export interface RequiredToken {
  readonly type: TokenType;
  readonly about: string;
  /** For colours that something is read or seen by: the grounds, and the least contrast with each. */
  readonly on?: readonly string[];
  readonly contrast?: number;
}

const text = { type: "color", contrast: 4.5 } as const;
const paper = ["color.paper", "color.paper-deep"];

export const REQUIRED_TOKENS: Readonly<Record<string, RequiredToken>> = {
  "color.paper": { type: "color", about: "The ground of a page." },
  "color.paper-deep": { type: "color", about: "The ground of code, fields and notes." },
  "color.ink": { ...text, on: paper, about: "Text." },
  "color.ink-quiet": { ...text, on: paper, about: "Small print: dates, captions, hints." },
  "color.hairline": { type: "color", about: "Lines between things." },
  "color.accent": { ...text, on: paper, about: "What can be acted on: links and buttons." },
  "color.accent-ink": { ...text, on: ["color.accent"], about: "Text on a ground of the accent." },
  "color.accent-faint": { type: "color", about: "The line below a link." },
  "color.warn": { ...text, on: paper, about: "Warnings, and what takes something away." },
  "color.focus": {
    type: "color",
    on: ["color.paper"],
    contrast: 3,
    about: "The ring around what has the keyboard's focus.",
  },
  "color.mark": { type: "color", about: "The ground of marked words; text on it stays ink." },
  "color.code-quiet": { ...text, on: ["color.paper-deep"], about: "Comments in code." },
  "color.code-string": { ...text, on: ["color.paper-deep"], about: "Strings in code." },
  "color.code-name": { ...text, on: ["color.paper-deep"], about: "Names in code." },
  "color.came": { type: "color", about: "The ground of a line that was added." },
  "color.went": { type: "color", about: "The ground of a line that was taken away." },
  "font.text": { type: "fontFamily", about: "Running text." },
  "font.display": { type: "fontFamily", about: "Titles." },
  "font.ui": { type: "fontFamily", about: "Menus, dates, buttons." },
  "font.code": { type: "fontFamily", about: "Code." },
  "text.s": { type: "dimension", about: "The smallest size there is, 14 px or more." },
  "text.m": { type: "dimension", about: "Running text." },
  "text.l": { type: "dimension", about: "Small headings, introductions." },
  "text.xl": { type: "dimension", about: "Headings in a text." },
  "text.xxl": { type: "dimension", about: "A page's title." },
  leading: { type: "number", about: "Line height of running text." },
  "leading-tight": { type: "number", about: "Line height of titles." },
  "space.1": { type: "dimension", about: "The least gap." },
  "space.2": { type: "dimension", about: "Between parts of one thing." },
  "space.3": { type: "dimension", about: "Between paragraphs." },
  "space.4": { type: "dimension", about: "Between things." },
  "space.5": { type: "dimension", about: "Between sections." },
  "space.6": { type: "dimension", about: "Above and below a page." },
  "radius.s": { type: "dimension", about: "Corners of small things: fields, code." },
  "radius.m": { type: "dimension", about: "Corners of large things: pictures, panels." },
  measure: { type: "dimension", about: "The width of running text." },
  wide: { type: "dimension", about: "The width of what may step out of it: tables, pictures." },
  "motion.fast": { type: "duration", about: "How long anything moves, 150 ms at most." },
  "motion.ease": { type: "cubicBezier", about: "How it moves." },
  "breakpoint.medium": {
    type: "dimension",
    about: "From this width there is room beside the text.",
  },
  "breakpoint.large": {
    type: "dimension",
    about: "From this width there is room for two columns.",
  },
};
