// Which folders answer for `theme:` imports: the site's own overrides, the theme, its parents, the
// core. The first that has the file wins, so that a theme's update never undoes a site's change.

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, isAbsolute, join, resolve } from "node:path";

/** A theme with everything that stands behind it. */
export interface ResolvedTheme {
  readonly name: string;
  /** Nearest first. */
  readonly layers: readonly string[];
}

/** The theme is not there, or its parents go round in a circle. */
export class ThemeMissing extends Error {
  readonly code = "theme-missing";
}

/**
 * Resolves the theme that site.yaml names: a bundled one by its name, or a folder by a path that
 * begins with `.` or `/` (seen from the content folder).
 */
export function resolveTheme(name: string, { contentDir }: { contentDir: string }): ResolvedTheme {
  const layers = [join(contentDir, "_theme")];
  const passed = new Set<string>();
  let next: string | undefined = name;
  let from = contentDir;
  while (next !== undefined) {
    const folder: string = themeFolder(next, from);
    if (passed.has(folder)) throw new ThemeMissing(`The theme ${name} extends itself.`);
    passed.add(folder);
    layers.push(folder);
    next = parentOf(folder);
    from = folder;
  }
  return { name, layers };
}

function themeFolder(name: string, from: string): string {
  const local = name.startsWith(".") || isAbsolute(name);
  const folder = local ? resolve(from, name) : join(bundledThemes(), name);
  const outside = !local && !/^[a-z0-9][a-z0-9-]*$/.test(name);
  if (outside || !existsSync(join(folder, "theme.ts"))) {
    throw new ThemeMissing(`There is no theme "${name}" (looked for ${folder}/theme.ts).`);
  }
  return folder;
}

function bundledThemes(): string {
  const require = createRequire(import.meta.url);
  return dirname(require.resolve("@courtyard/themes/package.json"));
}

/** The `extends` of a theme, read from its source: a theme's code does not run before it is built. */
function parentOf(folder: string): string | undefined {
  const source = readFileSync(join(folder, "theme.ts"), "utf8");
  return /\bextends:\s*["']([^"']+)["']/.exec(source)?.[1];
}

/** The file that answers for `path`, looking through the layers after the first `skip`. */
export function findInLayers(
  layers: readonly string[],
  path: string,
  { skip = 0 }: { skip?: number } = {},
): { file: string; layer: number } | undefined {
  if (path.split("/").includes("..")) return undefined;
  for (const [layer, folder] of layers.entries()) {
    if (layer < skip) continue;
    const file = join(folder, path);
    if (existsSync(file)) return { file, layer };
  }
  return undefined;
}
