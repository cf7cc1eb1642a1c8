// Mermaid diagrams, drawn while the page is made, without a browser: flow charts, states, sequences,
// classes, entities and XY charts. Other kinds stay as the text that they are.

import { hash } from "node:crypto";
import { codeBlockHtml, readCodeInfo } from "./code-block.ts";
import { type CodeHighlighter, escapeHtml } from "./highlight.ts";
import { markdownWord } from "./words.ts";

let draw: ((source: string) => string) | undefined;

/** Loads the drawing code (a third of a second, once); before a text with diagrams is rendered. */
export async function prepareDiagrams(): Promise<void> {
  draw ??= (await import("beautiful-mermaid")).renderMermaidSVG;
}

/** A figure with the drawing and its source, or the source alone where it cannot be drawn. */
export function diagramHtml(
  source: string,
  { lang, highlighter }: { lang: unknown; highlighter: CodeHighlighter },
): string {
  const text = codeBlockHtml(source, readCodeInfo("mermaid"), highlighter);
  const svg = drawn(source, markdownWord("diagram", lang));
  if (svg === undefined) {
    const label = escapeHtml(markdownWord("diagram.text", lang));
    return `<figure class="diagram"><figcaption>${label}</figcaption>\n${text}</figure>\n`;
  }
  const summary = escapeHtml(markdownWord("diagram.source", lang));
  return `<figure class="diagram"><div class="drawing" tabindex="0">${svg}</div>\n<details><summary>${summary}</summary>\n${text}</details></figure>\n`;
}

/** What a colour is where no theme gives one, as in a feed reader. */
const COLOURS: Readonly<Record<string, string>> = {
  bg: "#fff",
  "_group-fill": "#fff",
  "_node-fill": "#f7f7f5",
  "_group-hdr": "#f1f1ee",
  "_key-badge": "#e5e5e2",
  "_inner-stroke": "#ddd",
  "_node-stroke": "#bbb",
  _line: "#777",
  _arrow: "#444",
  "_text-faint": "#999",
};

/** What stands in a flow chart between statements and nodes; labels come first and are passed over. */
const FLOW_PARTS =
  /"[^"]*"|\[[^\]]*\]|\([^)]*\)|\{[^}]*\}|\|[^|]*\||<?(?:-{2,}|-\.+-|={2,})(?:>|[ox](?=\s))?|;/g;

/**
 * A flow chart as the drawing code reads it. Mermaid ends a statement by a semicolon too, and wants no
 * spaces around an arrow: `graph TD;A-->B;` would be a node named `A--`.
 */
function spelledOut(source: string): string {
  if (!/^\s*(graph|flowchart)\b/.test(source)) return source;
  return source.replace(FLOW_PARTS, (part) => {
    if (part === ";") return "\n";
    return /^[<=-]/.test(part) ? ` ${part} ` : part;
  });
}

function drawn(source: string, label: string): string | undefined {
  let svg: string;
  try {
    svg = draw?.(spelledOut(source)) ?? "";
  } catch {
    return undefined;
  }
  if (!svg.startsWith("<svg") || /NaN|undefined/.test(svg)) return undefined;
  // Two drawings on a page must not share their arrowheads' names.
  const own = `d${hash("sha1", source, "hex").slice(0, 8)}-`;
  const size = /<svg[^>]*? width="([\d.]+)" height="([\d.]+)"/.exec(svg);
  if (!size) return undefined;
  const [width, height] = [Math.ceil(Number(size[1])), Math.ceil(Number(size[2]))];
  return svg
    .replace(/<style>[\s\S]*?<\/style>\s*/g, "")
    .replace(/ style="[^"]*"/g, "")
    .replace(/ data-[\w-]+="[^"]*"/g, "")
    .replace(/ id="/g, ` id="${own}`)
    .replace(/url\(#/g, `url(#${own}`)
    .replace(/var\(--([\w-]+)\)/g, (_, name: string) => {
      return `var(--diagram-${name.replace(/^_/, "")},${COLOURS[name] ?? "#333"})`;
    })
    .replace(/-?\d+\.\d{3,}/g, (number) => String(Number(Number(number).toFixed(2))))
    .replace(/\n\s*/g, "")
    .replace(
      /<svg[^>]*>/,
      `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${label}">`,
    );
}
