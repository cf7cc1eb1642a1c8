// The publisher as a program. Exit codes: 0 live, 1 not published, 2 command line, 3 set-up,
// 5 the sidecar does not answer, 6 it refused.

import { mkdirSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { readArguments, USAGE } from "./arguments.ts";

const input = readArguments(process.argv.slice(2));
if ("help" in input) {
  process.stdout.write(`${USAGE}\n`);
  process.exit(0);
}
if ("problem" in input) {
  process.stderr.write(`${input.problem}\n\n${USAGE}\n`);
  process.exit(2);
}
// A third of a start is compiling: all but this file is loaded after the cache is there.
keepCompiled(join(input.options.dir, "cache", "compile"));
const { runPublisher } = await import("./run-publisher.ts");
await runPublisher(input.options);

/** Threads and the bundler, which are started from here, take it from the environment. */
function keepCompiled(folder: string): void {
  if (process.env.NODE_COMPILE_CACHE !== undefined) return;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    enableCompileCache(folder);
    process.env.NODE_COMPILE_CACHE = folder;
  } catch {
    // A disk that takes no cache is no reason not to start.
  }
}
