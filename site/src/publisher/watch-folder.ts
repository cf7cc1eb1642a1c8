// The writer's folder, watched: which paths changed, once they rest.

import { relative } from "node:path";
import { watch } from "chokidar";
import { asId, isIgnored } from "../store/content-files.ts";
import { createSettling } from "./settling.ts";

export interface FolderWatch extends AsyncDisposable {
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
  const watcher = watch(contentDir, {
    ignoreInitial: true,
    ignored: (path) => path !== contentDir && isIgnored(asId(relative(contentDir, path))),
  });
  watcher.on("all", (event, path) => {
    if (event === "addDir" || event === "unlinkDir") return;
    settling.touch(relative(contentDir, path), event === "add");
  });
  watcher.on("error", options.failed);
  await new Promise<void>((resolve) => watcher.once("ready", () => resolve()));
  const close = async () => {
    settling.close();
    await watcher.close();
  };
  return { close, [Symbol.asyncDispose]: close };
}
