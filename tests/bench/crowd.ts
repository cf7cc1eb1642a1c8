import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** Many open websockets in a process of their own. */
export interface Crowd extends AsyncDisposable {
  /** Does `act`, which sends each of them one message, and tells when they had it. */
  heard(act: () => unknown): Promise<Heard>;
}

/** Ms from the act until the first, the middle and the last socket had the message, and its length. */
export interface Heard {
  readonly first: number;
  readonly median: number;
  readonly last: number;
  readonly bytes: number;
}

const PROCESS = fileURLToPath(new URL("crowd-process.ts", import.meta.url));

/** Opens `count` sockets; with a `page` they are guests who watch it, else they say nothing. */
export async function crowd(
  count: number,
  { port, host, page = "-" }: { port: number; host: string; page?: string },
): Promise<Crowd> {
  const args = [PROCESS, String(port), host, String(count), page];
  const child = spawn(
    "sh",
    ["-c", 'ulimit -n 20000 && exec "$0" "$@"', process.execPath, ...args],
    {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    },
  );
  await message(child, "ready");
  return {
    heard: async (act) => {
      const answer = message(child, "heard");
      // The monotonic clock is the same in all processes of a machine.
      const start = Number(process.hrtime.bigint()) / 1e6;
      await act();
      const { times, bytes } = (await answer) as { times: number[]; bytes: number };
      const after = times.map((time) => time - start).sort((a, b) => a - b);
      const at = (index: number) => after[index] ?? Number.NaN;
      return { first: at(0), median: at(after.length >> 1), last: at(after.length - 1), bytes };
    },
    async [Symbol.asyncDispose]() {
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
    },
  };
}

function message(child: ChildProcess, key: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error("the crowd's process ended"));
    const look = (value: unknown): void => {
      if (typeof value !== "object" || value === null || !(key in value)) return;
      child.off("message", look);
      child.off("exit", ended);
      resolve((value as Record<string, unknown>)[key]);
    };
    child.on("message", look);
    child.once("exit", ended);
  });
}
