/** The template that shows a page of the demo site, told by its address. */
export type PageTemplate =
  | "Home"
  | "List"
  | "Post"
  | "Page"
  | "Term"
  | "TermIndex"
  | "Archive"
  | "Author"
  | "Series"
  | "Search"
  | "Subscribe"
  | "NotFound";

const SHAPES: readonly (readonly [RegExp, PageTemplate])[] = [
  [/^404\.html$/, "NotFound"],
  [/^index\.html$/, "Home"],
  [/^posts\/(page\/[\d-]+\/)?index\.html$/, "List"],
  [/^posts\//, "Post"],
  [/^(tags|categories)\/index\.html$/, "TermIndex"],
  [/^(tags|categories)\//, "Term"],
  [/^(series|authors)\/index\.html$/, "TermIndex"],
  [/^series\//, "Series"],
  [/^authors\//, "Author"],
  [/^archive\//, "Archive"],
  [/^search\//, "Search"],
  [/^subscribe\//, "Subscribe"],
  [/^2019\//, "Post"],
];

/** The template behind an HTML file of the demo site (`zh/posts/code/index.html`). */
export function templateOf(file: string): PageTemplate {
  const own = file.replace(/^(zh|ar)\//, "");
  return SHAPES.find(([shape]) => shape.test(own))?.[1] ?? "Page";
}

/** The language whose tree an HTML file of the demo site is in. */
export function languageOf(file: string): string {
  return /^(zh|ar)\//.exec(file)?.[1] ?? "en";
}

/** The decoded address of an HTML file: `posts/x/index.html` is `/posts/x/`. */
export function addressOf(file: string): string {
  return file === "404.html" ? "/404.html" : `/${file.replace(/(^|\/)index\.html$/, "$1")}`;
}
