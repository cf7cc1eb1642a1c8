import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ROOT } from "../architecture/import-scan.ts";
import { describeWithChromium, launchChromium } from "../chromium.ts";
import { freePort, type House, openHouse } from "../living/house.ts";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What axe finds, as lines a person can act on: the rule, the element, why. */
async function complaints(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ target, failureSummary = "" }) => `${id}: ${help} ${target.join(" ")} ${failureSummary}`,
    ),
  );
}

const READERS: [string, BrowserContextOptions][] = [
  ["by day", { colorScheme: "light" }],
  ["by night", { colorScheme: "dark" }],
  ["on a narrow phone", { viewport: { width: 360, height: 740 } }],
];

describeWithChromium("WCAG 2.2 AA by axe", () => {
  let home: string;
  let house: House;
  let browser: Browser;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "courtyard-axe-"));
    await cp(join(ROOT, "content"), join(home, "content"), { recursive: true });
    const port = await freePort();
    house = await openHouse({
      home: join(home, "state"),
      address: `reader@localhost:${port}`,
      content: join(home, "content"),
      port,
      appPort: await freePort(),
    });
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser?.close();
    await house?.close();
    await rm(home, { recursive: true, force: true });
  });

  test.each(READERS)("finds nothing wrong with the site's pages, %s", async (_when, options) => {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    for (const path of ["", "zh/", "posts/welcome/", "tags/", "about/", "no-such-page/"]) {
      await page.goto(new URL(path, house.site).href);
      expect({ path, wrong: await complaints(page) }).toEqual({ path, wrong: [] });
    }
    await context.close();
  });

  test("finds nothing wrong with the form for comments", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(new URL("_courtyard/comments?page=/posts/welcome/&lang=en", house.site).href);
    expect(await complaints(page)).toEqual([]);
    await context.close();
  });

  test("finds nothing wrong with the app, from pairing to every screen, by day and by night", async () => {
    const context = await browser.newContext({ colorScheme: "light" });
    const page = await context.newPage();
    await page.goto(house.app);
    const button = page.getByRole("button", { name: "Pair this device" });
    await button.waitFor();
    expect({ screen: "pairing", wrong: await complaints(page) }).toEqual({
      screen: "pairing",
      wrong: [],
    });
    await button.click();
    const screens = page.getByRole("navigation").getByRole("link");
    await screens.first().waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      for (const screen of await screens.allTextContents()) {
        await screens.filter({ hasText: screen }).first().click();
        // A screen that loads its list has drawn it by then; axe waits for nothing.
        await page.waitForLoadState("networkidle");
        const wrong = await complaints(page);
        expect({ screen, colorScheme, wrong }).toEqual({ screen, colorScheme, wrong: [] });
      }
    }
    expect(await screens.count()).toBeGreaterThanOrEqual(6);
    await context.close();
  });
});
