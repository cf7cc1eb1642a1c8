// `npm run smoke`: what a newcomer does in the first minute, with real processes and a fresh home.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ROOT } from "../architecture/import-scan.ts";
import { freePort } from "../living/house.ts";

const FIRST_START = 240_000;
const LATER_START = 60_000;
const END = 20_000;

let passed = 0;
let failed = 0;

const home = await mkdtemp(join(tmpdir(), "courtyard-smoke-"));
const env = {
  ...process.env,
  COURTYARD_HOME: home,
  COURTYARD_PORT: String(await freePort()),
  COURTYARD_APP_PORT: String(await freePort()),
  LC_ALL: "en_US.UTF-8",
};
try {
  await liveOnce(FIRST_START, { first: true });
  await liveOnce(LATER_START, { first: false });
} catch (error) {
  claim(
    `the smoke test comes to its end: ${error instanceof Error ? error.message : error}`,
    false,
  );
} finally {
  await rm(home, { recursive: true, force: true });
}
console.log(`smoke: ${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

async function liveOnce(patience: number, { first }: { first: boolean }): Promise<void> {
  const which = first ? "first start" : "second start";
  const began = performance.now();
  // Its own process group, so that the signal reaches npm, the shell and node as from a terminal.
  const child = spawn("npm", ["start"], {
    cwd: ROOT,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "close") as Promise<[number | null]>;
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  }
  const address = (name: string) => new RegExp(`^\\s+${name}\\s+(http\\S+)`, "m").exec(said)?.[1];
  while (
    address("app") === undefined &&
    child.exitCode === null &&
    performance.now() - began < patience
  )
    await sleep(100);
  const site = address("site");
  const app = address("app");
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  claim(
    `${which}: both addresses are printed (${seconds} s)`,
    site !== undefined && app !== undefined,
  );
  if (site && app) {
    await claimAnswers(which, { site, app });
    claim(
      `${which}: the recovery phrase is ${first ? "shown" : "not shown again"}`,
      first === /^ +1 [a-z]+ +7 /m.test(said),
    );
  } else {
    console.log(said.replace(/^/gm, "     "));
  }

  if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGINT");
  const code = await Promise.race([ended.then(([exit]) => exit), sleep(END, "late" as const)]);
  claim(`${which}: Ctrl-C ends it with exit code 0 (${code})`, code === 0);
  if (code === "late" && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  const left = await processesOf(home);
  claim(
    `${which}: no process is left${left.length > 0 ? `: ${left.join(" | ")}` : ""}`,
    left.length === 0,
  );
}

async function claimAnswers(
  which: string,
  { site, app }: { site: string; app: string },
): Promise<void> {
  const front = await answer(site);
  claim(`${which}: the site answers`, front.status === 200 && front.text.includes("<h1"));
  const feeds = [...front.text.matchAll(/<link\b[^>]*rel="alternate"[^>]*>/g)]
    .map(([tag]) => tag)
    .filter((tag) => /type="application\/(rss\+xml|atom\+xml|feed\+json)"/.test(tag))
    .map((tag) => /href="([^"]+)"/.exec(tag)?.[1] ?? "");
  claim(`${which}: the front page names three feeds`, feeds.length >= 3);
  for (const feed of feeds) {
    const { status, text } = await answer(new URL(feed, site).href);
    claim(`${which}: ${new URL(feed, site).pathname} answers`, status === 200 && text.length > 500);
  }
  const page = await answer(app);
  claim(`${which}: the app answers`, page.status === 200 && page.text.includes("<script"));
}

async function answer(url: string): Promise<{ status: number; text: string }> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  return { status: response.status, text: await response.text() };
}

/** The command lines of living processes that name the folder (Linux). */
async function processesOf(folder: string): Promise<string[]> {
  const pids = (await readdir("/proc")).filter(
    (name) => /^\d+$/.test(name) && Number(name) !== process.pid,
  );
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")),
  );
  return lines
    .filter((line) => line.includes(folder))
    .map((line) => line.replaceAll("\0", " ").trim());
}

function claim(what: string, holds: boolean): void {
  if (holds) passed += 1;
  else failed += 1;
  console.log(`${holds ? "ok  " : "FAIL"} ${what}`);
}
