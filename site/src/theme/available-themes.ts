// The themes that a site could take: those that come along, folders beside the content's files, and
// packages that are installed where the content folder finds them.

import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Localised } from "@courtyard/themes/definition.ts";
import { readDefinition } from "./definition.ts";
import { bundledThemes, modulesAbove, shownFolder } from "./theme-folder.ts";

export interface AvailableTheme {
  /** What `theme:` in site.yaml says for it. */
  readonly use: string;
  readonly name: string;
  readonly description: Localised | undefined;
  readonly folder: string;
}

/** Every theme whose definition can be read, by what site.yaml would call it. */
export function availableThemes(contentDir: string): AvailableTheme[] {
  const places = [
    ...below(bundledThemes()).map((name) => ({ use: name, folder: join(bundledThemes(), name) })),
    ...below(join(contentDir, "themes")).map((name) => ({
      use: `./themes/${name}`,
      folder: join(contentDir, "themes", name),
    })),
    ...modulesAbove(contentDir).flatMap((modules) =>
      packages(modules).map((name) => ({ use: name, folder: join(modules, name) })),
    ),
  ];
  const seen = new Set<string>();
  return places.flatMap(({ use, folder }) => {
    if (seen.has(use) || !existsSync(join(folder, "theme.ts"))) return [];
    seen.add(use);
    const read = readDefinition(folder, shownFolder(folder, dirname(contentDir)));
    if (!read.ok) return [];
    const { name, description } = read.definition;
    return [{ use, name, description, folder }];
  });
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
