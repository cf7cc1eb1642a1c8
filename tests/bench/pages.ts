// `npm run bench:pages [-- --theme NAME] [--template NAME] [--json]`: the demo site, published to a real
// sidecar under each bundled theme, page by page: Lighthouse, weights, HTML, axe, microformats. Exit
// code 1 when a figure misses its target. `tests/bench/PAGES.md` has the last results.

import { existsSync, readdirSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { runAxe } from "@courtyard/cli/theme-check/axe-findings.ts";
import { addressOf, languageOf, templateOf } from "@courtyard/cli/theme-check/page-kind.ts";
import { checkHtml, findVnu } from "@courtyard/cli/theme-check/vnu.ts";
import { writeDemo } from "@courtyard/site/demo/write-demo.ts";
import { chromium } from "playwright-core";
import { freePort, testSidecar } from "../../sidecar/tests/harness.ts";
import { CHROMIUM_FLAGS, findChromium, NO_CHROMIUM } from "../chromium.ts";
import { publishFolder } from "../living/publisher-process.ts";
import { type Figure, rounded } from "./figure.ts";
import { CATEGORIES, runLighthouse } from "./page-lighthouse.ts";
import { missingMicroformats } from "./page-microformats.ts";
import { inlineScriptBytes, traffic } from "./traffic.ts";

const THEMES = fileURLToPath(new URL("../../themes/", import.meta.url));
/** The post that has everything, and the page of each other template that is not the first by name. */
const BEST =
  /^(posts\/the-wall|tags\/walls|categories\/essays|series\/[^/]+|authors\/[^/]+)\/index/;

interface Measured extends Figure {
  /** The figure is wrong above `most` or below `least`. */
  readonly most?: number;
  readonly least?: number;
}

const { values } = parseArgs({
  options: {
    theme: { type: "string" },
    template: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const executablePath = findChromium();
if (executablePath === null) throw new Error(NO_CHROMIUM);
const vnu = findVnu();
if ("missing" in vnu)
  throw new Error(`${vnu.missing} is missing: npm test installs it where it may.`);

let missed = 0;
const bundled = readdirSync(THEMES).filter((name) => existsSync(join(THEMES, name, "theme.ts")));
for (const theme of values.theme ? [values.theme] : bundled) await measureTheme(theme, vnu);
process.exit(missed > 0 ? 1 : 0);

async function measureTheme(theme: string, { jar }: { jar: string }): Promise<void> {
  await using house = await testSidecar();
  const alice = await house.person("alice");
  const dir = await mkdtemp(join(tmpdir(), "courtyard-bench-"));
  const port = await freePort();
  const browser = await chromium.launch({
    executablePath: executablePath as string,
    args: [...CHROMIUM_FLAGS, `--remote-debugging-port=${port}`],
  });
  try {
    const content = join(dir, "content");
    await mkdir(content);
    await writeDemo(content, { variant: "hard", theme });
    const { code, printed } = await publishFolder(alice, { content, dir });
    if (code !== 0) throw new Error(printed);
    const out = join(dir, "publisher", "out");
    const files = (await readdir(out, { recursive: true })).filter((file) =>
      file.endsWith(".html"),
    );
    const { origin } = alice.tenant;

    const messages = await checkHtml(
      files.map((file) => join(out, file)),
      { jar },
    );
    for (const { file, message } of messages) note(`${file.slice(out.length)}: ${message}`);
    show({
      name: `${theme}: HTML errors of ${files.length} pages`,
      value: messages.length,
      unit: "errors",
      most: 0,
    });

    for (const [template, file] of pageOfEach(files)) {
      if (values.template && values.template !== template) continue;
      const address = template === "NotFound" ? "/nothing-is-here/" : addressOf(file);
      const url = `${origin}${encodeURI(address)}`;
      const of = `${theme} ${template}`;
      // A missing page asks not to be found and says that it is missing, which Lighthouse counts as
      // faults: it is looked at under its own name, and not for search engines.
      const isMissing = template === "NotFound";
      const { scores, lcp, cls, lost } = await runLighthouse(
        isMissing ? `${origin}/404.html` : url,
        {
          port,
          categories: CATEGORIES.filter((category) => !isMissing || category !== "seo"),
        },
      );
      for (const line of lost) note(`${of}: ${line}`);
      for (const [category, score] of Object.entries(scores)) {
        show({ name: `${of}: Lighthouse ${category}`, value: score, unit: "of 100", least: 100 });
      }
      show({ name: `${of}: LCP`, value: rounded(lcp), unit: "ms", most: 1_200 });
      show({ name: `${of}: CLS`, value: rounded(cls), unit: "", most: 0 });
      await weigh(of, { url, isPost: template === "Post" });
    }
    for (const [kind, address] of [
      ["feed", "/"],
      ["entry", "/posts/the-wall/"],
    ] as const) {
      const file = join(out, address.slice(1), "index.html");
      const missing = missingMicroformats(await readFile(file, "utf8"), {
        url: `${origin}${address}`,
        kind,
      });
      for (const what of missing) note(`${theme} ${address}: no ${what}`);
      const name = `${theme}: microformats missing on ${address}`;
      show({ name, value: missing.length, unit: "properties", most: 0 });
    }
  } finally {
    await browser.close();
    await rm(dir, { recursive: true, force: true });
  }

  async function weigh(
    of: string,
    { url, isPost }: { url: string; isPost: boolean },
  ): Promise<void> {
    const context = await browser.newContext({ viewport: { width: 412, height: 823 } });
    const page = await context.newPage();
    const counted = await traffic(page);
    await page.goto(url, { waitUntil: "networkidle" });
    const inline = await inlineScriptBytes(page);
    const read = counted.taken();
    const violations = await runAxe(page, { lang: "en" });
    for (const { id, target, why } of violations) note(`${of}: axe ${id} ${target} ${why}`);
    show({
      name: `${of}: JavaScript before interaction`,
      value: read.scriptBytes + inline,
      unit: "B",
      most: isPost ? 0 : 10_240,
    });
    show({ name: `${of}: CSS over the wire`, value: read.styleBytes, unit: "B", most: 12_288 });
    show({ name: `${of}: third parties`, value: read.strangers.length, unit: "requests", most: 0 });
    show({ name: `${of}: axe violations`, value: violations.length, unit: "violations", most: 0 });
    if (isPost) {
      const comments = page.locator("details.comments-join");
      await comments.scrollIntoViewIfNeeded();
      const script = page.waitForResponse((one) => one.url().endsWith("/_courtyard/comments.js"));
      await comments.locator("summary").click();
      await (await script).finished();
      await page.frameLocator("details.comments-join iframe").locator("form").waitFor();
      const opened = counted.taken();
      show({
        name: `${of}: JavaScript with comments opened`,
        value: opened.scriptBytes,
        unit: "B",
        most: 10_240,
      });
      const open = await runAxe(page, { lang: "en" });
      for (const { id, target, why } of open)
        note(`${of}, comments opened: axe ${id} ${target} ${why}`);
      show({
        name: `${of}: axe violations with comments opened`,
        value: open.length,
        unit: "violations",
        most: 0,
      });
    }
    await context.close();
  }
}

/** One English page of each template. */
function pageOfEach(files: readonly string[]): Map<string, string> {
  const pages = new Map<string, string>();
  for (const file of files.toSorted()) {
    if (languageOf(file) !== "en" || dirname(file).startsWith("_")) continue;
    const template = templateOf(file);
    if (!pages.has(template) || BEST.test(file)) pages.set(template, file);
  }
  return pages;
}

function show({ most, least, ...figure }: Measured): void {
  const isMissed =
    (most !== undefined && figure.value > most) || (least !== undefined && figure.value < least);
  if (isMissed) missed += 1;
  if (values.json) console.log(JSON.stringify(figure));
  else {
    const target = isMissed
      ? `   missed: ${most === undefined ? `${least} at least` : `${most} at most`}`
      : "";
    console.log(
      `  ${figure.name.padEnd(56)}  ${String(figure.value).padStart(8)} ${figure.unit}${target}`,
    );
  }
}

/** What a number does not say. */
function note(line: string): void {
  console.error(`    ${line}`);
}
