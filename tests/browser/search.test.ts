// The search page as a reader has it: real pages by the publisher, the sidecar's own headers, Chromium.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type TestSidecar, testSidecar } from "../../sidecar/tests/harness.ts";
import { testPublisher } from "../../sidecar/tests/support/site.ts";
import { makeGarden, makePress, rendered } from "../../site/tests/support/garden.ts";
import { describeWithChromium, launchChromium } from "../chromium.ts";

const TEXT = "We sowed the beans late. Nobody in the village remembered such a drizzle.";

describeWithChromium("the search page", () => {
  let house: TestSidecar;
  let browser: Browser;
  let origin: string;
  let tab: Page;
  let asked: string[];
  let problems: string[];

  beforeAll(async () => {
    house = await testSidecar();
    const alice = await house.person("alice");
    origin = alice.tenant.origin;
    await using garden = await makeGarden();
    const post = (title: string, text: string) =>
      `---\ntitle: ${title}\ndate: 2026-05-01\n---\n\n${text}\n`;
    await garden.write("posts/late.md", post("A late spring", TEXT));
    await garden.write(
      "posts/journey.zh.md",
      post("远行", "清晨出发，沿着河边走了很久，终于看见新幹線从桥上开过。"),
    );
    await garden.write("posts/apart.zh.md", post("分开", "这里有新幹，那里有幹線，却不在一起。"));
    using press = await makePress(garden);
    rendered(await press.update());
    const files: Record<string, Uint8Array> = {};
    for (const file of press.output.files.keys()) {
      files[file] = await readFile(join(press.dir, "out", file));
    }
    await testPublisher(house, alice).publish(files);
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await house?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    tab = await browser.newPage();
    tab.setDefaultTimeout(20_000);
    asked = [];
    problems = [];
    tab.on("request", (request) => asked.push(new URL(request.url()).pathname));
    tab.on("pageerror", (error) => problems.push(error.message));
    tab.on("console", (line) => line.type() === "error" && problems.push(line.text()));
    return async () => {
      await tab.close();
      expect(problems).toEqual([]);
    };
  });

  const results = () => tab.locator(".search-results li");

  test("loads no index before somebody searches", async () => {
    await tab.goto(`${origin}/search/`);
    await tab.waitForLoadState("networkidle");
    expect(asked.filter((path) => path.endsWith(".txt"))).toEqual([]);
    expect(asked.filter((path) => path.endsWith(".js")).length).toBe(1);
  });

  test("shows what was typed with its surroundings, marked, and keeps it in the address", async () => {
    await tab.goto(`${origin}/`);
    await tab.getByRole("link", { name: "Search", exact: true }).click();
    await tab.getByLabel("Words to look for").fill("Drizzle villag");
    await results().first().waitFor();
    expect(await results().count()).toBe(1);
    expect(await results().locator("mark").allTextContents()).toEqual(["villag", "drizzle"]);
    expect(await results().locator("p").last().textContent()).toContain("Nobody in the village");
    expect(await tab.getByRole("status").textContent()).toBe("1 text has “Drizzle villag”.");
    expect(tab.url()).toBe(`${origin}/search/?q=Drizzle+villag`);
  });

  test("finds what was typed before its script came", async () => {
    const held = Promise.withResolvers<void>();
    await tab.route("**/*.js", async (route) => {
      await held.promise;
      await route.continue();
    });
    await tab.goto(`${origin}/search/`, { waitUntil: "commit" });
    await tab.getByRole("searchbox").fill("Drizzle villag");
    held.resolve();
    await results().first().waitFor();
    await tab.unroute("**/*.js");
  });

  test("understands a typing error, and says what it took instead", async () => {
    await tab.goto(`${origin}/search/?q=drizlze`);
    await results().first().waitFor();
    expect(await results().locator("mark").allTextContents()).toEqual(["drizzle"]);
    expect(await tab.getByRole("status").textContent()).toContain("drizzle");
  });

  test("can be used with the keyboard alone", async () => {
    await tab.goto(`${origin}/search/`);
    await tab.getByRole("searchbox").focus();
    await tab.keyboard.type("beans");
    await tab.keyboard.press("Enter");
    await results().first().waitFor();
    await tab.keyboard.press("ArrowDown");
    expect(await tab.evaluate(() => document.activeElement?.closest("li") !== null)).toBe(true);
    await tab.keyboard.press("Escape");
    expect(await tab.evaluate(() => document.activeElement?.id)).toBe("search-query");
    await tab.keyboard.press("ArrowDown");
    await tab.keyboard.press("Enter");
    await tab.waitForURL(/\/posts\//);
  });

  test("finds Chinese inside a sentence, and not its characters apart", async () => {
    await tab.goto(`${origin}/zh/search/?q=新幹線`);
    await results().first().waitFor();
    expect(await results().locator("h2").allTextContents()).toEqual(["远行"]);
    expect(await results().locator("mark").allTextContents()).toEqual(["新幹線"]);
    await tab.getByRole("searchbox").fill("边走");
    await tab.waitForFunction(() => document.querySelector("mark")?.textContent === "边走");
    expect(await tab.getByRole("status").textContent()).toBe("1 篇里有“边走”。");
    await tab.getByRole("searchbox").fill("没有这句");
    await tab.waitForFunction(
      () => document.querySelector(".search-results")?.childElementCount === 0,
    );
    await tab.waitForFunction(() =>
      document.querySelector(".search-status")?.textContent?.includes("没有找到"),
    );
  });

  test("says without script where else to look", async () => {
    const plain = await browser.newPage({ javaScriptEnabled: false });
    await plain.goto(`${origin}/search/`);
    expect(await plain.locator("noscript, .search-without").first().textContent()).toContain(
      "JavaScript",
    );
    await plain.close();
  });

  test("fits a narrow window", async () => {
    await tab.setViewportSize({ width: 360, height: 640 });
    await tab.goto(`${origin}/search/?q=beans`);
    await results().first().waitFor();
    const width = await tab.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(360);
  });
});
