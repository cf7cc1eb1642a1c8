// Where a theme of a given name lies: a path, a bundled theme, or an installed package.

import { existsSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";

/** Packages' names, scoped ones too; bundled themes are called like packages without a scope. */
const NAME = /^(@[a-z0-9~][\w.~-]*\/)?[a-z0-9~][\w.~-]*$/;

/** A theme's folder, or where it was looked for. */
export type FoundTheme =
  | { readonly ok: true; readonly folder: string }
  | { readonly ok: false; readonly places: readonly string[] };

/**
 * Finds the theme that `name` means for somebody in the folder `from`: a path from there when it
 * begins with `.` or `/`, else a bundled theme, else a package in a `node_modules` at or above `from`
 * or at or above one of the `others`.
 */
export function themeFolder(
  name: string,
  { from, others = [] }: { from: string; others?: readonly string[] },
): FoundTheme {
  const places = isPath(name)
    ? [resolve(from, name)]
    : NAME.test(name)
      ? [
          ...(name.startsWith("@") ? [] : [join(bundledThemes(), name)]),
          ...[from, ...others].flatMap(modulesAbove).map((modules) => join(modules, name)),
        ]
      : [];
  const folder = places.find((place) => existsSync(join(place, "theme.ts")));
  // A package installed by its path is a link: what it imports is beside the real files.
  if (folder !== undefined) return { ok: true, folder: realpathSync(folder) };
  return {
    ok: false,
    places: places.filter((place) => isPath(name) || existsSync(dirname(place))),
  };
}

/** Whether a theme is named by a path. */
export function isPath(name: string): boolean {
  return name.startsWith(".") || isAbsolute(name);
}

/** The folder with the themes that come along. */
export function bundledThemes(): string {
  const require = createRequire(import.meta.url);
  return dirname(require.resolve("@courtyard/themes/package.json"));
}

/** Every existing `node_modules` from a folder upwards. */
export function modulesAbove(folder: string): string[] {
  const found: string[] = [];
  for (let at = resolve(folder); ; at = dirname(at)) {
    const modules = join(at, "node_modules");
    if (existsSync(modules)) found.push(modules);
    if (dirname(at) === at) return found;
  }
}

/** A folder as messages name it: from the content folder's parent where it is below that. */
export function shownFolder(folder: string, contentDir: string): string {
  const bundled = relative(dirname(bundledThemes()), folder);
  const own = relative(dirname(contentDir), folder);
  const shown = [own, bundled].find((path) => path !== "" && !path.startsWith(".."));
  return (shown !== undefined && !isAbsolute(shown) ? shown : folder).split(sep).join("/");
}
