// The preview where no publisher runs: reads and watches the folder, renders what somebody looks at,
// and sends nothing anywhere.

import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { openPreview } from "../preview/serve-preview.ts";
import type { Problem } from "../store/problem.ts";
import { openOutput } from "./output.ts";
import { openSiteSource } from "./site-source.ts";
import { watchFolder } from "./watch-folder.ts";

export interface PreviewAlone extends AsyncDisposable {
  /** Lets a browser in. */
  readonly url: string;
}

/** Opens it; templates and pictures are shared with the publisher whose folder is `dir`. */
export async function startPreview({
  contentDir: content,
  dir: folder,
  origin,
  clock = Date.now,
  onProblems = () => undefined,
  onFault = () => undefined,
}: {
  contentDir: string;
  dir: string;
  origin: string;
  clock?: () => number;
  /** All findings, after each look at the folder. */
  onProblems?: (problems: readonly Problem[]) => void;
  /** The templates do not compile, or the folder cannot be watched. */
  onFault?: (error: unknown) => void;
}): Promise<PreviewAlone> {
  await using opening = new AsyncDisposableStack();
  const contentDir = resolve(content);
  const cache = join(resolve(folder), "cache");
  // Two processes in one database would wait for each other.
  const dir = join(cache, "preview");
  await mkdir(dir, { recursive: true });
  const source = opening.use(
    openSiteSource({
      ...{ contentDir, dir, origin, clock },
      bundleDir: join(cache, "bundle"),
      imagesDir: join(cache, "images"),
      output: await openOutput(dir),
    }),
  );
  let line: Promise<void> = Promise.resolve();
  const look = (paths: readonly string[] | "everything") => {
    line = line.then(async () => onProblems(await source.look(paths))).catch(onFault);
    return line;
  };
  const settled = (paths: string[]) => void look(paths);
  const watch = opening.use(await watchFolder(contentDir, { clock, settled, failed: onFault }));
  await watch.idle();
  await look("everything");
  const preview = opening.use(await openPreview(source.preview));
  const open = opening.move();
  return {
    url: preview.url("/"),
    [Symbol.asyncDispose]: async () => {
      await open.disposeAsync();
      await line;
    },
  };
}
