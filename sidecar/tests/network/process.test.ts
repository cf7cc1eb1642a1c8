import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import { countRows, freePort, testSidecar, until } from "../harness.ts";

const MAIN = join(import.meta.dirname, "../../src/main.ts");
let dir: string;
let child: ChildProcess | undefined;
let lines: Record<string, unknown>[] = [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "courtyard-process-"));
  lines = [];
});
afterEach(async () => {
  child?.kill("SIGKILL");
  await rm(dir, { recursive: true, force: true });
});

/** Starts the program as people do, and waits for its `ready` line. */
async function start(port: number): Promise<ChildProcess> {
  const args = [MAIN, "--dir", dir, "--port", String(port)];
  const started = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  child = started;
  createInterface({ input: started.stdout }).on("line", (line) => lines.push(JSON.parse(line)));
  await until(() => lines.some(({ event }) => event === "ready") || started.exitCode !== null);
  return started;
}

const exitOf = (one: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => one.on("exit", (code) => resolve(code)));

test("says when it is ready and where, and SIGTERM ends it cleanly with sockets open", async () => {
  const port = await freePort();
  const house = await testSidecar({ dir, port });
  const alice = await house.person("alice");
  await house.stop();
  const process = await start(port);
  const ready = lines.find(({ event }) => event === "ready");
  expect(ready).toMatchObject({ port, tenants: [alice.tenant.origin], program: "sidecar" });
  const phone = await alice.connect(alice.phone);
  const end = exitOf(process);
  const began = performance.now();
  process.kill("SIGTERM");
  expect(await phone.closed).toBe(1001);
  expect(await end).toBe(0);
  expect(performance.now() - began).toBeLessThan(5_000);
});

test("loses nothing that it acknowledged when it is killed, and logs nothing that was said", async () => {
  const port = await freePort();
  const house = await testSidecar({ dir, port });
  const [alice, carol] = [await house.person("alice"), await house.person("carol")];
  await house.stop();
  for (let round = 0; round < 3; round++) {
    const running = await start(port);
    const phone = await alice.connect(alice.phone);
    const acked: string[] = [];
    const sent = await Promise.all(
      Array.from({ length: 20 }, (_, i) => alice.sealed(carol, `secret ${round} ${i}`)),
    );
    for (const envelope of sent) phone.send({ t: "deliver", envelope });
    await until(() => phone.frames.some(({ t }) => t === "ack"));
    const end = exitOf(running);
    running.kill("SIGKILL");
    await end;
    for (const frame of phone.frames) if (frame.t === "ack") acked.push(frame.id);
    const list = acked.map((id) => `'${id}'`).join(",");
    expect(acked.length).toBeGreaterThan(0);
    expect(countRows(dir, "outbox", `id IN (${list})`)).toBe(acked.length);
    lines = lines.filter(({ event }) => event !== "ready");
  }
  const last = await start(port);
  await until(() => countRows(dir, "outbox", "state = 'waiting'") === 0);
  expect(countRows(dir, "sealed")).toBe(countRows(dir, "outbox"));
  const end = exitOf(last);
  last.kill("SIGINT");
  expect(await end).toBe(0);
  expect(JSON.stringify(lines)).not.toMatch(/secret|"ct"|"sig":"[^[]/);
});

test("explains a missing folder and a bad port on stderr, with exit code 2", async () => {
  for (const args of [[], ["--dir", dir, "--port", "none"], ["--dir", dir, "--what"]]) {
    const wrong = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    wrong.stderr.on("data", (data) => {
      text += data;
    });
    expect(await exitOf(wrong)).toBe(2);
    expect(text).toMatch(/--dir|--port|--what/);
  }
});
