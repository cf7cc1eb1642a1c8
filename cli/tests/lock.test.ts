import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { lockHome } from "../src/start/lock.ts";
import { english } from "../src/words/english.ts";
import { temporaryFolder } from "./captured-shell.ts";

test("a living courtyard holds its home against a second start", async () => {
  const path = join(temporaryFolder(), "start.lock");
  const holder = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", "courtyard"]);
  onTestFinished(() => void holder.kill());
  await once(holder, "spawn");
  writeFileSync(path, `${holder.pid}\n`);
  expect(() => lockHome(path, english)).toThrow(
    `This house is open already, by process ${holder.pid}.`,
  );
});

test.each([
  ["a process that is gone", () => "999999999"],
  ["a number that another program has by now", () => String(process.ppid)],
  ["rubbish", () => "?"],
])("a lock of %s is taken over", (_what, text) => {
  const path = join(temporaryFolder(), "start.lock");
  writeFileSync(path, text());
  const lock = lockHome(path, english);
  lock[Symbol.dispose]();
  expect(existsSync(path)).toBe(false);
});
