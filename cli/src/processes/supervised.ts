import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, type WriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type LogLine, readLogLine } from "./log-line.ts";

/** What a supervised process tells its owner. */
export interface Supervision {
  onLine(line: LogLine): void;
  /** It died without being asked to; it starts again in `delay` milliseconds. */
  onDeath(how: { code: number | null; signal: string | null; delay: number }): void;
  /** It is ready again after a death. */
  onReturn(): void;
}

/** A child process that is kept alive until it is stopped. */
export interface Supervised extends AsyncDisposable {
  readonly name: string;
  /** The `ready` line's fields of the first start. */
  readonly ready: Readonly<Record<string, unknown>>;
  readonly pid: number | undefined;
  /** SIGTERM, then SIGKILL after `grace` milliseconds. */
  stop(grace?: number): Promise<void>;
}

/** The process ended before it was ready: `tail` holds the last lines it wrote. */
export class StartFailure extends Error {
  override readonly name = "StartFailure";
  readonly program: string;
  readonly tail: readonly string[];

  constructor(program: string, tail: readonly string[]) {
    super(`${program} ended before it was ready`);
    this.program = program;
    this.tail = tail;
  }
}

const PARENT_WATCH = fileURLToPath(new URL("./parent-watch.mjs", import.meta.url));
const FIRST_DELAY = 500;
const LAST_DELAY = 30_000;
/** A process that lived this long had a healthy start: the next death begins at the shortest delay. */
const HEALTHY_AFTER = 60_000;
const TAIL = 20;

/**
 * Starts `node script args`, writes its output to `log`, and resolves at its `"event":"ready"` line.
 * Afterwards a death is answered by a restart with doubling delays (0.5 s to 30 s).
 */
export async function supervise(
  name: string,
  {
    script,
    args,
    log,
    env,
    cwd,
    supervision,
    signal,
  }: {
    script: string;
    args: readonly string[];
    log: string;
    env: NodeJS.ProcessEnv;
    cwd: string;
    supervision: Supervision;
    /** Gives up waiting for the first `ready`. */
    signal?: AbortSignal;
  },
): Promise<Supervised> {
  const output = createWriteStream(log, { flags: "a", mode: 0o600 });
  let child: ChildProcess;
  let stopping = false;
  let delay = FIRST_DELAY;
  let timer: NodeJS.Timeout | undefined;

  const start = () => launch({ name, script, args, env, cwd, output, onLine: supervision.onLine });
  const watch = (running: Launched) => {
    child = running.child;
    const born = performance.now();
    running.ended.then(({ code, signal: by }) => {
      if (stopping) return;
      if (performance.now() - born > HEALTHY_AFTER) delay = FIRST_DELAY;
      supervision.onDeath({ code, signal: by, delay });
      timer = setTimeout(() => {
        const again = start();
        watch(again);
        again.ready.then(supervision.onReturn, () => undefined); // its own `ended` tells the failure
      }, delay);
      delay = Math.min(delay * 2, LAST_DELAY);
    });
  };

  const first = start();
  child = first.child;
  const stop = async (grace = 8_000) => {
    stopping = true;
    clearTimeout(timer);
    await end(child, grace);
    await new Promise<void>((resolve) => output.end(resolve));
  };
  const onAbort = () => void child.kill("SIGTERM");
  signal?.addEventListener("abort", onAbort, { once: true });
  let ready: Readonly<Record<string, unknown>>;
  try {
    ready = await first.ready;
  } catch (error) {
    await stop();
    throw error;
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
  watch(first);
  return {
    name,
    ready,
    get pid() {
      return child.pid;
    },
    stop,
    [Symbol.asyncDispose]: () => stop(),
  };
}

interface Launched {
  child: ChildProcess;
  ready: Promise<Readonly<Record<string, unknown>>>;
  ended: Promise<{ code: number | null; signal: string | null }>;
}

function launch({
  name,
  script,
  args,
  env,
  cwd,
  output,
  onLine,
}: {
  name: string;
  script: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
  output: WriteStream;
  onLine: (line: LogLine) => void;
}): Launched {
  const child = spawn(process.execPath, ["--import", PARENT_WATCH, script, ...args], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    // Its own group: Ctrl-C reaches us alone, and we end the processes in order.
    detached: true,
  });
  const tail: string[] = [];
  const {
    promise: ready,
    resolve,
    reject,
  } = Promise.withResolvers<Readonly<Record<string, unknown>>>();
  const read = (line: string) => {
    output.write(`${line}\n`);
    tail.push(line);
    if (tail.length > TAIL) tail.shift();
    const parsed = readLogLine(line);
    if (parsed === null) return;
    if (parsed.event === "ready") resolve(parsed.fields);
    onLine(parsed);
  };
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on("line", read);
  }
  const ended = new Promise<{ code: number | null; signal: string | null }>((done) => {
    child.once("error", (error) => {
      tail.push(error.message);
      done({ code: null, signal: null });
    });
    // `close` rather than `exit`: the last lines are read by then.
    child.once("close", (code, by) => done({ code, signal: by }));
  });
  ended.then(() => reject(new StartFailure(name, tail)));
  ready.catch(() => undefined); // a restart's failure is told by `ended`
  return { child, ready, ended };
}

function end(child: ChildProcess, grace: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined)
    return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill("SIGKILL"), grace);
    child.once("exit", () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill("SIGTERM");
  });
}
