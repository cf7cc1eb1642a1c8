import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readVectorFiles } from "../../protocol/tests/vectors/read-vectors.ts";
import { describeWithChromium, launchChromium } from "../chromium.ts";
import type { KnownSignature, VectorsPage } from "./vectors-page.ts";

const VECTORS = new URL("../../../shared/vectors/ed25519.jsonl", import.meta.url);
const missing = existsSync(VECTORS)
  ? ""
  : " (skipped: ../shared/vectors/ed25519.jsonl is not here)";

type PageGlobal = typeof globalThis & { courtyardVectors: VectorsPage };

describeWithChromium("the protocol in Chromium", () => {
  let server: Server;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const script = await bundle(fileURLToPath(new URL("vectors-page.ts", import.meta.url)));
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
    // Loopback is a secure context: WebCrypto is there as it is on https.
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => "courtyardVectors" in globalThis);
  });

  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
  });

  test.skipIf(missing !== "")(
    `judges all 1,899 known signatures as the one rule does${missing}`,
    async () => {
      const known = readFileSync(VECTORS, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as KnownSignature);
      expect(known).toHaveLength(1899);
      expect(new Set(known.map(({ accept }) => accept)).size).toBe(2);
      const wrong = await page.evaluate(
        (all) => (globalThis as PageGlobal).courtyardVectors.disagreements(all),
        known,
      );
      expect(wrong).toEqual([]);
    },
  );

  test("comes to the outcome that every vector of the protocol states", async () => {
    const files = readVectorFiles();
    const { count, wrong } = await page.evaluate(
      (all) => (globalThis as PageGlobal).courtyardVectors.wrongVectors(all),
      JSON.stringify(files),
    );
    expect(wrong).toEqual([]);
    expect(count).toBe(Object.values(files).reduce((sum, { cases }) => sum + cases.length, 0));
    expect(count).toBeGreaterThan(800);
  });
});

/** One script out of a TypeScript module and all that it imports; for the browser that runs it, as it stands. */
async function bundle(entry: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "silent",
    build: {
      write: false,
      minify: false,
      target: "esnext",
      rolldownOptions: { input: entry },
    },
  });
  if (Array.isArray(built) || !("output" in built)) throw new Error("no single bundle");
  return built.output[0].code;
}
