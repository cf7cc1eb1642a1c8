import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** The root of the repository. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const CODE = /\.(ts|mts|js|mjs|svelte|astro)$/;
const NOT_OURS = new Set([
  "node_modules",
  "dist",
  ".git",
  ".astro",
  ".courtyard",
  "coverage",
  ".tmp",
]);

/** One import of one file: `file` and `target` are paths from the root with `/`, when the target is ours. */
export interface Import {
  file: string;
  specifier: string;
  /** Where it leads in the tree; null for a package or a built-in. */
  target: string | null;
}

/** Every code file of the tree that is ours, as paths from the root with `/`. */
export function codeFiles(root = ROOT): string[] {
  const found: string[] = [];
  const walk = (folder: string) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (NOT_OURS.has(entry.name)) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (CODE.test(entry.name)) found.push(relative(root, path).split(sep).join("/"));
    }
  };
  walk(root);
  return found.sort();
}

/** The imports of one file's text: static, dynamic, re-exports and type imports alike. */
export function importsOf(file: string, source: string): Import[] {
  return scripts(file, source).flatMap((script) =>
    ts.preProcessFile(script, true, true).importedFiles.map(({ fileName }) => ({
      file,
      specifier: fileName,
      target: targetOf(file, fileName),
    })),
  );
}

/** Reads and scans every file of the tree. */
export function scanTree(root = ROOT): { files: string[]; imports: Import[] } {
  const files = codeFiles(root);
  const imports = files.flatMap((file) => importsOf(file, readFileSync(join(root, file), "utf8")));
  return { files, imports };
}

/** A `.svelte` or `.astro` file holds its TypeScript in script elements and, for Astro, the frontmatter. */
function scripts(file: string, source: string): string[] {
  if (!/\.(svelte|astro)$/.test(file)) return [source];
  const elements = [...source.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)].map(
    (m) => m[1] ?? "",
  );
  const frontmatter = file.endsWith(".astro")
    ? /^\s*---\r?\n([\s\S]*?)\r?\n---/.exec(source)?.[1]
    : undefined;
  return frontmatter === undefined ? elements : [frontmatter, ...elements];
}

function targetOf(file: string, specifier: string): string | null {
  if (specifier.startsWith(".")) return posix.join(posix.dirname(file), specifier);
  const ours = /^@courtyard\/([^/]+)(?:\/(.*))?$/.exec(specifier);
  if (!ours) return null;
  return `${ours[1]}/src/${ours[2] ?? ""}`;
}
