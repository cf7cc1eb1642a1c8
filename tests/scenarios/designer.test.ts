// A designer who knows nothing but docs/themes.md: every command and every file below is read out of the
// guide, and done with the real command line in a home, a site and a theme outside the repository.

import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sidecarAgent } from "../../site/src/net/lookup.ts";
import { ROOT } from "../architecture/import-scan.ts";
import { describeWithChromium } from "../chromium.ts";
import { freePort, type House, openHouse } from "../living/house.ts";

const COURTYARD = join(ROOT, "cli/bin/courtyard.mjs");
const GUIDE = await readFile(join(ROOT, "docs/themes.md"), "utf8");

/** The one code block of the guide that holds these words. */
function block(words: string): string {
  const blocks = [...GUIDE.matchAll(/^```\w+\n([\s\S]*?)^```$/gm)].map(([, text = ""]) => text);
  const found = blocks.filter((text) => text.includes(words));
  expect(found, `blocks with “${words}”`).toHaveLength(1);
  return found[0] ?? "";
}

/** The commands of a block, without what the guide says beside them. */
const commandsIn = (text: string) =>
  text
    .trim()
    .split("\n")
    .map((line) => line.split(/ {3,}/)[0] ?? "");

let root: string;
let house: House;
const agent = sidecarAgent();
const site = (path: string) => join(root, "writing", path);
const theme = (path: string) => join(root, "themes/rain", path);

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** One command, as typed into a terminal in `cwd`, with a `courtyard` on the path and this home. */
async function type(
  command: string,
  { cwd = join(root, "writing"), env = {} }: { cwd?: string; env?: Record<string, string> } = {},
): Promise<{ code: number | null; said: string }> {
  const child = spawn("sh", ["-c", command], {
    cwd,
    env: {
      ...process.env,
      PATH: `${join(root, "bin")}:${dirname(process.execPath)}:${process.env.PATH}`,
      HOME: root,
      LC_ALL: "en_US.UTF-8",
      NO_COLOR: "1",
      // A theme that is installed by its path needs nobody's registry.
      npm_config_offline: "true",
      npm_config_update_notifier: "false",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text) => {
      said += text;
    });
  }
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, said };
}

async function get(path: string): Promise<{ status: number; text: string }> {
  const origin = house.site.replace(/\/$/, "");
  const answer = await agent.request({ origin, path: encodeURI(path), method: "GET" });
  return { status: answer.statusCode, text: await answer.body.text() };
}

/** Asks until the page holds `part`. */
async function shows(path: string, part: string): Promise<string> {
  const end = Date.now() + 120_000;
  for (;;) {
    const { text } = await get(path);
    if (text.includes(part)) return text;
    if (Date.now() > end) {
      throw new Error(`${path} never had ${part}.\n${text}\n${house.printed()}`);
    }
    await sleep(100);
  }
}

/** What is published: the digest of every feed and list for programs, and the addresses of all else. */
async function published(): Promise<Record<string, string>> {
  const { files } = JSON.parse((await get("/.well-known/courtyard/manifest.json")).text) as {
    files: Record<string, { sha256: string }>;
  };
  return Object.fromEntries(
    Object.entries(files)
      .filter(([file]) => !file.startsWith("_astro/"))
      .map(([file, { sha256 }]) => [file, /\.(xml|json|txt)$/.test(file) ? sha256 : "there"]),
  );
}

