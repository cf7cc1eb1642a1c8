import { existsSync } from "node:fs";
import { copyFile, link, mkdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileAt, type LiveSite } from "../site/live-site.ts";
import type { Store } from "../store/open-store.ts";
import { clearTreeMarks, markTreePaths, treeMarks } from "../store/publication.ts";

/** The bytes of a path when they are not the blob's own: a page with its comments. */
export type Overlaid = (tenant: string, path: string) => Promise<Uint8Array | undefined>;

/**
 * The site as a folder, for other web servers: `public/` follows the live version and the comments.
 * What is to do stands in the store as marks, written by the commits that make it necessary, so a
 * crash loses nothing: marks that are left are worked off at the start. Each path is put right by one
 * rename; assets come first, then pages, and removals last, so a page never names what is not there.
 */
export interface PublicTree extends AsyncDisposable {
  /** Works off the marks of a site; calls meanwhile lead to one more round. */
  follow(site: TreeSite): Promise<void>;
}

/** `live` is read anew for every path, so that a switch in between leads to the new version. */
export interface TreeSite {
  readonly tenant: string;
  readonly dir: string;
  readonly live: LiveSite | undefined;
}

const ROUND = 500;

export function createPublicTree({
  store,
  overlaid,
}: {
  store: Store;
  overlaid: Overlaid;
}): PublicTree {
  const running = new Map<string, { again: boolean; done: Promise<void> }>();

  let closed = false;

  async function work(site: TreeSite, round: { again: boolean }): Promise<void> {
    markAllIfMissing(site);
    do {
      round.again = false;
      const marks = treeMarks(store, site.tenant);
      marks.sort((a, b) => rank(site.live, a.path) - rank(site.live, b.path));
      for (let at = 0; at < marks.length; at += ROUND) {
        const part = marks.slice(at, at + ROUND);
        for (const { path } of part) {
          if (closed) return;
          await putRight(site, path);
        }
        store.transaction(() => clearTreeMarks(store, site.tenant, part));
      }
    } while (round.again);
  }

  /** Somebody removed the folder: lay out everything again. */
  function markAllIfMissing({ tenant, dir, live }: TreeSite): void {
    if (!live || existsSync(join(dir, "public"))) return;
    store.transaction(() => markTreePaths(store, tenant, Object.keys(live.manifest.files)));
  }

  async function putRight(site: TreeSite, path: string): Promise<void> {
    const { live } = site;
    const target = join(site.dir, "public", path);
    const entry = live && fileAt(live, path);
    if (!live || !entry) return removeFile(target, join(site.dir, "public"));
    const temp = live.blobs.tempPath();
    const bytes = await overlaid(site.tenant, path);
    if (bytes) await writeFile(temp, bytes, { mode: 0o444 });
    else await linkOrCopy(live.blobs.pathOf(entry.sha256), temp);
    await place(temp, target, join(site.dir, "public"));
  }

  return {
    follow: (site) => {
      const current = running.get(site.tenant);
      if (current) {
        current.again = true;
        return current.done;
      }
      const round = { again: false, done: Promise.resolve() };
      running.set(site.tenant, round);
      round.done = work(site, round).finally(() => running.delete(site.tenant));
      return round.done;
    },
    [Symbol.asyncDispose]: async () => {
      closed = true;
      await Promise.allSettled([...running.values()].map((round) => round.done));
    },
  };
}

function rank(live: LiveSite | undefined, path: string): number {
  if (!live || !fileAt(live, path)) return 2;
  return path.endsWith(".html") || path.endsWith(".xml") || path.endsWith(".json") ? 1 : 0;
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    // No hard links here, or too many of one file (ext4 stops at 65,000).
    if (codeOf(error) === "ENOENT") throw error;
    await copyFile(from, to);
  }
}

async function place(temp: string, target: string, root: string): Promise<void> {
  // Two names of one blob: `rename` between hard links of the same file does nothing and leaves the
  // first (POSIX), so the temporary name is removed in any case.
  try {
    await mkdir(dirname(target), { recursive: true });
    await rename(temp, target);
  } catch {
    // A folder is now a file, or a file a folder: what stands in the way belongs to the old version.
    await rm(target, { recursive: true, force: true });
    for (let folder = dirname(target); folder.length > root.length; folder = dirname(folder)) {
      await unlinkIfFile(folder);
    }
    await mkdir(dirname(target), { recursive: true });
    await rename(temp, target);
  } finally {
    await rm(temp, { force: true });
  }
}

async function unlinkIfFile(path: string): Promise<void> {
  try {
    await rm(path);
  } catch {
    // A folder, or nothing: both are as they should be.
  }
}

async function removeFile(target: string, root: string): Promise<void> {
  await unlinkIfFile(target);
  for (let folder = dirname(target); folder.length > root.length; folder = dirname(folder)) {
    try {
      await rmdir(folder);
    } catch {
      return;
    }
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
