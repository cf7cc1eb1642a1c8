// Notebook's previews of own notes: wherever the link stands in its line, they stand in the window.

import { join } from "node:path";
import { serveDemo } from "@courtyard/cli/theme-check/demo-server.ts";
import { renderDemo } from "@courtyard/cli/theme-check/demo-site.ts";
import { addressOf } from "@courtyard/cli/theme-check/page-kind.ts";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ROOT } from "../architecture/import-scan.ts";
import { describeWithChromium, launchChromium } from "../chromium.ts";

describeWithChromium("a preview of an own note", () => {
  let browser: Browser;
  let site: Awaited<ReturnType<typeof renderDemo>>;
  let server: Awaited<ReturnType<typeof serveDemo>>;
  beforeAll(async () => {
    browser = await launchChromium();
    site = await renderDemo("hard", { theme: join(ROOT, "themes/notebook"), extra: undefined });
    server = await serveDemo(site);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
    await site?.[Symbol.asyncDispose]();
  });

  test.each([360, 1440])("stands below its link and within a window %i wide", async (width) => {
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    let seen = 0;
    for (const file of site.pages.filter((one) => /(^|\/)posts\/[^/]+\/index/.test(one))) {
      await page.goto(`${server.origin}${encodeURI(addressOf(file))}`);
      for (const link of await page.locator(".own-link").all()) {
        const anchor = link.locator("a").first();
        const preview = link.locator(".link-preview");
        expect(await preview.isVisible()).toBe(false);
        await anchor.hover();
        const [at, box] = [await anchor.boundingBox(), await preview.boundingBox()];
        const from = box?.x ?? -1;
        expect(from, file).toBeGreaterThanOrEqual(0);
        expect(from + (box?.width ?? 0), file).toBeLessThanOrEqual(width);
        // No gap: a pointer on its way to the preview would lose it.
        const gap = (box?.y ?? 0) - ((at?.y ?? 0) + (at?.height ?? 0));
        expect(Math.abs(gap), file).toBeLessThan(8);
        seen += 1;
      }
    }
    expect(seen).toBeGreaterThan(5);
    await page.close();
  });

  test("opens by the keyboard alone", async () => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 800 } });
    await page.goto(`${server.origin}/posts/the-tap/`);
    const link = page.locator(".own-link").first();
    await link.locator("a").first().focus();
    await page.keyboard.press("Shift+Tab");
    expect(await link.locator(".link-preview").isVisible()).toBe(false);
    await page.keyboard.press("Tab");
    expect(await link.locator(".link-preview").isVisible()).toBe(true);
    await page.close();
  });
});
