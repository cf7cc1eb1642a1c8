// A theme's own files, read for the rules that need no build.

import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { parse } from "@astrojs/compiler-rs";

/** A node of the syntax tree, as the Astro compiler's parser (oxc) makes it. */
export interface SyntaxNode {
  readonly type: string;
  /** UTF-16 offsets in the file. */
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** A template or a component. */
export interface TemplateFile {
  /** Relative to the theme's folder, `/` between parts. */
  readonly path: string;
  readonly text: string;
  readonly tree: SyntaxNode;
}

export interface ThemeSource {
  readonly templates: readonly TemplateFile[];
  /** Style sheets, scripts and the like, with the style sheets of templates. */
  readonly texts: readonly { readonly path: string; readonly text: string }[];
}

const TEXT = /\.(css|ts|js|mjs|json)$/;

/** Reads the theme's folder. Its demo, pictures and packages are not its source. */
export function readThemeSource(folder: string): ThemeSource {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((path) => !/(^|\/)(node_modules|\.[^/]*)\/|^(demo|screenshots)\//.test(path))
    .sort();
  const read = (path: string) => readFileSync(join(folder, path), "utf8");
  const templates = paths
    .filter((path) => path.endsWith(".astro"))
    .map((path) => {
      const text = read(path);
      return { path, text, tree: parse(text).ast as unknown as SyntaxNode };
    });
  const texts = paths.filter((path) => TEXT.test(path)).map((path) => ({ path, text: read(path) }));
  return { templates, texts };
}

/** The line of an offset, from 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

/** The nodes directly below a node. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  return Object.values(node).flatMap((value) =>
    (Array.isArray(value) ? value : [value]).filter(isNode),
  );
}

/** Every node of a tree, the outer before the inner. */
export function* nodesOf(node: SyntaxNode): Generator<SyntaxNode> {
  yield node;
  for (const child of childrenOf(node)) yield* nodesOf(child);
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}
