// Which folders answer for `theme:` imports: the site's own overrides, the theme, its parents, the
// core. The first that has the file wins, so that a theme's update never undoes a site's change.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ThemeDefinition } from "@courtyard/themes/definition.ts";
import type { Problem } from "../store/problem.ts";
import { type DefinitionRead, readDefinition } from "./definition.ts";
import { shownFolder, themeFolder } from "./theme-folder.ts";

const FALLBACK = fileURLToPath(new URL("../fallback", import.meta.url));
const SITE = fileURLToPath(new URL("../../", import.meta.url));

/** The templates that a theme or one of its parents has to have. */
export const REQUIRED_TEMPLATES = ["Base", "Home", "List", "Post", "Page", "NotFound"] as const;

/** One theme of a chain. */
export interface ThemeInChain {
  readonly folder: string;
  /** The folder as messages name it. */
  readonly shown: string;
  readonly definition: ThemeDefinition;
  /** A finding about the value at `path` of the definition. */
  readonly problem: Extract<DefinitionRead, { ok: true }>["problem"];
}

/** A theme with everything that stands behind it. */
export interface ResolvedTheme {
  /** As site.yaml names it. */
  readonly name: string;
  /** The theme, its parent, and so on. */
  readonly chain: readonly ThemeInChain[];
  /** Folders of files, nearest first: the site's own, the chain's, the core's. */
  readonly layers: readonly string[];
}

export type ThemeRead =
  | { readonly ok: true; readonly theme: ResolvedTheme }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Makes a finding about the place that named a theme. */
export type Naming = (code: Problem["code"], values: Record<string, string>) => Problem;

/** More parents than anybody has, in case a circle hides behind links. */
const LONGEST = 10;

/**
 * Resolves the theme that site.yaml names: a path from the content folder, a bundled theme's name or
 * a package's. `naming` makes the findings about that name itself (E130).
 */
export function resolveTheme(
  name: string,
  { contentDir, naming }: { contentDir: string; naming: Naming },
): ThemeRead {
  const chain: ThemeInChain[] = [];
  let next: string | undefined = name;
  let named = naming;
  let from = contentDir;
  while (next !== undefined) {
    const found = themeFolder(next, { from, others: [contentDir, SITE] });
    if (!found.ok) {
      const places = found.places.map((place) => shownFolder(place, contentDir)).join(", ");
      return { ok: false, problems: [named("E130", { theme: next, places: places || "—" })] };
    }
    const { folder } = found;
    const known = chain.map((one) => one.folder).indexOf(folder);
    if (known >= 0 || chain.length >= LONGEST) {
      const round = [
        ...chain.slice(Math.max(0, known)),
        { shown: shownFolder(folder, contentDir) },
      ];
      const values = { chain: round.map(({ shown }) => shown).join(" → ") };
      return { ok: false, problems: [named("E132", values)] };
    }
    const shown = shownFolder(folder, contentDir);
    const read: DefinitionRead = readDefinition(folder, shown);
    if (!read.ok) return read;
    const { definition, problem } = read;
    chain.push({ folder, shown, definition, problem });
    named = (code, values) => problem(code, ["extends"], values);
    next = definition.extends;
    from = folder;
  }
  const missing = REQUIRED_TEMPLATES.filter(
    (template) => !chain.some(({ folder }) => existsSync(templateFile(folder, template))),
  );
  if (missing.length > 0) {
    const templates = missing.map((template) => `templates/${template}.astro`).join(", ");
    return { ok: false, problems: [naming("E135", { theme: name, templates })] };
  }
  const folders = chain.map(({ folder }) => folder);
  return {
    ok: true,
    theme: { name, chain, layers: [overrides(contentDir), ...folders, FALLBACK] },
  };
}

/** The folder of a site's own parts of its theme. */
export function overrides(contentDir: string): string {
  return join(contentDir, "_theme");
}

function templateFile(folder: string, template: string): string {
  return join(folder, "templates", `${template}.astro`);
}

/** Whether a path leads down from a layer, and nowhere else. */
function isInside(path: string): boolean {
  return !/^[/\\]|[\\\0]|(^|\/)\.\.?(\/|$)/.test(path);
}

/**
 * The file that answers for `path`, looking through the layers after the first `skip`. In the site's
 * own, the first layer, `PostCard.astro` stands for `components/PostCard.astro` and for a template.
 */
export function findInLayers(
  layers: readonly string[],
  path: string,
  { skip = 0 }: { skip?: number } = {},
): { file: string; layer: number } | undefined {
  if (!isInside(path)) return undefined;
  for (const [layer, folder] of layers.entries()) {
    if (layer < skip) continue;
    const file = join(folder, path);
    if (existsSync(file)) return { file, layer };
    const short = layer === 0 ? shortName(layers, path) : undefined;
    if (short !== undefined && existsSync(join(folder, short))) {
      return { file: join(folder, short), layer };
    }
  }
  return undefined;
}

/** `Post.astro` for `components/Post.astro`, and for `templates/Post.astro` where there is no such part. */
function shortName(layers: readonly string[], path: string): string | undefined {
  const [, kind, file] = /^(components|templates)\/([^/]+\.astro)$/.exec(path) ?? [];
  const parts = layers.slice(1).some((folder) => existsSync(join(folder, `components/${file}`)));
  return kind === "templates" && parts ? undefined : file;
}
