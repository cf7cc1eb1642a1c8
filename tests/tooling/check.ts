// `npm run check`: everything about the code that a tool can tell, one line per step with its time.
// `npm run check -- types` runs only the steps whose name holds the word.
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { ROOT } from "../architecture/import-scan.ts";
import { checkSteps, type Step } from "./check-steps.ts";

const word = process.argv[2];
const steps = checkSteps(ROOT).filter((step) => word === undefined || step.name.includes(word));
if (steps.length === 0) {
  console.error(`No check is called "${word}".`);
  process.exit(2);
}

const failures: string[] = [];
const width = Math.max(...steps.map((step) => step.name.length));

const queue = [...steps];
await Promise.all(
  Array.from({ length: Math.min(2, availableParallelism()) }, async () => {
    for (let step = queue.shift(); step; step = queue.shift()) await runStep(step);
  }),
);

console.log(`checks: ${steps.length - failures.length} passed, ${failures.length} failed`);
process.exit(failures.length > 0 ? 1 : 0);

async function runStep(step: Step): Promise<void> {
  const started = performance.now();
  const { code, output } = await execute(step);
  const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(6);
  const passed = code === 0;
  console.log(`${passed ? "ok  " : "FAIL"} ${step.name.padEnd(width)} ${seconds} s`);
  if (passed) return;
  failures.push(step.name);
  console.log(output.trimEnd().replace(/^/gm, "     "));
}

function execute(step: Step): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const bin = join(ROOT, "node_modules", ".bin");
    const child = spawn(join(bin, step.command), step.args, {
      cwd: step.cwd,
      env: {
        ...process.env,
        PATH: `${bin}:${process.env.PATH ?? ""}`,
        ASTRO_TELEMETRY_DISABLED: "1",
        ASTRO_DISABLE_UPDATE_CHECK: "true",
        ...(process.stdout.isTTY ? { FORCE_COLOR: "1" } : { NO_COLOR: "1" }),
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.on("error", (error) => resolve({ code: 127, output: error.message }));
    child.on("close", (code) => resolve({ code, output }));
  });
}
