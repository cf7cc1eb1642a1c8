import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ROOT } from "../architecture/import-scan.ts";
import { describeWithChromium, launchChromium } from "../chromium.ts";
import { courtyard, freePort, type House, openHouse } from "../living/house.ts";

describeWithChromium("what the owner decides of people and devices in the app", () => {
  let root: string;
  let browser: Browser;
  let ann: House;
  let ben: House;
  let app: Page;
  let benAddress: string;
  const homeOf = (name: string) => join(root, name);

  async function moveIn(name: string): Promise<{ house: House; address: string }> {
    const port = await freePort();
    const address = `${name}@${name}.localhost:${port}`;
    const content = join(root, `${name}-content`);
    await cp(join(ROOT, "cli/starter"), content, { recursive: true });
    const appPort = await freePort();
    return {
      house: await openHouse({ home: homeOf(name), address, content, port, appPort }),
      address,
    };
  }

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "courtyard-person-"));
    browser = await launchChromium();
    ({ house: ann } = await moveIn("ann"));
    const second = await moveIn("ben");
    ben = second.house;
    benAddress = second.address;
    app = await (await browser.newContext({ locale: "en-GB" })).newPage();
    await app.goto(ann.app);
    await app.getByRole("button", { name: "Pair this device" }).click();
    await app.getByRole("link", { name: "Timeline" }).first().waitFor();
  });

  afterAll(async () => {
    await browser?.close();
    await ben?.close();
    await ann?.close();
    if (root) await rm(root, { recursive: true, force: true });
  });

  const wrong = async () => {
    const { violations } = await new AxeBuilder({ page: app }).analyze();
    return violations.map(({ id, help }) => `${id}: ${help}`);
  };

  test("a person becomes a friend by the keyboard, an undo takes it back, a reload shows it", async () => {
    await app.getByRole("link", { name: "Conversations" }).first().click();
    await app.getByRole("link", { name: "Start a conversation" }).first().click();
    await app.getByLabel("Address of the person").fill(benAddress);
    await app.keyboard.press("Enter");
    await app.getByRole("link", { name: "Person" }).press("Enter");
    const friend = app.getByRole("switch", { name: "Friend" });
    const relay = app.getByRole("switch", { name: "Carry letters" });
    // Nothing can be switched before the sidecar has said how things stand.
    await expect.poll(() => friend.isEnabled()).toBe(true);
    expect(await relay.isDisabled()).toBe(true);
    await friend.press("Space");
    expect(await friend.isChecked()).toBe(true);
    await app.getByText("ben: Friend is on.").waitFor();
    // At once: it is offered for ten seconds.
    await app.getByRole("button", { name: "Undo" }).press("Enter");
    await expect.poll(() => friend.isChecked()).toBe(false);

    await friend.press("Space");
    await expect.poll(() => relay.isEnabled()).toBe(true);
    await relay.press("Space");
    await app.getByText("Carry letters for them is on.").waitFor();
    expect(await wrong()).toEqual([]);
    await app.reload();
    await expect.poll(() => relay.isChecked()).toBe(true);
    expect(await friend.isChecked()).toBe(true);
  });

  test("a device is revoked where it is listed, and the list says so when the vault has done it", async () => {
    const followed = await courtyard(["follow", benAddress, "--home", homeOf("ann")]);
    expect(followed.code, followed.stderr).toBe(0);
    await app.getByRole("link", { name: "Devices" }).first().click();
    await app.reload();
    const revoke = app.getByRole("button", { name: "Revoke command line" });
    await revoke.press("Enter");
    expect(await wrong()).toEqual([]);
    await app.getByRole("dialog").getByRole("button", { name: "Revoke" }).press("Enter");
    await app.getByText("command line is revoked.").waitFor();
    expect(await revoke.count()).toBe(0);
    const again = await courtyard(["follow", benAddress, "--home", homeOf("ann")]);
    expect(again.code).not.toBe(0);
  });
});