describeWithChromium("a designer with the guide in hand", () => {
  let before: Record<string, string>;

  beforeAll(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), "courtyard-designer-")));
    await write(join(root, "bin/courtyard"), `#!/bin/sh\nexec node "${COURTYARD}" "$@"\n`);
    await type(`chmod +x "${join(root, "bin/courtyard")}"`, { cwd: root });
    const [port, appPort] = [await freePort(), await freePort()];
    const address = `lin@lin.localhost:${port}`;
    const begun = await type(
      `courtyard init --home "${root}/house" --address ${address} --content "${root}/writing" --starter`,
      { cwd: root },
    );
    expect(begun.code, begun.said).toBe(0);
    await write(
      site("posts/tea.md"),
      "---\ndate: 2026-03-09\ntags: [tea]\n---\n\n# Tea\n\nGreen, and hot.\n",
    );
    const places = { home: join(root, "house"), content: join(root, "writing") };
    house = await openHouse({ ...places, address, port, appPort });
    await shows("/posts/tea/", "Green, and hot.");
    before = await published();
    expect(Object.keys(before)).toEqual(
      expect.arrayContaining(["feed.xml", "atom.xml", "feed.json", "posts/tea/index.html"]),
    );
  });

  afterAll(async () => {
    await house?.close();
    await agent.close();
    if (root) await rm(root, { recursive: true, force: true });
  });

  test("makes a theme in five minutes, and the site that runs takes it", async () => {
    const [make = "", go, use = "", dev, check] = commandsIn(block("courtyard theme new"));
    expect([go, dev, check]).toEqual([
      "cd ~/writing",
      "courtyard dev", // theme-dev.test.ts
      "courtyard theme check ~/themes/rain",
    ]);
    const made = await type(make, { cwd: root });
    expect(made.code, made.said).toBe(0);
    const used = await type(use);
    expect(used.code, used.said).toBe(0);
    expect(await readFile(site("site.yaml"), "utf8")).toContain("theme: ../themes/rain\n");

    await write(theme("theme.ts"), block("// theme.ts"));
    await write(theme("templates/Home.astro"), block("// templates/Home.astro"));
    await write(theme("tokens/base.tokens.json"), block('"colorSpace": "oklch"'));
  });

  test("installs it as a package by its path", async () => {
    const [install = "", use = ""] = commandsIn(block("npm install ~/themes/rain"));
    const installed = await type(install, { cwd: root });
    expect(installed.code, installed.said).toBe(0);
    const used = await type(use);
    expect(used.code, used.said).toBe(0);
    expect(await readFile(site("site.yaml"), "utf8")).toContain("theme: rain\n");
    const listed = await type("courtyard theme list");
    expect(listed.said).toMatch(/^rain +Grey, wide, quiet\. \(in use\)$/m);
  });

  test("puts something around one component, and changes settings", async () => {
    await write(site("_theme/PostCard.astro"), block("// _theme/PostCard.astro"));
    const settings = block("themeSettings:").replace(/^theme: .*\n/, "");
    expect(settings).toMatch(/^themeSettings:\n/);
    const yaml = await readFile(site("site.yaml"), "utf8");
    await write(site("site.yaml"), `${yaml}${settings}`);

    const home = await shows("/", '<p class="motto">Slowly</p>');
    expect(home).toContain('<div class="mine"><article class="h-entry');
    const sheet = /href="(\/_astro\/settings\.[^"]+\.css)"/.exec(home)?.[1] ?? "";
    expect((await get(sheet)).text).toContain("--accent: #3b6e4f");
    expect((await get(sheet)).text).toContain("#a9c79a");
  });

  test("has moved no address and no byte of a feed", async () => {
    await shows("/tags/tea/", '<div class="mine">');
    expect(await published()).toEqual(before);
    for (const feed of ["/feed.xml", "/atom.xml", "/feed.json"]) {
      expect((await get(feed)).text, feed).toContain("Green, and hot.");
    }
  });

  test("changes a part for good, and hears of it when the theme's own changes", async () => {
    const [eject = "", diff = "", accept = ""] = commandsIn(block("courtyard theme eject"));
    // The site has a card of its own already: nothing is written over it.
    const refused = await type(eject);
    expect(refused.code).toBe(4);
    expect(refused.said).toContain("_theme/PostCard.astro is there already");
    await rm(site("_theme/PostCard.astro"));

    const original = await readFile(
      join(ROOT, "themes/courtyard/components/PostCard.astro"),
      "utf8",
    );
    const own = original.replaceAll('"../../contract.ts"', '"@courtyard/themes/contract.ts"');
    await write(theme("components/PostCard.astro"), own);
    const ejected = await type(eject);
    expect(ejected.code, ejected.said).toBe(0);
    const copy = await readFile(site("_theme/components/PostCard.astro"), "utf8");
    await write(site("_theme/components/PostCard.astro"), `${copy}<p hidden>mine</p>\n`);
    expect(await type(diff)).toMatchObject({ code: 0 });

    await write(theme("components/PostCard.astro"), `${own}<p hidden>theirs</p>\n`);
    const drifted = await type(diff);
    expect(drifted.code).toBe(1);
    expect(drifted.said).toContain("CHANGED  components/PostCard.astro");
    expect(drifted.said).toContain("+<p hidden>theirs</p>");
    expect(drifted.said).toContain("+<p hidden>mine</p>");
    expect((await type(accept)).code).toBe(0);
    expect((await type(diff)).code).toBe(0);
    expect(await readFile(site("_theme/components/PostCard.astro"), "utf8")).toContain("mine");
    await shows("/", "<p hidden>mine</p>");
    await rm(theme("components/PostCard.astro"));
  });

  test("passes theme check", { timeout: 1_200_000 }, async () => {
    const [, , , , check = ""] = commandsIn(block("courtyard theme new"));
    const checked = await type(check, { env: { CI: "true" } });
    expect(checked.said).toContain("Nothing to mend.");
    expect(checked.code).toBe(0);
  });
});
