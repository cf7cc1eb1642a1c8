// The demo site rendered under one theme, by the publisher's own parts, in a folder of its own.

import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { type DemoVariant, writeDemo } from "@courtyard/site/demo/write-demo.ts";
import { openOutput } from "@courtyard/site/publisher/output.ts";
import { openSiteSource } from "@courtyard/site/publisher/site-source.ts";
import type { Problem } from "@courtyard/site/store/problem.ts";
import { REPOSITORY } from "../repository.ts";

/** The address of the demo site in its own pages and feeds. */
export const DEMO_ORIGIN = "https://walled-garden.example";
/** Templates and pictures of earlier checks: both are kept under the digest of what they came from. */
const KEPT = join(REPOSITORY, "node_modules", ".cache", "courtyard", "demo");
/** Every run shows the same ages and dates, and no post of the demo is still to come. */
const NOW = Date.UTC(2026, 10, 1, 12);

export interface DemoSite extends AsyncDisposable {
  /** The rendered files. */
  readonly out: string;
  /** Paths under `out`, `/` between parts, sorted. */
  readonly files: readonly string[];
  /** Those of them that templates made: HTML, but for the core's pages at old addresses. */
  readonly pages: readonly string[];
  read(file: string): Promise<Buffer>;
}

/** The theme or the demo's texts cannot be read: the problems say where. */
export class DemoProblems extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super("The demo site cannot be read.");
    this.problems = problems;
  }
}

/**
 * Renders one variant of the demo. `theme` is a bundled name or an absolute path; `extra` is the theme's
 * own `demo/` folder. Throws what a bundle or a rendering throws, and `DemoProblems`.
 */
export async function renderDemo(
  variant: DemoVariant,
  { theme, extra }: { theme: string; extra?: string | undefined },
): Promise<DemoSite> {
  const root = await mkdtemp(join(tmpdir(), "courtyard-demo-"));
  const remove = () => rm(root, { recursive: true, force: true });
  try {
    const contentDir = join(root, "content");
    const dir = join(root, "press");
    await writeDemo(contentDir, { variant, theme, extra });
    await mkdir(join(dir, "cache"), { recursive: true });
    await mkdir(join(KEPT, "images"), { recursive: true });
    // Encoding pictures takes longer than all the rest.
    await symlink(join(KEPT, "images"), join(dir, "cache", "images"));
    const output = await openOutput(dir);
    using source = openSiteSource({
      contentDir,
      dir,
      bundleDir: join(KEPT, "bundle"),
      origin: DEMO_ORIGIN,
      output,
      clock: () => NOW,
    });
    const updated = await source.update("everything");
    if (updated.kind === "no-settings") throw new DemoProblems(updated.problems);
    if (updated.kind === "vanished") throw new Error("The demo site has no texts.");
    const out = join(dir, "out");
    const files = await filesBelow(out);
    return {
      out,
      files,
      pages: await pagesAmong(files, out),
      read: (file) => readFile(join(out, file)),
      [Symbol.asyncDispose]: remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** A page that leads on at once cannot be looked at: it is gone before one can ask it anything. */
async function pagesAmong(files: readonly string[], out: string): Promise<string[]> {
  const pages: string[] = [];
  for (const file of files) {
    if (!file.endsWith(".html")) continue;
    const html = await readFile(join(out, file), "utf8");
    if (!html.includes('<meta http-equiv="refresh"')) pages.push(file);
  }
  return pages;
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}
