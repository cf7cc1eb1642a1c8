import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { STORAGE_CLAIMS } from "../../app/tests/storage-acceptance.ts";
import { describeWithChromium, launchChromium } from "../chromium.ts";
import type { AppStoragePage } from "./app-storage-page.ts";

type PageGlobal = typeof globalThis & { courtyardAppStorage: AppStoragePage };

describeWithChromium("the app's storage on IndexedDB", () => {
  let server: Server;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const script = await bundle(fileURLToPath(new URL("app-storage-page.ts", import.meta.url)));
    server = createServer((request, response) => {
      const isScript = request.url === "/page.js";
      response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
      response.end(
        isScript ? script : '<!doctype html><script type="module" src="/page.js"></script>',
      );
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    browser = await launchChromium();
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => "courtyardAppStorage" in globalThis);
  });

  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
  });

  for (const { name } of STORAGE_CLAIMS) {
    test(name, async () => {
      const problem = await page.evaluate(
        (claim) => (globalThis as PageGlobal).courtyardAppStorage.check(claim),
        name,
      );
      expect(problem).toBeNull();
    });
  }

  test("has what was written after the browser closed the database", async () => {
    expect(
      await page.evaluate(() => (globalThis as PageGlobal).courtyardAppStorage.survivesReopening()),
    ).toBe(true);
  });
});

async function bundle(entry: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "silent",
    build: { write: false, target: "esnext", lib: { entry, formats: ["es"], fileName: "page" } },
  });
  const [first] = Array.isArray(built) ? built : [built];
  if (!first || !("output" in first)) throw new Error("vite built nothing");
  return first.output[0].code;
}
