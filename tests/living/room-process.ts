import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const MAIN = {
  sidecar: "../../sidecar/src/main.ts",
  vault: "../../home-vault/src/main.ts",
} as const;

/** One process of a house, which a test may kill and start again on the same folder and port. */
export interface RoomProcess extends AsyncDisposable {
  readonly name: string;
  readonly pid: number | undefined;
  /** Starts it; resolves when its log says `"event":"ready"`. */
  start(): Promise<void>;
  /** SIGKILL, and resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM, and resolves with its exit code. */
  stop(): Promise<number | null>;
}

/**
 * Describes a sidecar or vault as a process of its own. Its log is appended to `logFile`, over all
 * of its lives. Nothing runs until `start`.
 */
export function roomProcess(
  name: string,
  {
    room,
    args,
    logFile,
    env = {},
  }: {
    room: keyof typeof MAIN;
    args: readonly string[];
    logFile: string;
    env?: Record<string, string>;
  },
): RoomProcess {
  const log = createWriteStream(logFile, { flags: "a" });
  let child: ChildProcess | undefined;
  let gone: Promise<unknown> = Promise.resolve();

  async function start(): Promise<void> {
    const main = fileURLToPath(new URL(MAIN[room], import.meta.url));
    const started = spawn(process.execPath, [main, ...args], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child = started;
    gone = once(started, "exit");
    started.stderr.pipe(log, { end: false });
    let tail: string[] = [];
    const lines = createInterface({ input: started.stdout });
    await new Promise<void>((resolve, reject) => {
      lines.on("line", (line) => {
        log.write(`${line}\n`);
        tail = [...tail.slice(-4), line];
        if (line.includes('"event":"ready"')) resolve();
      });
      // Killed on purpose while it starts is no failure: the caller knows and starts it again.
      started.once("exit", (code, signal) =>
        signal === "SIGKILL"
          ? resolve()
          : reject(new Error(`${name} exited with ${code}:\n${tail.join("\n")}`)),
      );
    });
  }

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return null;
    child.kill(signal);
    await gone;
    return child.exitCode;
  }

  return {
    name,
    get pid() {
      return child?.pid;
    },
    start,
    kill: async () => {
      await end("SIGKILL");
    },
    stop: () => end("SIGTERM"),
    async [Symbol.asyncDispose]() {
      await end("SIGTERM");
      log.end();
    },
  };
}
