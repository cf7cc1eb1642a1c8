// The rules that need a browser: every page of a rendered demo site is opened once in each way that a
// reader may open it, and asked what it is like.

import type { Browser, BrowserContext, Page } from "playwright-core";
import { EXIT } from "../exit-code.ts";
import { CliFault, reasonOf } from "../fault.ts";
import type { Words } from "../words/english.ts";
import { runAxe } from "./axe-findings.ts";
import type { DemoServer } from "./demo-server.ts";
import type { Finding } from "./finding.ts";
import { readFacts, readMotion, readOverflow, readPrint } from "./page-facts.ts";
import { addressOf, languageOf, templateOf } from "./page-kind.ts";

/** Pages at the same time: a browser and this process share the machine. */
const AT_ONCE = 2;
const WIDE = { width: 1024, height: 800 };
const NARROW = { width: 320, height: 640 };
/** JavaScript of a page before anybody touches it, in bytes. A post has none at all. */
const SCRIPT_BYTES = 10_240;

export interface Looking {
  readonly browser: Browser;
  readonly server: DemoServer;
  readonly words: Words;
  readonly signal: AbortSignal;
}

/** Opens each HTML file of the served site, and tells what is wrong with it. */
export async function lookAtPages(files: readonly string[], looking: Looking): Promise<Finding[]> {
  const findings: Finding[] = [];
  const waiting = [...files];
  const worker = async () => {
    const context = await looking.browser.newContext({ viewport: WIDE, colorScheme: "light" });
    const plain = await looking.browser.newContext({ viewport: WIDE, javaScriptEnabled: false });
    // One tab for all: to open one costs as much as to look at a page.
    const tab = await context.newPage();
    const ear = await listen(tab, looking.server.origin);
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      looking.signal.throwIfAborted();
      const seen = await lookAt(file, { ...looking, tab, ear, plain }).catch((cause: unknown) => {
        if (looking.signal.aborted) throw cause;
        const text = looking.words.themeCheck.broke(addressOf(file), reasonOf(cause));
        throw new CliFault("check-broke", text, { exit: EXIT.failed, cause });
      });
      findings.push(...seen);
    }
    await Promise.all([context.close(), plain.close()]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return findings;
}

type Sight = Looking & {
  readonly tab: Page;
  readonly ear: { heard: Heard };
  readonly plain: BrowserContext;
};

async function lookAt(file: string, { tab, ear, plain, server, words }: Sight): Promise<Finding[]> {
  const say = words.themeCheck;
  const page = addressOf(file);
  const findings: Finding[] = [];
  const wrong = (rule: Finding["rule"], text: string, how = "") =>
    findings.push({ rule, severity: "error", text, page: how === "" ? page : `${page} (${how})` });
  ear.heard = nothingHeard();
  const { heard } = ear;
  await tab.goto(`${server.origin}${encodeURI(page)}`, { waitUntil: "load" });
  const facts = await tab.evaluate(readFacts);
  if (facts.headings !== 1) wrong("heading", say.headings(facts.headings));
  if (facts.mains !== 1) wrong("landmark", say.landmark("main", facts.mains));
  if (facts.banners !== 1) wrong("landmark", say.landmark("header", facts.banners));
  if (facts.footers !== 1) wrong("landmark", say.landmark("footer", facts.footers));
  if (facts.navs === 0) wrong("landmark", say.landmark("nav", 0));
  if (facts.skip) wrong("skip-link", say.skip[facts.skip]);
  for (const source of facts.inlineScripts) wrong("inline-script", say.inlineScript(source));
  for (const url of heard.strangers) wrong("third-party", say.thirdParty(url));
  for (const line of heard.complaints) {
    // A missing page's own status is no fault, and an inline script is told above.
    if (/status of 404|inline script|inline event handler/.test(line)) continue;
    wrong("console", say.console(line));
  }
  const isPost = templateOf(file) === "Post";
  if (heard.scriptBytes > (isPost ? 0 : SCRIPT_BYTES)) {
    wrong("script-budget", say.scriptBudget(heard.scriptBytes, isPost ? 0 : SCRIPT_BYTES));
  }
  const axe = async (how: string, rules?: readonly string[]) => {
    for (const { id, help, target, why } of await runAxe(tab, {
      lang: words.code,
      ...(rules ? { rules } : {}),
    })) {
      wrong("axe", say.axe(help, id, target, why), how);
    }
  };
  await axe("");

  await tab.setViewportSize(NARROW);
  for (const element of await tab.evaluate(readOverflow)) wrong("overflow", say.overflow(element));
  await tab.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  for (const element of await tab.evaluate(readMotion)) wrong("motion", say.motion(element));
  // The colours of a text are the same in every language of a theme.
  if (languageOf(file) === "en")
    await axe(say.dark, ["color-contrast", "link-in-text-block", "target-size"]);

  await tab.setViewportSize(WIDE);
  await tab.emulateMedia({ colorScheme: "light", reducedMotion: null, media: "print" });
  const print = await tab.evaluate(readPrint);
  await tab.emulateMedia({ media: null });
  if (!print.text) wrong("print", say.printText);
  for (const nav of print.navs) wrong("print", say.printNav(nav));

  // Without a script on the page there is nothing to do without.
  if (heard.scriptBytes > 0 || facts.inlineScripts.length > 0) {
    const bare = await plain.newPage();
    await bare.goto(tab.url(), { waitUntil: "load" });
    const { text } = await bare.evaluate(readFacts);
    const lost = facts.text.find((line) => !text.includes(line));
    if (lost !== undefined) wrong("no-script", say.noScript(lost.slice(0, 80)));
    await bare.close();
  }
  return findings;
}

interface Heard {
  readonly strangers: Set<string>;
  readonly complaints: Set<string>;
  scriptBytes: number;
}

function nothingHeard(): Heard {
  return { strangers: new Set(), complaints: new Set(), scriptBytes: 0 };
}

/** Notes what the tab's pages ask for and complain of. Nobody but their own server is asked. */
async function listen(tab: Page, origin: string): Promise<{ heard: Heard }> {
  const ear = { heard: nothingHeard() };
  const isOwn = (url: URL) => url.origin === origin || /^(data|blob|about):$/.test(url.protocol);
  await tab.route(
    (url) => !isOwn(url),
    async (route) => {
      ear.heard.strangers.add(new URL(route.request().url()).origin);
      await route.abort();
    },
  );
  tab.on("console", (line) => {
    const text = line.text().replaceAll(origin, "").slice(0, 300);
    if (line.type() === "error") ear.heard.complaints.add(text);
  });
  tab.on("pageerror", ({ message }) => ear.heard.complaints.add(message.slice(0, 300)));
  tab.on("response", (response) => {
    if (response.request().resourceType() !== "script") return;
    ear.heard.scriptBytes += Number(response.headers()["content-length"] ?? 1);
  });
  return ear;
}
