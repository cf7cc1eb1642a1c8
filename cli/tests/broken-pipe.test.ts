import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";

const COURTYARD = join(import.meta.dirname, "../bin/courtyard.mjs");

test("ends quietly and with success when nobody reads what it prints", async () => {
  const child = spawn(process.execPath, [COURTYARD, "--help"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.destroy();
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  const [code] = await once(child, "close");
  expect({ code, said }).toEqual({ code: 0, said: "" });
});
