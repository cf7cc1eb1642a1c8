// A Vite plugin for what templates import. `resolveId` returns a real path, so that scoped styles and
// hot reload work as for any file.
//   theme:components/Card.astro   the first layer that has it
//   parent:components/Card.astro  the next layer after the importing file's own: wrap, not copy
//   core:Comments.astro           the core's parts, which no theme replaces
//   theme:tokens.css              the tokens of all layers as custom properties

import { realpathSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { withBreakpoints } from "./breakpoint.ts";
import { findInLayers, type ResolvedTheme } from "./resolve-theme.ts";
import { bundledThemes } from "./theme-folder.ts";
import { readTokens, type Tokens } from "./theme-tokens.ts";
import { tokensCss } from "./token-css.ts";

const PARTS = fileURLToPath(new URL("../parts/", import.meta.url));
const CONTRACT = /^@courtyard\/themes\/(contract|definition|tokens)\.ts$/;
const TOKENS = "theme:tokens.css";
/** The id ends in `.css`, which is how Vite knows what it is. */
const TOKENS_ID = "\0courtyard:tokens.css";
const STYLE = /\.css(\?|$)|[?&]lang\.css(&|$)/;

/** The plugin; `current` gives the theme in force, another one after a change in development. */
export function themePlugin(current: () => ResolvedTheme): Plugin {
  const foldersOf = () => current().layers.map(real);
  const layerOf = (file: string) => foldersOf().findIndex((folder) => file.startsWith(folder));
  let known: Tokens | undefined;
  const tokens = () => {
    const read = readTokens(current());
    if (!read.ok && known === undefined) throw new Error("The theme's tokens cannot be read.");
    if (read.ok) known = read.tokens;
    return known as Tokens;
  };
  return {
    name: "courtyard:theme",
    enforce: "pre",
    resolveId(source, importer) {
      const { layers } = current();
      const from = importer?.split("?")[0] ?? "";
      if (source === TOKENS) return TOKENS_ID;
      // Types only, and a theme outside the repository may not have the package.
      const contract = CONTRACT.exec(source)?.[1];
      if (contract) return join(bundledThemes(), `${contract}.ts`);
      const [scheme, path] = splitScheme(source);
      if (scheme === undefined) {
        const folder = foldersOf()[layerOf(from)];
        const why = folder === undefined ? undefined : refusal(source, { file: from, folder });
        if (why !== undefined) this.error(why);
        return null;
      }
      const bare = path.split("?")[0] ?? "";
      if (scheme === "core") {
        const part = findInLayers([PARTS], bare);
        if (!part) this.error(`The core has no part ${path} (imported by ${from}).`);
        return part.file;
      }
      const own = scheme === "parent" ? layerOf(from) : -1;
      const found = findInLayers(layers, bare, { skip: own + 1 });
      if (!found) this.error(`No theme has ${path} (imported as ${source} by ${from}).`);
      const query = path.includes("?") ? path.slice(path.indexOf("?")) : "";
      const file = realpathSync(found.file);
      // A link in a stranger's theme could make a page of any file of the writer's.
      if (found.layer > 0 && layerOf(file) < 0) {
        this.error(`${found.file} is a link that leads out of its theme.`);
      }
      return file + query;
    },
    load(id) {
      if (id !== TOKENS_ID) return null;
      return tokensCss(tokens());
    },
    transform(code, id) {
      if (!STYLE.test(id) || !code.includes("(--")) return null;
      return { code: withBreakpoints(code, tokens()), map: null };
    },
  };
}

function splitScheme(
  source: string,
): [scheme: "theme" | "parent" | "core" | undefined, path: string] {
  const match = /^(theme|parent|core):(.+)$/.exec(source);
  return [match?.[1] as "theme" | "parent" | "core" | undefined, match?.[2] ?? ""];
}

/**
 * Why a theme's file may not import this: files belong to one theme, which draws and does nothing
 * else. A fence against accidents, not against malice: templates run in the publisher.
 */
function refusal(
  source: string,
  { file, folder }: { file: string; folder: string },
): string | undefined {
  if (isBuiltin(source)) return `A theme may not import ${source} (in ${file}).`;
  if (!source.startsWith(".") && !source.startsWith("/")) return undefined;
  const bare = source.split("?")[0] ?? "";
  const target = bare.startsWith("/") ? bare : resolve(file, "..", bare);
  const contract = target.startsWith(bundledThemes() + sep) && /\.ts$/.test(target);
  if (target.startsWith(folder) || contract) return undefined;
  return `A theme may not import ${source}, which is outside its folder (in ${file}).`;
}

function real(folder: string): string {
  try {
    return realpathSync(folder) + sep;
  } catch {
    return folder + sep;
  }
}
