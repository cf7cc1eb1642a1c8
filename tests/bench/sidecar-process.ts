import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type TestSidecar, testSidecar } from "../../sidecar/tests/harness.ts";

/** A sidecar as its operator runs it, in a process of its own. */
export interface SidecarProcess<Seed> extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
  /** What was made before it started. */
  readonly seed: Seed;
  /** Resident memory in MB (1e6 bytes): the least of some looks, since garbage comes and goes. */
  resident(): Promise<number>;
}

const MAIN = fileURLToPath(new URL("../../sidecar/src/main.ts", import.meta.url));
const LOOKS = 12;
const BETWEEN_LOOKS = 500;

/** Lets `plant` make people and sites in this process, then starts the real one on the same folder and port. */
export async function sidecarProcess<Seed>(
  plant: (house: TestSidecar) => Promise<Seed>,
): Promise<SidecarProcess<Seed>> {
  const dir = await mkdtemp(join(tmpdir(), "courtyard-bench-"));
  const house = await testSidecar({ dir });
  const { port } = house;
  const seed = await plant(house);
  await house.stop();
  // 5,000 sockets are more files than many shells allow by default.
  const command = 'ulimit -n 20000 && exec "$0" "$@"';
  const args = [MAIN, "--dir", dir, "--port", String(port)];
  const child = spawn("sh", ["-c", command, process.execPath, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = once(child, "exit");
  const ready = (async () => {
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.includes('"event":"ready"')) return;
    }
    throw new Error("the sidecar ended before it was ready");
  })();
  await ready;
  child.stdout.resume();
  const pid = child.pid ?? 0;
  return {
    ...{ port, pid, seed },
    resident: async () => {
      let least = Number.POSITIVE_INFINITY;
      for (let i = 0; i < LOOKS; i++) {
        await new Promise((wake) => setTimeout(wake, BETWEEN_LOOKS));
        const status = await readFile(`/proc/${pid}/status`, "utf8");
        least = Math.min(least, Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024);
      }
      return Math.round(least / 1e5) / 10;
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await gone;
      await rm(dir, { recursive: true, force: true });
    },
  };
}
