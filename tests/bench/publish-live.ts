// From a save to the live site: the publisher as its owner starts it, a real sidecar over loopback.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { settle } from "../living/person.ts";
import { median, rounded } from "./figure.ts";
import { mulberry32, postFile, postText } from "./publish-corpus.ts";

const MAIN = join(import.meta.dirname, "../../site/src/publisher/main.ts");
const EDITS = 11;

/** Milliseconds; medians where there are several. */
export interface LiveFigures {
  /** From the process's start to `ready`, with nothing changed since the last. */
  readonly start: number;
  /** From the settled save to live, and from the write of the file to live. */
  readonly live: number;
  readonly all: number;
  readonly megabytes: number;
}

/** Publishes `contentDir` once, starts again, and edits. `dir` is the publisher's. */
export async function measureLive(
  contentDir: string,
  { root, dir, posts }: { root: string; dir: string; posts: number },
): Promise<LiveFigures> {
  const house = join(root, `house-${posts}`);
  await mkdir(house, { recursive: true });
  const person = await settle(house, "bench");
  try {
    const keyFile = join(house, "key.json");
    const { kid, secret, address } = await person.control("publisher-key", {});
    await writeFile(keyFile, JSON.stringify({ kid, secret, address }));
    const args = ["--content", contentDir, "--dir", dir, "--key", keyFile];
    await ended(spawn(process.execPath, [MAIN, ...args], { stdio: "ignore" }));
    const started = performance.now();
    const child = spawn(process.execPath, [MAIN, ...args, "--watch"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const next = eventsOf(child);
    await next("ready");
    const start = performance.now() - started;
    const settled: number[] = [];
    const all: number[] = [];
    const random = mulberry32(11);
    for (let turn = 0; turn <= EDITS; turn++) {
      const n = Math.floor(random() * posts);
      const text = postText(n, posts, { words: `Live words of turn ${turn} ${started}.` });
      const saved = performance.now();
      await writeFile(join(contentDir, postFile(n)), text);
      const { renderMs, sendMs } = await next("published");
      if (turn === 0) continue;
      all.push(performance.now() - saved);
      settled.push(Number(renderMs) + Number(sendMs));
    }
    const megabytes = await peakOf(child);
    child.kill("SIGTERM");
    await ended(child);
    return {
      start: rounded(start),
      live: rounded(median(settled)),
      all: rounded(median(all)),
      megabytes: rounded(megabytes),
    };
  } finally {
    await person.vault[Symbol.asyncDispose]();
    await person.sidecar[Symbol.asyncDispose]();
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null) await once(child, "exit");
  if (child.exitCode !== 0) throw new Error(`the publisher ended with ${child.exitCode}`);
}

type Fields = Record<string, unknown>;

/** Waits for log lines by their event; a failure ends the waiting. */
function eventsOf(child: ChildProcess): (event: string) => Promise<Fields> {
  const seen: Fields[] = [];
  let wake = (): void => undefined;
  if (!child.stdout) throw new Error("the publisher says nothing");
  createInterface(child.stdout).on("line", (line) => {
    seen.push(JSON.parse(line) as Fields);
    wake();
  });
  return async (event) => {
    for (;;) {
      const found = seen.splice(0).find((line) => line.event === event || line.event === "failed");
      if (found?.event === "failed") throw new Error(String(found.msg));
      if (found) return found;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
}

async function peakOf({ pid }: ChildProcess): Promise<number> {
  const { readFile } = await import("node:fs/promises");
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}
