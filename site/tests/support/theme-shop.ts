// Themes written into a temporary folder, as a stranger might hand them out.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { openTheme, type ThemeOpened } from "../../src/theme/open-theme.ts";

export interface ThemeShop {
  readonly root: string;
  readonly contentDir: string;
  /** Writes files by their path below the root. */
  write(files: Readonly<Record<string, string>>): void;
  /** Opens the theme that `site.yaml` names by `theme`. */
  open(theme: string): ThemeOpened;
}

/** A shop with an empty content folder, gone after the test. */
export function openShop(): ThemeShop {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "themes-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const contentDir = join(root, "content");
  mkdirSync(contentDir);
  return {
    root,
    contentDir,
    write(files) {
      for (const [file, text] of Object.entries(files)) {
        mkdirSync(dirname(join(root, file)), { recursive: true });
        writeFileSync(join(root, file), text);
      }
    },
    open: (theme) =>
      openTheme(
        { theme, source: `title: Rain\ntheme: ${theme}\n` },
        { contentDir, folder: "content" },
      ),
  };
}

/** The text of a `theme.ts` with these lines in its definition. */
export function themeTs(lines: string): string {
  return `import { defineTheme } from "@courtyard/themes/definition.ts";\n\nexport default defineTheme({\n${lines}\n});\n`;
}
