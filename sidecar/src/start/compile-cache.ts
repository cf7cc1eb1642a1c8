import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { join } from "node:path";
import { version } from "../version.ts";

/**
 * Lets this program run from compiled code, kept in `DIR/compile-cache`, where only the owner can
 * write. Node strips types with a compiler that stays in memory once it was used, 20 MB; a process
 * that finds everything in the cache from its first file on does not load it. So this one becomes
 * itself again (execve: same pid, same streams) with the cache, once more after it has filled it.
 *
 * Does nothing where Node was given another cache (`NODE_COMPILE_CACHE`). Stays what it is where
 * there is no execve (Windows) and where a parent holds a channel, which would not survive: such a
 * parent gives the cache itself, as `courtyard start` does.
 */
export async function runFromCache(dir: string): Promise<void> {
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
  const argv = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  process.execve(process.execPath, argv, { ...process.env, NODE_COMPILE_CACHE: folder });
}
