// Each rule of `courtyard theme check` that needs a browser, broken by a small bad page; and every theme
// that comes along, which has to break none.

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { checkTheme } from "@courtyard/cli/theme-check/check-theme.ts";
import { serveDemo } from "@courtyard/cli/theme-check/demo-server.ts";
import { lookAtPages } from "@courtyard/cli/theme-check/look-at-pages.ts";
import { english } from "@courtyard/cli/words/english.ts";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ROOT } from "../architecture/import-scan.ts";
import { describeWithChromium, launchChromium } from "../chromium.ts";

const SKIP = `<a href="#text">Skip to the text</a>`;
const HEAD = `<header><a href="/">Site</a><nav aria-label="Site"><a href="/about/">About</a></nav></header>`;
const MAIN = `<main id="text"><h1>Title</h1><p>Text.</p></main>`;
const FOOT = "<footer><p>Foot.</p></footer>";
const FINGER = "<style>a{display:inline-block;padding:1rem}</style>";
const PRINT = "<style>@media print{nav{display:none}}</style>";

/** A page that breaks no rule, but for what stands in place of its parts. */
function page({ head = "", skip = SKIP, main = MAIN, foot = FOOT, print = PRINT } = {}): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>A page</title><link rel="icon" href="data:,">${FINGER}${print}${head}</head><body>${skip}${HEAD}${main}${foot}</body></html>`;
}

const main = (more: string) => MAIN.replace("</main>", `${more}</main>`);
const BAD: readonly [rule: string, html: string][] = [
  ["heading", page({ main: main("<h1>Another</h1>") })],
  ["landmark", page({ foot: "" })],
  ["skip-link", page({ skip: "" })],
  ["skip-link", page({ skip: `<a href="#text" style="position:absolute;left:-999px">Skip</a>` })],
  ["overflow", page({ main: main(`<div style="width:900px">Wide.</div>`) })],
  ["motion", page({ main: main(`<p style="transition:color 1s">Slow.</p>`) })],
  ["print", page({ print: "" })],
  ["print", page({ print: `${PRINT}<style>@media print{main{display:none}}</style>` })],
  ["axe", page({ main: main(`<p style="color:#bbb;background:#fff">Pale.</p>`) })],
  ["third-party", page({ main: main(`<img src="https://elsewhere.example/a.png" alt="A">`) })],
  ["inline-script", page({ main: main("<script>document.title = 'x'</script>") })],
  ["inline-script", page({ main: main(`<button type="button" onclick="go()">Go</button>`) })],
  ["script-budget", page({ head: `<script src="/own.js" defer></script>` })],
  ["no-script", page({ head: `<script src="/own.js" defer></script>` })],
  ["console", page({ head: `<script src="/throws.js" defer></script>` })],
];
const SCRIPTS: Readonly<Record<string, string>> = {
  "own.js": `document.querySelector("main").append("Made by a script.");`,
  "throws.js": `throw new Error("as the test wants it");`,
};

describeWithChromium("the pages of a theme", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
  });

  /** The rules that an HTML page breaks, looked at as a post. */
  async function broken(html: string): Promise<string[]> {
    const file = "posts/bad/index.html";
    const site = {
      out: "",
      files: [file, ...Object.keys(SCRIPTS)],
      pages: [file],
      read: async (name: string) => Buffer.from(SCRIPTS[name] ?? html),
      [Symbol.asyncDispose]: async () => undefined,
    };
    await using server = await serveDemo(site);
    const { signal } = new AbortController();
    const found = await lookAtPages([file], { browser, server, words: english, signal });
    return [...new Set(found.map(({ rule }) => rule))];
  }

  test("break no rule when they are plain", async () => {
    expect(await broken(page())).toEqual([]);
  });

  test.each(BAD)("break the rule %s", async (rule, html) => {
    expect(await broken(html)).toContain(rule);
  });

  const themes = readdirSync(join(ROOT, "themes")).filter((name) =>
    existsSync(join(ROOT, "themes", name, "theme.ts")),
  );
  // A minute of two processors' time, and several where they are shared.
  test.each(themes)("of the bundled theme %s break none", { timeout: 900_000 }, async (theme) => {
    const { findings, pages } = await checkTheme(join(ROOT, "themes", theme), {
      words: english,
      env: process.env,
      shown: (path) => path,
      installing: () => undefined,
      signal: new AbortController().signal,
    });
    expect(findings).toEqual([]);
    expect(pages).toBeGreaterThan(50);
  });
});
