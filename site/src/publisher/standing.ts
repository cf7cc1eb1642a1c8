// What a publisher leaves for its next start: when neither the folder nor the templates changed, what
// was rendered stands, and the start need not put ten thousand texts together to know it.

import { hash } from "node:crypto";
import { lstatSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { listContent } from "../store/content-files.ts";
import type { Problem } from "../store/problem.ts";
import { openStateFile } from "./state-file.ts";

const shape = z.object({
  /** Of the folder, the templates and the code. */
  stamp: z.string(),
  /** Folders of the theme, its own and its parents'. */
  layers: z.array(z.string()),
  /** When it was written, and when a text comes or goes by itself. */
  at: z.number(),
  until: z.number().nullable(),
  hub: z.string().nullable(),
  problems: z.array(z.custom<Problem>((value) => typeof value === "object" && value !== null)),
});

/** What stands, with what is known of it. */
export type Standing = z.infer<typeof shape>;

/** The folder's files with their stamps, of size, times and inode. */
export type FolderLook = ReadonlyMap<string, string>;

/** A change in the second before it was read may have the stamp of what was read. */
const GRAIN = 1_000;

/** Opens what `path` tells. `templates` is the digest of the code and of a theme's folders. */
export function openStanding(
  path: string,
  {
    contentDir,
    origin,
    clock,
    templates,
  }: {
    contentDir: string;
    origin: string;
    clock: () => number;
    templates: (layers: readonly string[]) => string;
  },
) {
  const file = openStateFile(path, shape);

  function stampOf(look: FolderLook, layers: readonly string[]): string {
    const lines = [...look].map(([name, stamp]) => `${name}\n${stamp}\n`);
    return hash("sha256", [origin, templates(layers), ...lines].join("\n"), "base64url");
  }

  return {
    /** What stood at the end of the last run, if it still does. */
    async look(): Promise<{ known: Standing; folder: FolderLook } | undefined> {
      const known = file.value;
      if (!known || clock() < known.at || clock() >= (known.until ?? Number.POSITIVE_INFINITY)) {
        return undefined;
      }
      const folder = await lookAt(contentDir);
      const same = folder && stampOf(folder, known.layers) === known.stamp;
      return same ? { known, folder } : undefined;
    },
    /** Notes that what was read at the moment `read` stands. */
    async keep({
      read,
      ...known
    }: Omit<Standing, "stamp" | "at"> & { read: number }): Promise<void> {
      const folder = await lookAt(contentDir);
      const late = [...(folder?.values() ?? [])].some((stamp) => changedAt(stamp) > read - GRAIN);
      if (!folder || late) return;
      file.put({ ...known, stamp: stampOf(folder, known.layers), at: clock() });
    },
    /** What is rendered from now on is something else. */
    forget(): void {
      if (file.value) file.put(undefined);
    },
  };
}

/** Looks at every file's stamp; undefined when the folder is away. */
export async function lookAt(contentDir: string): Promise<FolderLook | undefined> {
  const paths = await listContent(contentDir).catch(() => []);
  if (paths.length === 0) return undefined;
  const look = new Map<string, string>();
  for (const path of paths) {
    const stats = lstatSync(join(contentDir, path), { throwIfNoEntry: false });
    if (stats) look.set(path, `${stats.ctimeMs} ${stats.mtimeMs} ${stats.size} ${stats.ino}`);
  }
  return look;
}

/** Names that one look has and the other has not, or that have another stamp. */
export function changedBetween(before: FolderLook, now: FolderLook): string[] {
  const changed = [...now].filter(([path, stamp]) => before.get(path) !== stamp);
  const gone = [...before.keys()].filter((path) => !now.has(path));
  return [...changed.map(([path]) => path), ...gone];
}

/** The time of the last change of a file's content, name or place: nobody can set it. */
function changedAt(stamp: string): number {
  return Number(stamp.slice(0, stamp.indexOf(" ")));
}
