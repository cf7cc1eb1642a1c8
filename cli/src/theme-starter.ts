import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { bundledThemes, isPath, themeFolder } from "@courtyard/site/theme/theme-folder.ts";
import { REPOSITORY } from "./repository.ts";

const STARTER = join(REPOSITORY, "cli", "theme-starter");
/** What of a theme is its own, and not for whoever copies it. */
const NOT_COPIED = /(^|\/)(theme\.ts|package\.json|README\.md|screenshots|node_modules|demo)(\/|$)/;

export type StarterMade = "made" | "bad-name" | "no-parent" | "is-there";

/**
 * Writes a theme into a folder that is not there or empty: with `parent` behind it, or as a copy of
 * all of it when `whole`. What names the contract or the parent by path does so from the new folder.
 */
export async function writeThemeStarter(
  folder: string,
  { parent, whole, cwd }: { parent: string; whole: boolean; cwd: string },
): Promise<StarterMade> {
  const name = basename(folder);
  if (!/^[a-z0-9][a-z0-9-]{0,40}$/.test(name)) return "bad-name";
  const found = themeFolder(parent, { from: cwd, others: [REPOSITORY] });
  if (!found.ok) return "no-parent";
  const there = await readdir(folder).catch(() => []);
  if (there.length > 0) return "is-there";
  await mkdir(folder, { recursive: true });
  await cp(STARTER, folder, { recursive: true });
  const path = (to: string) => {
    const way = relative(folder, to).split(sep).join("/");
    return way.startsWith(".") ? way : `./${way}`;
  };
  if (whole) {
    await cp(found.folder, folder, {
      recursive: true,
      filter: (source) => !NOT_COPIED.test(relative(found.folder, source).split(sep).join("/")),
    });
  }
  const definition = whole ? await copiedDefinition(found.folder, name) : undefined;
  const values: Readonly<Record<string, string>> = {
    __name__: name,
    __extends__: isPath(parent) ? path(found.folder) : parent,
    __contract__: path(bundledThemes()),
    __modules__: path(dirname(bundledThemes())),
  };
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const text = await readFile(file, "utf8");
    const filled = text
      .replace(/__(name|extends|contract|modules)__/g, (hole) => values[hole] ?? hole)
      // A bundled theme names the contract by its path; others by its package.
      .replace(/"(?:\.\.\/)+(contract|definition|tokens)\.ts"/g, '"@courtyard/themes/$1.ts"');
    if (filled !== text) await writeFile(file, filled);
  }
  if (definition !== undefined) await writeFile(join(folder, "theme.ts"), definition);
  return "made";
}

async function copiedDefinition(parent: string, name: string): Promise<string> {
  const text = await readFile(join(parent, "theme.ts"), "utf8");
  return text
    .replace(/"(?:\.\.\/)+definition\.ts"/g, '"@courtyard/themes/definition.ts"')
    .replace(/\bname:\s*"[^"]*"/, `name: "${name}"`)
    .replace(/^(\/\/.*\n)+\n?/, `// The theme ${name}.\n\n`);
}
