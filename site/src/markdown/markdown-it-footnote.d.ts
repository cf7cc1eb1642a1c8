declare module "markdown-it-footnote" {
  import type { MarkdownIt } from "markdown-it";

  /** Footnotes as Pandoc writes them: `[^1]`, and `^[in place]`. */
  export default function footnote(md: MarkdownIt): void;
}
