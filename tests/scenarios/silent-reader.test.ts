// Each program of a house with a log that nobody reads any more: it works on, and ends when it is told to.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, openSync, writeSync } from "node:fs";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ask } from "@courtyard/cli/net/request.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../living/house.ts";
import { type LivingPerson, settle } from "../living/person.ts";

const ROOT = join(import.meta.dirname, "../..");
let root: string;
let alice: LivingPerson;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "courtyard-silent-"));
  alice = await settle(root, "alice");
});
afterAll(async () => {
  await alice?.vault[Symbol.asyncDispose]();
  await alice?.sidecar[Symbol.asyncDispose]();
  await rm(root, { recursive: true, force: true });
});

/** The status with which a server answers; 0 while there is none. */
const status = (url: string) =>
  ask(url).then(
    (answer) => answer.status,
    () => 0,
  );

/** Runs a program whose log goes into a full pipe; ends it once `works`, and gives its exit code. */
async function endedWhenItWorks(args: readonly string[], works: () => Promise<boolean>) {
  const pipe = join(await mkdtemp(join(root, "log-")), "pipe");
  execFileSync("mkfifo", [pipe]);
  const filler = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
  expect(() => {
    for (;;) writeSync(filler, "x".repeat(4096));
  }).toThrow("EAGAIN");
  const full = openSync(pipe, "w");
  const child = spawn(process.execPath, args, { stdio: ["ignore", full, "inherit"] });
  closeSync(full);
  try {
    const ended = once(child, "exit");
    await expect.poll(works, { timeout: 60_000 }).toBe(true);
    child.kill("SIGTERM");
    return (await ended)[0];
  } finally {
    child.kill("SIGKILL");
    closeSync(filler);
  }
}

test("the sidecar", async () => {
  const port = await freePort();
  const main = join(ROOT, "sidecar/src/main.ts");
  const args = ["--dir", join(root, "sidecar"), "--port", `${port}`, "--log-level", "debug"];
  const works = async () => (await status(`http://127.0.0.1:${port}/healthz`)) === 200;
  expect(await endedWhenItWorks([main, ...args], works)).toBe(0);
});

test("the vault", async () => {
  const port = await freePort();
  const main = join(ROOT, "home-vault/src/main.ts");
  const works = async () => (await status(`http://127.0.0.1:${port}/`)) !== 0;
  const args = ["--dir", join(root, "vault"), "--port", `${port}`];
  expect(await endedWhenItWorks([main, ...args], works)).toBe(0);
});

test("the publisher", async () => {
  const content = join(root, "content");
  const key = join(root, "key.json");
  await cp(join(ROOT, "site/tests/fixtures/garden"), content, { recursive: true });
  const { kid, secret, address } = await alice.control("publisher-key", {});
  await writeFile(key, JSON.stringify({ kid, secret, address }), { mode: 0o600 });
  const main = join(ROOT, "site/src/publisher/main.ts");
  const args = ["--content", content, "--dir", join(root, "publisher"), "--key", key, "--watch"];
  const works = async () => (await status(`http://alice.localhost:${alice.port}/`)) === 200;
  expect(await endedWhenItWorks([main, ...args], works)).toBe(0);
});
