import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type TestSidecar, testSidecar, until } from "../../sidecar/tests/harness.ts";
import type { TestPerson } from "../../sidecar/tests/support/person.ts";
import { testPublisher } from "../../sidecar/tests/support/site.ts";
import type { TestSocket } from "../../sidecar/tests/support/socket.ts";
import { describeWithChromium, launchChromium } from "../chromium.ts";

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,">
<style>:root{--accent:rgb(1, 2, 3);color-scheme:dark}</style><h1>旅行</h1>
<section class="comments" id="comments" data-page="/posts/旅行/"><!--courtyard:comments--><p class="comments-empty">None yet.</p><!--/courtyard:comments-->
<details class="comments-join"><summary>Write</summary><iframe loading="lazy" title="Write" src="/_courtyard/comments?page=/posts/%E6%97%85%E8%A1%8C/&amp;lang=en"></iframe></details></section></html>`;

describeWithChromium("the comment section of a page", () => {
  let house: TestSidecar;
  let alice: TestPerson;
  let phone: TestSocket;
  let browser: Browser;
  let tab: Page;
  let asked: string[];

  beforeAll(async () => {
    house = await testSidecar();
    alice = await house.person("alice");
    await testPublisher(house, alice).publish({ "posts/旅行/index.html": PAGE });
    phone = await alice.connect(alice.phone);
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await phone?.close();
    await house[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    tab = await browser.newPage();
    asked = [];
    tab.on("request", (request) => asked.push(new URL(request.url()).pathname));
  });

  const open = () => tab.goto(`${alice.tenant.origin}/posts/旅行/`);
  const form = () => tab.frameLocator("iframe");
  const waiting = async () =>
    (await phone.call("comments.list", { state: "pending" })).result.items as { id: string }[];

  test("costs a reader nothing until they open it", async () => {
    await open();
    await tab.waitForLoadState("networkidle");
    expect(asked.filter((path) => path !== "data:,")).toEqual(["/posts/%E6%97%85%E8%A1%8C/"]);
  });

  test("takes a comment, and shows it and its removal while the page is open", async () => {
    const problems: string[] = [];
    tab.on("pageerror", (error) => problems.push(error.message));
    tab.on("console", (line) => line.type() === "error" && problems.push(line.text()));
    await open();
    await tab.click("summary");
    await form().getByLabel("Name").fill("读者");
    await form().getByLabel("Comment").fill("好茶");
    await form().getByRole("button").click();
    await form().getByText("waits for the owner").waitFor();
    const [item] = await until(async () => {
      const items = await waiting();
      return items.length > 0 && items;
    });
    await phone.call("comments.moderate", { id: item?.id ?? "", state: "approved" });
    await tab.locator("#comments > .comment-list[aria-live=polite] .comment").waitFor();
    expect(await tab.locator(".comments-empty").count()).toBe(0);
    await phone.call("comments.moderate", { id: item?.id ?? "", state: "deleted" });
    await tab.locator(".comments-empty").waitFor();
    expect(problems).toEqual([]);
  });

  test("catches up with what was approved before its socket was open", async () => {
    await open();
    const envelope = await alice.envelope(
      "comment.create",
      { page: "/posts/旅行/", text: "mine", name: "Alice" },
      { to: alice.address },
    );
    await phone.deliver(envelope);
    expect(await tab.locator(".comment").count()).toBe(0);
    await tab.click("summary");
    await tab.locator(`#c-${envelope.id}`).waitFor();
  });

  test("takes on the page's colours and the height of its form", async () => {
    await open();
    await tab.click("summary");
    await form().getByRole("button").waitFor();
    await until(() =>
      form()
        .locator("button")
        .evaluate((button) => getComputedStyle(button).color === "rgb(1, 2, 3)"),
    );
    const height = await tab.locator("iframe").evaluate((frame) => frame.clientHeight);
    expect(height).toBeGreaterThan(300);
  });

  test("works as a plain form without JavaScript", async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false });
    const page = await plain.newPage();
    await page.goto(`${alice.tenant.origin}/_courtyard/comments?page=/posts/旅行/&lang=zh-Hans`);
    await page.getByLabel("称呼").fill("无脚本");
    await page.getByLabel("评论", { exact: true }).fill("也能写");
    await page.getByRole("button", { name: "发送" }).click();
    await page.getByText("评论已收到").waitFor();
    expect(await waiting()).toMatchObject([{ name: "无脚本" }]);
    await plain.close();
  });
});
