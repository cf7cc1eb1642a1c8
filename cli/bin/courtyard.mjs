#!/usr/bin/env node
// Plain JavaScript that an old Node can read: it only makes sure that Courtyard itself runs on Node 26.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const NEEDED = 26;
const here = dirname(fileURLToPath(import.meta.url));

if (Number(process.versions.node.split(".")[0]) >= NEEDED) {
  const { main } = await import("../src/main.ts");
  await main();
} else {
  const node = installedNode(here);
  if (node === null) {
    console.error(
      `Courtyard runs on Node ${NEEDED}, and this is Node ${process.versions.node}.\n` +
        "Run `npm install` in the Courtyard folder: it brings the right Node along, beside the machine's own.\n" +
        "If it is missing afterwards, npm was told not to run install scripts: `npm rebuild node --ignore-scripts=false` fetches it.",
    );
    process.exit(3);
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  // A terminal sends Ctrl-C to both; a supervisor only to us. The child ends itself, then we follow.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => child.kill(signal));
  }
  child.on("error", (error) => {
    console.error(`Could not start ${node}: ${error.message}`);
    process.exit(3);
  });
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? (signal === "SIGINT" ? 130 : 1);
  });
}

/** The npm package `node` puts its binary in the nearest node_modules/.bin at or above us. */
function installedNode(folder) {
  const binary = join(folder, "node_modules", "node", "bin", "node");
  if (existsSync(binary)) return binary;
  const parent = dirname(folder);
  return parent === folder ? null : installedNode(parent);
}
