import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { EXIT } from "../exit-code.ts";
import { CliFault } from "../fault.ts";
import type { Words } from "../words/english.ts";

/**
 * Holds the home for this process until disposed, so that two starts on one folder do not write over
 * each other. A lock whose process is gone (a crash, a reboot) is taken over.
 */
export function lockHome(path: string, words: Words): Disposable {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  for (let tries = 0; ; tries++) {
    try {
      writeFileSync(path, `${process.pid}\n`, { flag: "wx" });
      return { [Symbol.dispose]: () => rmSync(path, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const pid = holderOf(path);
      if (pid !== null || tries > 2)
        throw new CliFault("home-running", words.start.running(pid ?? 0), {
          exit: EXIT.busy,
          mend: words.start.runningMend,
        });
      rmSync(path, { force: true });
    }
  }
}

/** The living `courtyard` that holds the lock; null when it is gone, or its number is another program's by now. */
function holderOf(path: string): number | null {
  try {
    const pid = Number(readFileSync(path, "utf8"));
    if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return null;
    process.kill(pid, 0);
    return commandOf(pid)?.includes("courtyard") === false ? null : pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM" ? 0 : null;
  }
}

/** Linux only; undefined where there is no /proc, and then the number alone must do. */
function commandOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return undefined;
  }
}
