// What `courtyard publish --strict` does not let pass: every error, and those warnings that leave a
// reader before something broken or show what is not theirs to see. The rest is advice.

/** By code; problem-wording.ts says what each means. */
const STRICT_WARNINGS: ReadonlySet<string> = new Set([
  // Pictures that are missing or cannot be read.
  "W201",
  "W203",
  // Dead wikilinks, parts of pages, links to files and to addresses.
  "W220",
  "W222",
  "W225",
  "W226",
  "W227",
  "W228",
  // A picture or recording that a symbolic link would have brought from elsewhere.
  "W245",
  // A public text that links a private one.
  "W223",
]);

/** Whether a finding fails a strict publication. */
export function isStrict({ severity, code }: { severity: string; code: string }): boolean {
  return severity === "error" || STRICT_WARNINGS.has(code);
}
