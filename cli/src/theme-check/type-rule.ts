// The types of a theme's templates, by `astro check` in a process of its own.

import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { promisify, stripVTControlCharacters } from "node:util";
import { bundledThemes } from "@courtyard/site/theme/theme-folder.ts";
import { REPOSITORY } from "../repository.ts";
import type { Words } from "../words/english.ts";
import type { Finding } from "./finding.ts";

/** One complaint of the type checker; `file` is relative to the theme. */
interface Complaint {
  readonly file: string;
  readonly line: number;
  readonly isError: boolean;
  readonly message: string;
}

const LINE = /^(.+?):(\d+):\d+ - (error|warning) (?:ts|astro)?\(?[\w-]*\)?:? ?(.+)$/;

/** The findings, or why there are none. */
export async function typeFindings(
  folder: string,
  { words, shown, signal }: { words: Words; shown: (path: string) => string; signal: AbortSignal },
): Promise<{ findings: Finding[]; reason?: string }> {
  const bin = findChecker();
  if (bin === undefined) return { findings: [], reason: words.themeCheck.noCheck };
  const complaints = await checkTypes(folder, { bin, signal });
  return {
    findings: complaints.map(({ file, line, isError, message }) => ({
      rule: "types",
      severity: isError ? "error" : "warning",
      text: message,
      file: shown(file),
      line,
    })),
  };
}

function findChecker(): string | undefined {
  try {
    // The site's own dependency, not ours.
    const ofSite = createRequire(join(REPOSITORY, "site", "package.json"));
    return join(dirname(ofSite.resolve("@astrojs/check")), "../bin/astro-check.js");
  } catch {
    return undefined;
  }
}

/** Type-checks the theme in `folder`. A theme from elsewhere is copied to where its packages are found. */
async function checkTypes(
  folder: string,
  { bin, signal }: { bin: string; signal: AbortSignal },
): Promise<Complaint[]> {
  const cache = join(REPOSITORY, "node_modules", ".cache", "courtyard");
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(await realpath(cache), "types-"));
  try {
    let theme = folder;
    if (relative(bundledThemes(), folder).startsWith("..")) {
      theme = join(work, "theme");
      await cp(folder, theme, {
        recursive: true,
        filter: (path) => !/[/\\]node_modules$/.test(path),
      });
    }
    const tsconfig = join(work, "tsconfig.json");
    const site = join(REPOSITORY, "site");
    await writeFile(
      tsconfig,
      JSON.stringify({
        extends: join(site, "tsconfig.json"),
        include: [join(site, "src/env.d.ts"), `${theme}/**/*.astro`, `${theme}/**/*.ts`],
        exclude: [`${theme}/node_modules`],
      }),
    );
    const printed = await astroCheck([bin, "--root", theme, "--tsconfig", tsconfig], signal);
    return printed.flatMap((line) => {
      const [, path = "", at = "", severity, message = ""] = LINE.exec(line) ?? [];
      if (path === "") return [];
      const file = relative(theme, join(REPOSITORY, path));
      return [{ file, line: Number(at), isError: severity === "error", message }];
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The lines that it prints, whether it finds anything or not. */
async function astroCheck(args: readonly string[], signal: AbortSignal): Promise<string[]> {
  const all = [...args, "--minimumSeverity", "warning"];
  const options = { cwd: REPOSITORY, maxBuffer: 16 * 1024 * 1024, signal };
  const { stdout } = await promisify(execFile)(process.execPath, all, options).catch(
    (error: Error & { stdout?: string; code?: unknown }) => {
      if (error.code !== 1 || error.stdout === undefined) throw error;
      return { stdout: error.stdout };
    },
  );
  return stripVTControlCharacters(stdout).split("\n");
}
