/**
 * Everything that `courtyard theme check` looks at, in the order of its report. The guide for designers
 * has a sentence on each (docs/themes.md).
 */
export const RULES = [
  "manifest",
  "template-missing",
  "types",
  "setting",
  "token",
  "contrast",
  "word-missing",
  "literal-text",
  "build",
  "html",
  "axe",
  "heading",
  "landmark",
  "skip-link",
  "overflow",
  "motion",
  "print",
  "no-script",
  "script-budget",
  "style-budget",
  "third-party",
  "inline-script",
  "console",
  "feeds",
] as const;

/** The stable name of a rule. */
export type RuleId = (typeof RULES)[number];
