// The writer's desk as its owner has it: a house, a folder, a browser. What is said here went from the
// publisher over loopback to the vault, and from there sealed through the sidecar.

import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ROOT } from "../architecture/import-scan.ts";
import { describeWithChromium, launchChromium } from "../chromium.ts";
import { freePort, type House, openHouse } from "../living/house.ts";

describeWithChromium("what a writer sees and decides in the app", () => {
  let root: string;
  let browser: Browser;
  let house: House;
  let app: Page;
  const write = (file: string, text: string) => writeFile(join(root, "content", file), text);

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "courtyard-writing-"));
    await cp(join(ROOT, "cli/starter"), join(root, "content"), { recursive: true });
    await write("posts/hello.md", "---\ntitle: Hello\ndate: 2026-01-02\n---\nGood day.\n");
    const port = await freePort();
    house = await openHouse({
      home: join(root, "state"),
      address: `ann@localhost:${port}`,
      content: join(root, "content"),
      port,
      appPort: await freePort(),
    });
    browser = await launchChromium();
    app = await (await browser.newContext({ locale: "en-GB" })).newPage();
    await app.goto(house.app);
    await app.getByRole("button", { name: "Pair this device" }).click();
    await app.getByRole("link", { name: "Writing" }).first().click();
  });

  afterAll(async () => {
    await browser?.close();
    await house?.close();
    if (root) await rm(root, { recursive: true, force: true });
  });

  const wrong = async () => {
    const { violations } = await new AxeBuilder({ page: app }).analyze();
    return violations.map(({ id, help }) => `${id}: ${help}`);
  };

  test("an error stands in the app with its file, line and text soon after the save, and goes when it is mended", async () => {
    await app.getByText("No errors in your files.").waitFor();
    await write("posts/trip.md", "---\ntitle: A trip\ndate: 2026-02-30\n---\nHello.\n");
    await app.getByText("content/posts/trip.md, line 3").waitFor();
    await app.locator("pre", { hasText: "date: 2026-02-30" }).waitFor();
    await app.getByText("1 error in your files").waitFor({ state: "attached" });
    expect(await wrong()).toEqual([]);
    await write("posts/trip.md", "---\ntitle: A trip\ndate: 2026-02-20\n---\nHello.\n");
    await app.getByText("No errors in your files.").waitFor();
    await app.getByRole("link", { name: "posts/trip.md" }).waitFor();
  });
});
