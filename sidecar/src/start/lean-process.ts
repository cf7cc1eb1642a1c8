import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { join } from "node:path";
import { version } from "../version.ts";

/**
 * V8's young generation in MiB. It grows to 16 for the garbage of a start, or of 5,000 readers who
 * come at once, and stays so: 10 MB of an idle process, 35 MB with the readers. The inbox is as
 * fast with 2.
 */
const YOUNG_GENERATION = "--max-semi-space-size=2";

/**
 * Makes this process one that idles in 100 MB instead of 130. Node strips types with a compiler
 * that stays in memory once it was used, 20 MB; a process that finds everything compiled from its
 * first file on never loads it. So this one becomes itself again (execve: same pid, same streams)
 * with a compile cache in `DIR/compile-cache`, where only the owner can write, and once more after
 * it has filled it.
 *
 * Does nothing where Node was given another cache (`NODE_COMPILE_CACHE`). Stays what it is where
 * there is no execve (Windows) and where a parent holds a channel, which would not survive: such a
 * parent gives cache and flag itself, as `courtyard start` does.
 */
export async function becomeLean(dir: string): Promise<void> {
  const folder = join(dir, "compile-cache");
  const stamp = join(folder, `${version}-${process.version}`);
  const given = process.env.NODE_COMPILE_CACHE;
  if (given !== undefined && given !== folder) return;
  try {
    if (given === folder) {
      if (existsSync(stamp)) return;
      await import("../everything.ts");
      flushCompileCache();
      writeFileSync(stamp, "", { mode: 0o600 });
    }
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    // A disk that takes no cache is no reason not to start; what else it refuses will be told.
    return;
  }
  if (process.channel || !process.execve) return;
  const flags = process.execArgv.includes(YOUNG_GENERATION) ? [] : [YOUNG_GENERATION];
  const argv = [process.execPath, ...flags, ...process.execArgv, ...process.argv.slice(1)];
  process.execve(process.execPath, argv, { ...process.env, NODE_COMPILE_CACHE: folder });
}
