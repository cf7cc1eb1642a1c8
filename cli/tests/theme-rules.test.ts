// Each rule that needs no browser, broken by a small bad theme in a folder of its own.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { openTheme } from "@courtyard/site/theme/open-theme.ts";
import { expect, test } from "vitest";
import { contrastOf } from "../src/theme-check/colour-contrast.ts";
import { gather } from "../src/theme-check/finding.ts";
import { sourceFindings } from "../src/theme-check/source-rules.ts";
import { english } from "../src/words/english.ts";
import { run, temporaryFolder } from "./captured-shell.ts";

/** A child of the default theme with these files. */
function badTheme(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  const all = {
    "theme.ts": `export default { api: 1, name: "bad", extends: "courtyard" };\n`,
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

function findingsOf(files: Readonly<Record<string, string>>) {
  const folder = badTheme(files);
  const opened = openTheme({ theme: folder, source: "" }, { contentDir: folder, folder });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  const found = sourceFindings(opened.open, { say: english.themeCheck, shown: (path) => path });
  return found.map(({ rule, severity, file, line }) => ({ rule, severity, file, line }));
}

const CARD = "components/Card.astro";
const cases: readonly [string, Record<string, string>, object][] = [
  [
    "a word between tags",
    { [CARD]: "---\n---\n<p>\n  Read on\n</p>\n" },
    at("literal-text", CARD, 4),
  ],
  ["中文 in a template", { [CARD]: "<p>阅读</p>\n\n<p>全文</p>\n" }, at("literal-text", CARD, 1)],
  [
    "a spoken attribute",
    { [CARD]: `<nav aria-label="Pages"></nav>\n` },
    at("literal-text", CARD, 1),
  ],
  ["a word in braces", { [CARD]: `<p>{a ? "Yes" : b}</p>\n` }, at("literal-text", CARD, 1)],
  ["an unknown word", { [CARD]: `<p>{site.t("no.such")}</p>\n` }, at("word-missing", CARD, 1)],
  [
    "a word in one language",
    { "i18n/en.json": `{ "own": "Own" }\n` },
    at("word-missing", "i18n/en.json"),
  ],
  [
    "words with other values",
    { "i18n/en.json": `{ "own": "{count} own" }`, "i18n/zh-Hans.json": `{ "own": "自己的" }` },
    at("word-missing", "i18n/en.json"),
  ],
  ["an unknown setting", { [CARD]: "\n<p>{site.settings.nothing}</p>\n" }, at("setting", CARD, 2)],
  [
    "a setting that nothing reads",
    {
      "theme.ts": `export default {\n  api: 1,\n  name: "bad",\n  extends: "courtyard",\n  settings: {\n    idle: { type: "boolean", default: true, label: { en: "Idle" } },\n  },\n};\n`,
    },
    at("setting", "theme.ts", 6, "warning"),
  ],
  [
    "an unknown token",
    { "styles/own.css": "p {\n  color: var(--nothing);\n}\n" },
    at("token", "styles/own.css", 2),
  ],
  [
    "a token that nothing takes",
    { "tokens/base.tokens.json": `{ "idle": { "$type": "number", "$value": 3 } }` },
    at("token", "tokens/base.tokens.json", undefined, "warning"),
  ],
  [
    "ink that is too pale by night",
    {
      "tokens/dark.tokens.json": `{ "color": { "$type": "color", "ink": { "$value": { "colorSpace": "oklch", "components": [0.4, 0, 0] } } } }`,
    },
    at("contrast", "tokens/dark.tokens.json"),
  ],
];

function at(rule: string, file: string, line?: number, severity = "error") {
  return { rule, severity, file, line };
}

test.each(cases)("finds %s", (_what, files, expected) => {
  expect(findingsOf(files)).toContainEqual(expected);
});

test("finds nothing in a child that changes nothing", () => {
  expect(findingsOf({})).toEqual([]);
});

test.each([
  [
    "another version of the contract",
    { "theme.ts": `export default { api: 9, name: "bad" };\n` },
    "manifest",
    1,
  ],
  [
    "a theme.ts that computes",
    { "theme.ts": `export default { api: 1, name: "b" + "ad" };\n` },
    "manifest",
    1,
  ],
  [
    "templates that are missing",
    { "theme.ts": `export default { api: 1, name: "bad" };\n` },
    "template-missing",
    undefined,
  ],
  ["tokens that are none", { "tokens/base.tokens.json": "{" }, "token", 1],
] as const)("refuses %s before it builds anything", async (_what, files, rule, line) => {
  const folder = badTheme(files);
  const { exit, out } = await run(["theme", "check", "--json"], { cwd: folder });
  const report = JSON.parse(out) as { findings: { rule: string; line?: number }[] };
  expect(exit).toBe(1);
  expect(report.findings[0]).toMatchObject(line === undefined ? { rule } : { rule, line });
});

test("tells a fault of many pages once, with their number", () => {
  const fault = { rule: "axe", severity: "error", text: "No name." } as const;
  const pages = ["/", "/about/", "/"].map((page) => ({ ...fault, page }));
  expect(gather(pages)).toEqual([{ ...fault, page: "/", pages: 2 }]);
});

test("lays translucent colours over their ground before it measures", () => {
  expect(contrastOf("black", "white", "white")).toBeCloseTo(21, 1);
  expect(contrastOf("rgb(0 0 0 / 0.5)", "white", "white")).toBeCloseTo(3.95, 1);
  expect(contrastOf("white", "rgb(0 0 0 / 0)", "black")).toBeCloseTo(21, 1);
});

test("says which themes it looked for when there is none of that name", async () => {
  const { exit, err } = await run(["theme", "check", "no-such-theme"]);
  expect(exit).toBe(3);
  expect(err).toContain("no-such-theme");
});
