import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { EXIT } from "../exit-code.ts";
import { CliFault } from "../fault.ts";
import type { House } from "../home/house.ts";
import type { LogLine } from "../processes/log-line.ts";
import { StartFailure, type Supervised, supervise } from "../processes/supervised.ts";
import { REPOSITORY } from "../repository.ts";
import { PROGRAMS } from "../run-room.ts";
import type { Shell } from "../shell.ts";

type Program = keyof typeof PROGRAMS;

/** Starts one room's program under supervision; its warnings become calm lines of ours. */
export async function startRoom(
  program: Program,
  {
    args,
    house,
    shell,
    signal,
  }: {
    args: readonly string[];
    house: House;
    shell: Shell;
    signal: AbortSignal;
  },
): Promise<Supervised> {
  const { terminal, words } = shell;
  const what = words.start.names[program];
  const log = join(house.places.logs, `${program}.log`);
  await mkdir(house.places.logs, { recursive: true, mode: 0o700 });
  // Further lines (a place in a file, a code frame) stand under the first.
  const note = (text: string) =>
    terminal.note(`${clockTime(shell.now())}  ${text.replaceAll("\n", `\n${" ".repeat(10)}`)}`);
  let worried = false;
  try {
    return await supervise(program, {
      script: PROGRAMS[program],
      args,
      log,
      cwd: REPOSITORY,
      env: {
        ...shell.env,
        ...(program === "sidecar" && (await leanEnvironment(house, shell))),
        ASTRO_TELEMETRY_DISABLED: "1",
        ASTRO_DISABLE_UPDATE_CHECK: "true",
      },
      signal,
      supervision: {
        onLine: (line) => {
          if (isWorrying(line)) note(`${what}: ${line.text}`);
          else if (isNews(line)) note(line.text);
          else if (worried && line.event === "linked") note(`${what}: ${line.text}`);
          worried = isWorrying(line) || (worried && line.event !== "linked");
        },
        onDeath: ({ code, signal: by, delay }) =>
          note(terminal.warn(words.start.died(what, by ?? `exit ${code}`, delay / 1000))),
        onReturn: () => note(words.start.returned(what)),
      },
    });
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error;
    const lines = [words.start.failed(what), ...error.tail.map((line) => `  ${line}`)];
    throw new CliFault("room-failed", lines.join("\n"), {
      exit: EXIT.failed,
      mend: words.start.failedMend(log),
      cause: error,
    });
  }
}

/**
 * What saves the sidecar 30 MB. It cannot see to it by itself, since we hold a channel to it: see
 * sidecar/src/start/lean-process.ts.
 */
async function leanEnvironment(house: House, { env }: Shell): Promise<NodeJS.ProcessEnv> {
  const compiled = join(house.places.sidecar, "compile-cache");
  await mkdir(compiled, { recursive: true, mode: 0o700 });
  const options = `${env.NODE_OPTIONS ?? ""} --max-semi-space-size=2`.trim();
  return { NODE_COMPILE_CACHE: compiled, NODE_OPTIONS: options };
}

function isWorrying(line: LogLine): boolean {
  return line.text !== "" && ["warn", "error", "fatal"].includes(line.level);
}

const NEWS: ReadonlySet<string> = new Set(["published", "solved", "rolled-back", "held"]);

/** What a writer wants to see while the terminal is open: that a save went live, that a file is mended. */
function isNews(line: LogLine): boolean {
  return line.text !== "" && NEWS.has(line.event ?? "");
}

function clockTime(now: number): string {
  const date = new Date(now);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");
}
