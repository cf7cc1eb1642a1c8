// The writer's folder, watched: which paths changed, once they rest.

import { relative } from "node:path";
import { watch } from "chokidar";
import { asId, isIgnored } from "../store/content-files.ts";
import { createSettling } from "./settling.ts";

/** A file that changed so shortly before it was watched, in milliseconds, may be half of itself. */
const JUST_NOW = 1_000;

export interface FolderWatch extends AsyncDisposable {
  /** Looks at these too: they changed before they were watched. */
  touch(paths: readonly string[]): void;
  /** Resolves once nothing is being saved. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** Watches `contentDir` until closed; resolves when no change can be missed any more. */
export async function watchFolder(
  contentDir: string,
  options: {
    settled: (paths: string[]) => void;
    clock: () => number;
    failed: (error: unknown) => void;
  },
): Promise<FolderWatch> {
  const settling = createSettling({ contentDir, ...options });
  let isReady = false;
  const since = options.clock() - JUST_NOW;
  const watcher = watch(contentDir, {
    ignored: (path) => path !== contentDir && isIgnored(asId(relative(contentDir, path))),
  });
  watcher.on("all", (event, path, stats) => {
    if (event === "addDir" || event === "unlinkDir") return;
    // What lay there before is not new, unless it has only just come.
    if (!isReady && event === "add" && stats && stats.ctimeMs < since) return;
    settling.touch(relative(contentDir, path), event === "add");
  });
  watcher.on("error", options.failed);
  await new Promise<void>((resolve) => watcher.once("ready", () => resolve()));
  isReady = true;
  const close = async () => {
    settling.close();
    await watcher.close();
  };
  return {
    touch(paths) {
      for (const path of paths) settling.touch(path, true);
    },
    idle: settling.idle,
    close,
    [Symbol.asyncDispose]: close,
  };
}
