import { existsSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import { themeFolder } from "@courtyard/site/theme/theme-folder.ts";
import { EXIT } from "../exit-code.ts";
import { CliFault } from "../fault.ts";
import type { Words } from "../words/english.ts";

/** A theme that the command line names, and how its paths are shown: from where the person stands. */
export interface NamedTheme {
  readonly folder: string;
  readonly shown: (path: string) => string;
}

/** Finds it: a path, a bundled theme's name, a package; nothing means this folder. */
export function namedTheme(
  name: string | undefined,
  { cwd, words }: { cwd: string; words: Words },
): NamedTheme {
  const asked = name ?? ".";
  const isFolder = existsSync(join(cwd, asked, "theme.ts")) && !isAbsolute(asked);
  const found = themeFolder(isFolder && !asked.startsWith(".") ? `./${asked}` : asked, {
    from: cwd,
  });
  if (!found.ok) {
    const { noTheme, noThemeMend: mend } = words.themeCheck;
    throw new CliFault("theme-missing", noTheme(asked), { exit: EXIT.setup, mend });
  }
  return {
    folder: found.folder,
    shown: (path) => {
      const own = relative(cwd, path);
      return own === "" ? "." : own.startsWith("..") || !isAbsolute(path) ? path : own;
    },
  };
}
