import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./import-scan.ts";

/** What a person reads first: links in it must lead somewhere. */
const pages = globSync(["*.md", "docs/**/*.md", "protocol/**/*.md", "tests/**/*.md"], {
  cwd: ROOT,
  exclude: (path) => path.includes("node_modules"),
});

test("the pages of the repository are found", () => {
  expect(pages).toEqual(expect.arrayContaining(["ARCHITECTURE.md", "README.md", "SECURITY.md"]));
});

test.each(pages)("every link of %s to a file leads to one", (page) => {
  const text = readFileSync(join(ROOT, page), "utf8");
  const broken = [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)\s]+)\)/g)]
    .map(([, target = ""]) => target.split("#")[0] ?? "")
    .filter((target) => !existsSync(resolve(ROOT, dirname(page), target)));
  expect(broken).toEqual([]);
});

test("ARCHITECTURE.md stays readable at one sitting: at most 250 lines", () => {
  expect(readFileSync(join(ROOT, "ARCHITECTURE.md"), "utf8").split("\n").length).toBeLessThan(251);
});
