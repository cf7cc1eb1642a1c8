import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));

/** A free TCP port on loopback at the moment of asking; whoever asks binds it at once. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Runs one `courtyard` command to its end; `stdout` and `stderr` are text. */
export async function courtyard(
  args: readonly string[],
  options: { input?: string } = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawnCourtyard(args);
  const output = collect(child);
  child.stdin?.end(options.input ?? "");
  const [code] = (await once(child, "close")) as [number | null];
  return { code, ...output };
}

/** How `openHouse` starts a person's house: the words of `courtyard start`. */
export interface HouseOptions {
  home: string;
  address: string;
  content: string;
  appPort: number;
  /** The sidecar's port, where the house runs its own; left out for one on somebody else's sidecar. */
  port?: number;
  /** The operator's one-time code, for a house on somebody else's sidecar. */
  claim?: string;
}

/** A running `courtyard start`, as a person at the terminal has it. */
export interface House extends AsyncDisposable {
  site: string;
  app: string;
  /** Everything printed so far, standard output and standard error. */
  printed(): string;
  /** Ctrl-C; resolves to the exit code when the terminal is free again. */
  close(): Promise<number | null>;
}

/** Runs `courtyard start` and resolves when it has printed the addresses of the site and the app. */
export async function openHouse(options: HouseOptions): Promise<House> {
  const args = [
    ...["start", "--home", options.home, "--address", options.address],
    ...["--content", options.content, "--app-port", String(options.appPort)],
    ...(options.port === undefined ? ["--no-sidecar"] : ["--port", String(options.port)]),
    ...(options.claim === undefined ? [] : ["--claim", options.claim]),
  ];
  const child = spawnCourtyard(args);
  const output = collect(child);
  const printed = () => output.stdout + output.stderr;
  const ended = once(child, "close") as Promise<[number | null]>;
  const close = async () => {
    if (child.exitCode === null) child.kill("SIGINT");
    return (await ended)[0];
  };
  const found = (word: string) =>
    new RegExp(`^\\s*${word}\\s+(https?://\\S+)`, "m").exec(output.stdout)?.[1];
  let site: string | undefined;
  let app: string | undefined;
  while (site === undefined || app === undefined) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (child.exitCode !== null) throw new Error(`courtyard start ended early:\n${printed()}`);
    site = found("site");
    app = found("app");
  }
  return {
    site,
    app,
    printed,
    close,
    async [Symbol.asyncDispose]() {
      await close();
    },
  };
}

/** Runs a `courtyard` command that stays, such as `sidecar run`, until it says that it is ready. */
export async function courtyardInBackground(
  args: readonly string[],
): Promise<{ close(): Promise<number | null> }> {
  const child = spawnCourtyard(args);
  const output = collect(child);
  const ended = once(child, "close") as Promise<[number | null]>;
  while (!output.stdout.includes('"event":"ready"')) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (child.exitCode !== null) throw new Error(`${args.join(" ")} ended:\n${output.stderr}`);
  }
  return {
    close: async () => {
      child.kill("SIGINT");
      return (await ended)[0];
    },
  };
}

function spawnCourtyard(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [join(REPOSITORY, "cli/bin/courtyard.mjs"), ...args], {
    cwd: REPOSITORY,
    env: { ...process.env, NO_COLOR: "1", LANG: "en_US.UTF-8", LC_ALL: "en_US.UTF-8" },
    stdio: ["pipe", "pipe", "pipe"],
  });
}

function collect(child: ChildProcess): { stdout: string; stderr: string } {
  const output = { stdout: "", stderr: "" };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    output.stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    output.stderr += text;
  });
  return output;
}
