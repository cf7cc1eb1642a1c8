// After going back to a former version, nothing is published until the writer saves something: also a
// publisher that starts anew keeps to it.

import { hash } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { listContent } from "../store/content-files.ts";
import { openStateFile } from "./state-file.ts";

const held = z.object({
  /** The version that was gone back to, and the one that made it live again. */
  to: z.int(),
  seq: z.int(),
  /** The folder as it was then; empty when it was away. */
  folder: z.string(),
});

export interface Hold {
  /** The version that was gone back to, while nothing is to be sent. */
  readonly to: number | undefined;
  /** From now on nothing is sent until a file changes. */
  begin(version: { to: number; seq: number }): Promise<void>;
  /** Whether a file changed since; the hold is over then. */
  look(): Promise<void>;
  release(): void;
}

/** Opens the hold that `path` tells of, on the folder `contentDir`. */
export function openHold(path: string, { contentDir }: { contentDir: string }): Hold {
  const file = openStateFile(path, held);
  return {
    get to() {
      return file.value?.to;
    },
    async begin({ to, seq }) {
      file.put({ to, seq, folder: (await stampOf(contentDir)) ?? "" });
    },
    async look() {
      if (!file.value) return;
      const folder = await stampOf(contentDir);
      if (folder === undefined || folder === file.value.folder) return;
      file.put(file.value.folder === "" ? { ...file.value, folder } : undefined);
    },
    release: () => file.put(undefined),
  };
}

/**
 * Names, sizes and times of change of everything in the folder; undefined when it is away, or the
 * empty place where its disk was: that is nobody's change.
 */
async function stampOf(contentDir: string): Promise<string | undefined> {
  const digest = [];
  const paths = await listContent(contentDir).catch(() => []);
  if (paths.length === 0) return undefined;
  for (const path of paths) {
    const { size = 0, mtimeMs = 0 } = (await stat(join(contentDir, path)).catch(() => null)) ?? {};
    digest.push(`${path}\n${size} ${mtimeMs}\n`);
  }
  return hash("sha256", digest.join(""), "base64url");
}
