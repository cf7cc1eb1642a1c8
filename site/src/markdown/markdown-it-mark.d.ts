declare module "markdown-it-mark" {
  import type { MarkdownIt } from "markdown-it";

  /** `==what matters==` as `<mark>`. */
  export default function mark(md: MarkdownIt): void;
}
