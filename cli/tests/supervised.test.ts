import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { StartFailure, type Supervision, supervise } from "../src/processes/supervised.ts";
import { temporaryFolder } from "./captured-shell.ts";

const READY = `console.log(JSON.stringify({ level: 30, event: "ready", pid: process.pid, msg: "ready" }));`;
const STAYS = `${READY} process.on("SIGTERM", () => process.exit(0)); setInterval(() => {}, 1000);`;

async function start(code: string, supervision: Partial<Supervision> = {}) {
  const folder = temporaryFolder();
  const script = join(folder, "program.mjs");
  const log = join(folder, "program.log");
  writeFileSync(script, code);
  const silent: Supervision = { onLine: () => {}, onDeath: () => {}, onReturn: () => {} };
  const child = await supervise("program", {
    script,
    args: [],
    log,
    env: process.env,
    cwd: folder,
    supervision: { ...silent, ...supervision },
  });
  onTestFinished(() => child.stop());
  return { child, log };
}

test("is ready when the program says so, and keeps its log for the owner alone", async () => {
  const { child, log } = await start(STAYS);
  expect(child.ready).toMatchObject({ event: "ready" });
  await child.stop();
  expect(readFileSync(log, "utf8")).toContain(`"event":"ready"`);
});

test("starts a program again that died, says so, and says when it is back", async () => {
  const told: string[] = [];
  const back = Promise.withResolvers<void>();
  const { child } = await start(STAYS, {
    onDeath: ({ signal, delay }) => void told.push(`${signal} ${delay}`),
    onReturn: () => back.resolve(),
  });
  const first = child.pid;
  process.kill(first ?? 0, "SIGKILL");
  await back.promise;
  expect(told).toEqual(["SIGKILL 500"]);
  expect(child.pid).not.toBe(first);
});

test("waits longer after each quick death", async () => {
  const delays: number[] = [];
  const third = Promise.withResolvers<void>();
  await start(`${READY} setTimeout(() => process.exit(3), 20);`, {
    onDeath: ({ code, delay }) => {
      expect(code).toBe(3);
      delays.push(delay);
      if (delays.length === 3) third.resolve();
    },
  });
  await third.promise;
  expect(delays).toEqual([500, 1000, 2000]);
});

test("tells the last lines of a program that never became ready", async () => {
  const failure = await start(`console.error("no such table: tenant"); process.exit(1);`).catch(
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(StartFailure);
  expect(failure).toMatchObject({ program: "program", tail: ["no such table: tenant"] });
});

test("ends a program that does not listen to SIGTERM", async () => {
  const { child } = await start(
    `${READY} process.on("SIGTERM", () => {}); setInterval(() => {}, 1000);`,
  );
  const { pid } = child;
  await child.stop(200);
  expect(() => process.kill(pid ?? 0, 0)).toThrow("ESRCH");
});

test("leaves no orphan when the parent itself is killed", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "child.mjs"), STAYS);
  const source = new URL("../src/processes/supervised.ts", import.meta.url).href;
  writeFileSync(
    join(folder, "parent.mjs"),
    `import { supervise } from ${JSON.stringify(source)};
     const none = () => {};
     const child = await supervise("child", {
       script: ${JSON.stringify(join(folder, "child.mjs"))}, args: [], log: ${JSON.stringify(join(folder, "log"))},
       env: process.env, cwd: ${JSON.stringify(folder)}, supervision: { onLine: none, onDeath: none, onReturn: none },
     });
     console.log(child.pid);`,
  );
  const parent = spawn(process.execPath, [join(folder, "parent.mjs")]);
  const [line] = await once(parent.stdout, "data");
  const orphan = Number(String(line));
  process.kill(orphan, 0);
  parent.kill("SIGKILL");
  for (let tries = 0; isAlive(orphan) && tries < 100; tries++) await sleep(50);
  expect(isAlive(orphan)).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
