import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./import-scan.ts";
import { contentFileOf, isRelative, linksOf, resolves } from "./markdown-links.ts";

const PLACES = ["*.md", "docs/**/*.md", "protocol/spec/*.md", "content/**/*.md"];
const files = PLACES.flatMap((place) => globSync(place, { cwd: ROOT })).sort();
const links = files.flatMap((file) => linksOf(file, readFileSync(join(ROOT, file), "utf8")));

const at = ({ file, line, target }: { file: string; line: number; target: string }) =>
  `${file}:${line} ${target}`;

test("every relative link of the documents leads to a file", () => {
  const broken = links.filter(({ target }) => isRelative(target)).filter((l) => !resolves(l, ROOT));
  expect(broken.map(at)).toEqual([]);
});

test("the example site's links to its own posts and pages lead to one", () => {
  const broken = links.filter(({ file, target }) => {
    const page = file.startsWith("content/") && target.startsWith("/") && contentFileOf(target);
    return page && !existsSync(join(ROOT, page));
  });
  expect(broken.map(at)).toEqual([]);
});

test("a post links to another by its address: the site does not rewrite a path to a Markdown file", () => {
  const paths = links.filter(
    ({ file, target }) => file.startsWith("content/") && /\.md([?#]|$)/.test(target),
  );
  expect(paths.map(at)).toEqual([]);
});

test("the scan has read links in every place that has documents", () => {
  // A checker that silently reads nothing passes on everything: so count what was read.
  for (const place of ["README.md", "docs/", "protocol/spec/", "content/"]) {
    const found = links.filter(({ file }) => file.startsWith(place));
    expect({ place, found: found.length > 1 }).toEqual({ place, found: true });
  }
});

test("links are found with titles, angles and definitions, and not in code", () => {
  const text = [
    'A [link](a.md "title"), ![picture](<b c.png>) and `[code](x.md)`.',
    "```md",
    "[fenced](y.md)",
    "```",
    "[name]: ../d.md",
  ].join("\n");
  const found = linksOf("docs/x.md", text).map(({ line, target }) => `${line} ${target}`);
  expect(found).toEqual(["1 a.md", "1 b c.png", "5 ../d.md"]);
});

test("a link to a file that is not there is noticed", () => {
  expect(resolves({ file: "docs/README.md", line: 1, target: "nowhere.md" }, ROOT)).toBe(false);
  expect(resolves({ file: "docs/README.md", line: 1, target: "../README.md#x" }, ROOT)).toBe(true);
});
