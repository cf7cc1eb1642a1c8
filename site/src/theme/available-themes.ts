// The themes that a site could take: those that come along, folders beside the content's files, and
// packages that are installed where the content folder finds them.

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Localised } from "@courtyard/themes/definition.ts";
import type { Problem } from "../store/problem.ts";
import { readDefinition } from "./definition.ts";
import { bundledThemes, isPath, modulesAbove, shownFolder, themeFolder } from "./theme-folder.ts";

interface Place {
  /** What `theme:` in site.yaml says for it. */
  readonly use: string;
  readonly folder: string;
}

export interface AvailableTheme extends Place {
  readonly name: string;
  readonly description: Localised | undefined;
}

/** A theme whose definition cannot be read. */
export interface BrokenTheme extends Place {
  readonly problems: readonly Problem[];
}

/**
 * Every theme, by what site.yaml would call it, and those that nobody can take as they are. `current` is
 * what it calls the one in use, which may lie anywhere.
 */
export function availableThemes(
  contentDir: string,
  { current }: { current: string },
): { themes: AvailableTheme[]; broken: BrokenTheme[] } {
  const places: Place[] = [
    ...below(bundledThemes()).map((name) => ({ use: name, folder: join(bundledThemes(), name) })),
    ...below(join(contentDir, "themes")).map((name) => ({
      use: `./themes/${name}`,
      folder: join(contentDir, "themes", name),
    })),
    ...modulesAbove(contentDir).flatMap((modules) =>
      packages(modules).map((name) => ({ use: name, folder: join(modules, name) })),
    ),
  ];
  const own = isPath(current) ? themeFolder(current, { from: contentDir }) : undefined;
  if (own?.ok) places.push({ use: current, folder: own.folder });
  const seen = new Set<string>();
  const themes: AvailableTheme[] = [];
  const broken: BrokenTheme[] = [];
  for (const { use, folder } of places) {
    const file = statSync(join(folder, "theme.ts"), { throwIfNoEntry: false });
    if (seen.has(use) || !file?.isFile()) continue;
    seen.add(use);
    const read = readDefinition(folder, shownFolder(folder, contentDir));
    if (read.ok) {
      const { name, description } = read.definition;
      themes.push({ use, name, description, folder });
    } else if (isPath(use) || use === current || saysTheme(folder)) {
      broken.push({ use, folder, problems: read.problems });
    }
  }
  return { themes, broken };
}

/** A package may have a `theme.ts` that is about something else: one for us has our word in its keywords. */
function saysTheme(folder: string): boolean {
  if (dirname(folder) === bundledThemes()) return true;
  try {
    const { keywords } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return Array.isArray(keywords) && keywords.includes("courtyard-theme");
  } catch {
    return false;
  }
}

function packages(modules: string): string[] {
  return below(modules).flatMap((name) =>
    name.startsWith("@") ? below(join(modules, name)).map((own) => `${name}/${own}`) : [name],
  );
}

function below(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((one) => (one.isDirectory() || one.isSymbolicLink()) && !one.name.startsWith("."))
    .map(({ name }) => name)
    .sort();
}
