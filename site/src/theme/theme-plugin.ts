// A Vite plugin for the three kinds of import in templates. `resolveId` returns a real path, so that
// scoped styles and hot reload work as for any file.
//   theme:components/Card.astro   the first layer that has it
//   parent:components/Card.astro  the next layer after the importing file's own: wrap, not copy
//   core:Comments.astro           the core's parts, which no theme replaces

import { realpathSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { findInLayers, type ResolvedTheme } from "./resolve-theme.ts";

const PARTS = fileURLToPath(new URL("../parts/", import.meta.url));

/** The plugin for one resolved theme. */
export function themePlugin({ layers }: ResolvedTheme): Plugin {
  return {
    name: "courtyard:theme",
    enforce: "pre",
    resolveId(source, importer) {
      const [scheme, path] = splitScheme(source);
      if (scheme === undefined) return null;
      if (scheme === "core") return join(PARTS, path);
      const own = scheme === "parent" && importer ? layerOf(layers, importer) : -1;
      const found = findInLayers(layers, path.split("?")[0] ?? "", { skip: own + 1 });
      if (!found) this.error(`No theme has ${path} (imported as ${source} by ${importer}).`);
      const query = path.includes("?") ? path.slice(path.indexOf("?")) : "";
      return found.file + query;
    },
  };
}

function splitScheme(
  source: string,
): [scheme: "theme" | "parent" | "core" | undefined, path: string] {
  const match = /^(theme|parent|core):(.+)$/.exec(source);
  return [match?.[1] as "theme" | "parent" | "core" | undefined, match?.[2] ?? ""];
}

function layerOf(layers: readonly string[], importer: string): number {
  const file = importer.split("?")[0] ?? "";
  return layers.findIndex(
    (folder) => file.startsWith(folder + sep) || file.startsWith(real(folder)),
  );
}

function real(folder: string): string {
  try {
    return realpathSync(folder) + sep;
  } catch {
    return folder + sep;
  }
}
