import type { RuleId } from "./rule.ts";

/** Something that a theme does wrong (`error`), or that its designer should look at (`warning`). */
export interface Finding {
  readonly rule: RuleId;
  readonly severity: "error" | "warning";
  /** A sentence in the language of the terminal. */
  readonly text: string;
  /** As the person named the theme's folder, then the path inside it. */
  readonly file?: string;
  readonly line?: number;
  /** The demo site's page on which it was seen, decoded, with colour mode and width where they matter. */
  readonly page?: string;
  /** On how many pages, when on more than one. */
  readonly pages?: number;
}

/** A rule that could not be looked at, and why. */
export interface Skipped {
  readonly rule: RuleId;
  readonly reason: string;
}

/** The same finding on many pages is one finding: the first page is named, the others are counted. */
export function gather(findings: readonly Finding[]): Finding[] {
  const gathered = new Map<string, { first: Finding; pages: Set<string> }>();
  for (const finding of findings) {
    const { rule, text, file, line, page } = finding;
    const key = JSON.stringify([rule, text, file, line]);
    const known = gathered.get(key) ?? { first: finding, pages: new Set() };
    if (page !== undefined) known.pages.add(page);
    gathered.set(key, known);
  }
  return [...gathered.values()].map(({ first, pages }) =>
    pages.size > 1 ? { ...first, pages: pages.size } : first,
  );
}
