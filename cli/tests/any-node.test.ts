import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, test } from "vitest";
import { REPOSITORY } from "../src/repository.ts";

// npm puts node_modules/.bin first; a person's shell does not.
const folders = (process.env.PATH ?? "")
  .split(delimiter)
  .filter((one) => !one.includes("node_modules"));
const machines = folders.map((folder) => join(folder, "node")).find(existsSync) ?? process.execPath;

function courtyard(...args: string[]) {
  return spawnSync(machines, [join(REPOSITORY, "cli/bin/courtyard.mjs"), ...args], {
    encoding: "utf8",
  });
}

test("courtyard runs under the machine's own Node, however old, on the Node that npm brought", () => {
  const { status, stdout, stderr } = courtyard("--version");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test("exit codes pass through the change of Node", () => {
  expect(courtyard("frob").status).toBe(2);
});
