// Headings of a text: they can be linked to, and never compete with the page's own title.

import type { MarkdownIt } from "markdown-it";
import anchor from "markdown-it-anchor";
import { anchorOf } from "../store/anchor.ts";

export interface Heading {
  readonly depth: number;
  readonly slug: string;
  readonly text: string;
}

/** A markdown-it plugin; collects the headings into `env.headings`. */
export function linkedHeadings(md: MarkdownIt): void {
  // One h1 per page, and it is the template's: a text that uses `#` moves down one level as a whole.
  md.core.ruler.push("one-title", (state) => {
    const headings = state.tokens.filter((token) => token.type.startsWith("heading_"));
    if (!headings.some((token) => token.tag === "h1")) return;
    for (const token of headings) {
      const level = Math.min(6, Number(token.tag.slice(1)) + 1);
      token.tag = `h${level}`;
    }
  });
  const toItself = anchor.permalink.headerLink({ class: "heading-link", safariReaderFix: true });
  md.use(anchor, {
    slugifyWithState: (title, { env }) => freeSlug(anchorOf(title), env?.markdownItAnchor.slugs),
    uniqueSlugStartIndex: 2,
    tabIndex: false,
    permalink(slug, opts, state, index) {
      // A link cannot stand in a link: a heading that has one is only an anchor.
      const children = state.tokens[index + 1]?.children ?? [];
      if (children.some(({ type }) => type === "link_open" || type === "footnote_ref")) return;
      toItself(slug, opts, state, index);
    },
  });
  md.core.ruler.push("collect-headings", (state) => {
    const found: Heading[] = [];
    for (const [index, token] of state.tokens.entries()) {
      if (token.type !== "heading_open") continue;
      const text = (state.tokens[index + 1]?.children ?? [])
        .filter(({ type }) => type === "text" || type === "code_inline")
        .map(({ content }) => content)
        .join("");
      found.push({
        depth: Number(token.tag.slice(1)),
        slug: String(token.attrGet("id") ?? ""),
        text,
      });
    }
    if (state.env) state.env.headings = found;
  });
}

/** Where the counting of a slug goes on, for each text's ids that are taken. */
const counts = new WeakMap<object, Map<string, number>>();

/**
 * The slug, or it with the first number that no id of `taken` has. markdown-it-anchor begins at 2 for
 * every heading: ten thousand equal ones took it 14 seconds.
 */
export function freeSlug(slug: string, taken: Readonly<Record<string, true>>): string {
  const known = counts.get(taken) ?? new Map<string, number>();
  counts.set(taken, known);
  let id = slug;
  let count = known.get(slug) ?? 2;
  for (; Object.hasOwn(taken, id); count++) id = `${slug}-${count}`;
  known.set(slug, count);
  return id;
}
