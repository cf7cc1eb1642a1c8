// Drawings on disk under their names: each is made once, and only when it is published.

import { existsSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Drawing } from "./drawing.ts";

export interface DrawingStore {
  /** Where the bytes of a drawing are; draws it unless it was drawn before. `file` is its name. */
  draw(file: string, drawing: Drawing): Promise<string>;
}

/** Draws a picture's bytes. */
type Draw = (drawing: Drawing) => Promise<Uint8Array>;

/** The fonts' and the shaper's code, loaded by a site that needs it. */
const whenNeeded: Draw = async (drawing) => (await import("./draw.ts")).drawPicture(drawing);

/** Opens the cache in `cacheDir`, which is made when it is needed. */
export function openDrawingStore({
  cacheDir,
  draw: drawPicture = whenNeeded,
}: {
  cacheDir: string;
  draw?: Draw;
}): DrawingStore {
  const working = new Map<string, Promise<string>>();

  async function make(path: string, drawing: Drawing): Promise<string> {
    const bytes = await drawPicture(drawing);
    await mkdir(cacheDir, { recursive: true });
    await writeFile(`${path}.${process.pid}`, bytes);
    await rename(`${path}.${process.pid}`, path);
    return path;
  }

  return {
    async draw(file, drawing) {
      const path = join(cacheDir, basename(file));
      if (existsSync(path)) return path;
      const work = working.get(path) ?? make(path, drawing).finally(() => working.delete(path));
      working.set(path, work);
      return work;
    },
  };
}
