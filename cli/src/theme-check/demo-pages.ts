// Which pages of a demo site are looked at in a browser: every post and standing page, and of the lists
// enough to see each kind.

import { languageOf, templateOf } from "./page-kind.ts";

/** Lists of one kind in one language: the first, which is a head, and one more. */
const LISTS = 2;
const TEXTS = new Set(["Post", "Page", "Home", "Search", "Subscribe", "NotFound"]);

/** Of the pages of a site that has every hard case. */
export function pagesToLookAt(pages: readonly string[]): string[] {
  return sample(pages, (template) => (TEXTS.has(template) ? Number.POSITIVE_INFINITY : LISTS));
}

/** Pages that look otherwise when there is one post, or five hundred. */
const BY_NUMBER = new Set(["Home", "List", "Archive", "TermIndex"]);

/** Of the pages of a variant that differs in the number of posts: one of each kind that shows it. */
export function pagesToSample(pages: readonly string[]): string[] {
  return sample(pages, (template) => (BY_NUMBER.has(template) ? 1 : 0));
}

function sample(pages: readonly string[], limit: (template: string) => number): string[] {
  const seen = new Map<string, number>();
  return pages.filter((file) => {
    const template = templateOf(file);
    const kind = `${languageOf(file)} ${template}`;
    const count = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, count);
    return count <= limit(template);
  });
}
