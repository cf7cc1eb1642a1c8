// Pictures of every template of a theme, in each width, colour mode and language, with a page that
// shows them side by side.

import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { serveDemo } from "../theme-check/demo-server.ts";
import { renderDemo } from "../theme-check/demo-site.ts";
import { addressOf, languageOf, type PageTemplate, templateOf } from "../theme-check/page-kind.ts";
import { galleryHtml, type Shot } from "./gallery-html.ts";

const WIDTHS = [360, 768, 1440];
const SCHEMES = ["light", "dark"] as const;
const LANGUAGES = ["en", "zh"];
/** The page that shows a template best, where it is not the first by name. */
const BEST: Partial<Record<PageTemplate, RegExp>> = {
  Post: /posts\/the-wall\//,
  Term: /(tags|categories)\/(walls|墙)\//,
};
/** A long page is cut: nobody looks at a picture of thirty screens. */
const TALLEST = 6_000;

/** Writes the pictures and `index.html` into `out`; the theme is in `folder`. Gives their number. */
export async function shootTheme(
  folder: string,
  {
    browser,
    out,
    name,
    signal,
  }: { browser: Browser; out: string; name: string; signal: AbortSignal },
): Promise<number> {
  await mkdir(out, { recursive: true });
  const own = join(folder, "demo");
  await using site = await renderDemo("hard", {
    theme: folder,
    extra: existsSync(own) ? own : undefined,
  });
  await using server = await serveDemo(site);
  const shots: Shot[] = [];
  for (const lang of LANGUAGES) {
    const pages = pageOfEach(site.pages.filter((file) => languageOf(file) === lang));
    for (const scheme of SCHEMES) {
      const context = await browser.newContext({ colorScheme: scheme, reducedMotion: "reduce" });
      const tab = await context.newPage();
      for (const [template, file] of pages) {
        signal.throwIfAborted();
        await tab.setViewportSize({ width: WIDTHS[0] ?? 360, height: 800 });
        await tab.goto(`${server.origin}${encodeURI(addressOf(file))}`, { waitUntil: "load" });
        for (const width of WIDTHS) {
          await tab.setViewportSize({ width, height: 800 });
          const height = await tab.evaluate(readyForPicture);
          const picture = `${template}-${lang}-${scheme}-${width}.png`.toLowerCase();
          await tab.setViewportSize({ width, height: Math.min(TALLEST, Math.max(800, height)) });
          await tab.screenshot({ path: join(out, picture) });
          shots.push({ template, lang, scheme, width, picture });
        }
      }
      await context.close();
    }
  }
  await writeFile(join(out, "index.html"), galleryHtml(name, shots));
  return shots.length;
}

/** Runs in the page: lazy pictures load, and the height of the whole is known. */
async function readyForPicture(): Promise<number> {
  const images = [...document.images];
  for (const image of images) image.loading = "eager";
  await Promise.all(images.map((image) => image.decode().catch(() => undefined)));
  await document.fonts.ready;
  return document.documentElement.scrollHeight;
}

function pageOfEach(files: readonly string[]): Map<PageTemplate, string> {
  const pages = new Map<PageTemplate, string>();
  for (const file of files) {
    const template = templateOf(file);
    if (!pages.has(template) || BEST[template]?.test(file)) pages.set(template, file);
  }
  return pages;
}
