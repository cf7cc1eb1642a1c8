// The writer's desk as its owner has it: a house, a folder, a browser. What is said here went from the
// publisher over loopback to the vault, and from there sealed through the sidecar.

import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
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

  // Not the previewed page: no timer runs in a frame without scripts, so axe would wait in it for ever.
  const wrong = async () => {
    const { violations } = await new AxeBuilder({ page: app }).exclude("iframe").analyze();
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

  test("a draft opens as the page that it would be, over the sealed channel, and follows the file", async () => {
    const draft = (words: string) =>
      write("posts/tea.md", `---\ntitle: Tea and coffee\ndraft: true\n---\n${words}\n`);
    await draft("Nobody has read this.");
    await app.getByRole("link", { name: "Tea and coffee" }).click();
    const page = app.frameLocator("iframe");
    await page.getByText("Nobody has read this.").waitFor();
    // Styled by its own sheet, without a script, and readers see nothing of it.
    const frame = app.locator("iframe");
    expect(await frame.getAttribute("sandbox")).not.toContain("allow-scripts");
    expect(await frame.getAttribute("srcdoc")).not.toContain("<script");
    expect(await page.locator("body").evaluate((body) => getComputedStyle(body).margin)).toBe(
      "0px",
    );
    expect(await wrong()).toEqual([]);
    await draft("Now it says something else.");
    await page.getByText("Now it says something else.").waitFor();
    expect((await fetch(new URL("posts/tea/", house.site))).status).toBe(404);
    await app.getByRole("link", { name: "Back" }).click();
  });

  test("the last publication is undone and done again from the app, and readers see it", async () => {
    const seen = async () => (await fetch(new URL("posts/hello/", house.site))).text();
    await write("posts/hello.md", "---\ntitle: Hello\ndate: 2026-01-02\n---\nA slip of the pen.\n");
    await app.getByRole("link", { name: "posts/hello.md" }).first().waitFor();
    await expect.poll(seen, { timeout: 10_000 }).toContain("A slip of the pen.");
    await app.getByRole("button", { name: "Undo the last publication" }).press("Enter");
    await app.getByText("An earlier version is live").waitFor();
    expect(await seen()).toContain("Good day.");
    expect(await wrong()).toEqual([]);
    await app.getByRole("button", { name: "Publish again" }).press("Enter");
    await expect.poll(seen, { timeout: 20_000 }).toContain("A slip of the pen.");
  });

  test("the theme's form says what is wrong, saves into site.yaml, and the page follows", async () => {
    await app.getByRole("link", { name: "Look of the site" }).click();
    const font = app.getByRole("textbox", { name: "Font of the text" });
    await font.fill("Lora; }");
    await app.getByRole("button", { name: "Save" }).press("Enter");
    await app.getByText("Not saved: see the fields that are marked.").waitFor();
    expect(await wrong()).toEqual([]);
    await font.fill("Lora");
    await app.getByRole("button", { name: "Save" }).press("Enter");
    await app.getByText("Saved. The pages follow by themselves.").waitFor();
    const yaml = () => readFile(join(root, "content", "site.yaml"), "utf8");
    expect(await yaml()).toContain("textFont: Lora");
    await app.getByRole("button", { name: "Undo", exact: true }).last().press("Enter");
    await expect.poll(yaml, { timeout: 20_000 }).not.toContain("Lora");
  });
});
