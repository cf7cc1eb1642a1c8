// What a reader's browser fetches for one post of the example site: before any interaction, and after
// the comments are opened. Bytes are those on the wire, headers included, as Chromium counts them.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { testSidecar } from "../../sidecar/tests/harness.ts";
import { findChromium, launchChromium, NO_CHROMIUM } from "../chromium.ts";
import { publishFolder } from "../living/publisher-process.ts";
import type { Figure } from "./figure.ts";
import { inlineScriptBytes, traffic } from "./traffic.ts";

const CONTENT = fileURLToPath(new URL("../../content/", import.meta.url));
const POST = "/posts/comments/";
const WIDTH = 1_000;

/** `page-load`: nothing to measure without a Chromium, which is an error here. */
export async function pageLoad(): Promise<Figure[]> {
  if (findChromium() === null) throw new Error(NO_CHROMIUM);
  await using house = await testSidecar();
  const alice = await house.person("alice");
  const dir = await mkdtemp(join(tmpdir(), "courtyard-bench-"));
  const browser = await launchChromium();
  try {
    const { code, printed } = await publishFolder(alice, { content: CONTENT, dir });
    if (code !== 0) throw new Error(printed);
    const page = await browser.newPage({ viewport: { width: WIDTH, height: 800 } });
    const before = await traffic(page);
    await page.goto(`${alice.tenant.origin}${POST}`, { waitUntil: "networkidle" });
    const inline = await inlineScriptBytes(page);
    const read = before.taken();

    const comments = page.locator("details.comments-join");
    await comments.scrollIntoViewIfNeeded();
    await comments.locator("summary").click();
    await page.frameLocator("details.comments-join iframe").locator("form").waitFor();
    await page.waitForLoadState("networkidle");
    const opened = before.taken();
    const figure = (name: string, value: number, unit: string): Figure => ({ name, value, unit });
    return [
      figure("page load of a post, requests", read.requests, "requests"),
      figure("page load of a post, bytes over the wire", read.bytes, "B"),
      figure("page load of a post, JavaScript", read.scriptBytes + inline, "B"),
      figure("comments opened, further requests", opened.requests, "requests"),
      figure("comments opened, further bytes", opened.bytes, "B"),
      figure("comments opened, JavaScript", opened.scriptBytes, "B"),
    ];
  } finally {
    await browser.close();
    await rm(dir, { recursive: true, force: true });
  }
}
