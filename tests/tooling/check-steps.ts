import { existsSync, globSync } from "node:fs";
import { join } from "node:path";

/** One step of `npm run check`: a command out of node_modules/.bin and where it runs. */
export interface Step {
  name: string;
  command: string;
  args: string[];
  cwd: string;
}

/**
 * The steps for the tree at `root`. Type checks are found, not listed: every tsconfig of a room is
 * one, so a room that adds a second program (a worker, an adapter) is checked without a change here.
 */
export function checkSteps(root: string): Step[] {
  const step = (name: string, command: string, args: string[], folder = ""): Step => ({
    name,
    command,
    args,
    cwd: join(root, folder),
  });
  const projects = globSync("{.,*,*/*}/tsconfig*.json", {
    cwd: root,
    // The starter's own has placeholders until `theme new` fills them in.
    exclude: (path) => /(^|\/)(node_modules|dist|theme-starter)(\/|$)/.test(path),
  })
    .filter((path) => !/tsconfig\.(base|astro)\.json$/.test(path) && path !== "app/tsconfig.json")
    .sort();
  const steps = [
    step("format and lint", "biome", ["check", "--error-on-warnings", "."]),
    ...[...new Set(projects)].map((path) => {
      const slug = path.replaceAll("/", "-").replace(/\.json$/, "");
      const cache = join(root, "node_modules", ".cache", "courtyard", `${slug}.tsbuildinfo`);
      return step(`types ${path}`, "tsc", [
        "-p",
        path,
        "--incremental",
        "--tsBuildInfoFile",
        cache,
      ]);
    }),
    // svelte-check reads the .ts files of the app's tsconfig as well as its components.
    ...(existsSync(join(root, "app/tsconfig.json"))
      ? [
          step(
            "types app (svelte-check)",
            "svelte-check",
            ["--fail-on-warnings", "--output", "human"],
            "app",
          ),
        ]
      : []),
    ...(globSync("site/astro.config.*", { cwd: root }).length > 0
      ? [
          step(
            // Components only: `tsc` has read the .ts files, and Astro's language server cannot read
            // the types of a CommonJS package that re-exports without file endings (undici).
            "types site and themes (astro check)",
            "astro",
            ["check", "--tsconfig", "tsconfig.astro.json", "--minimumFailingSeverity", "warning"],
            "site",
          ),
        ]
      : []),
    step("unused code (knip)", "knip", ["--no-progress"]),
    step("import arrows", "vitest", ["run", "--project", "architecture"]),
  ];
  return steps;
}
