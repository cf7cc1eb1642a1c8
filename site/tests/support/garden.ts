// A copy of the fixture site in a temporary folder, and the part of publishing that needs no network.

import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { type Output, openOutput } from "../../src/publisher/output.ts";
import { openSiteSource, type SiteSource, type Updated } from "../../src/publisher/site-source.ts";

const FIXTURE = join(import.meta.dirname, "../fixtures/garden");
/** Templates and pictures are made once for all tests: both caches are keyed by what they are made from. */
export const SHARED = join(import.meta.dirname, "../../node_modules/.courtyard-tests");

export const ORIGIN = "https://alice.example";

export interface Garden extends AsyncDisposable {
  readonly root: string;
  readonly contentDir: string;
  write(file: string, text: string | Uint8Array): Promise<void>;
  remove(file: string): Promise<void>;
}

/** A copy of the fixture, or an empty content folder with a site.yaml. */
export async function makeGarden({ empty = false } = {}): Promise<Garden> {
  const root = await mkdtemp(join(tmpdir(), "garden-"));
  const contentDir = join(root, "content");
  if (empty) await mkdir(contentDir);
  else await cp(FIXTURE, contentDir, { recursive: true });
  if (empty) await writeFile(join(contentDir, "site.yaml"), "title: Empty\nlang: en\n");
  return {
    root,
    contentDir,
    async write(file, text) {
      await mkdir(dirname(join(contentDir, file)), { recursive: true });
      await writeFile(join(contentDir, file), text);
    },
    remove: (file) => rm(join(contentDir, file)),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

export interface Press extends Disposable {
  readonly output: Output;
  readonly dir: string;
  update(paths?: readonly string[] | "everything"): Promise<Updated>;
  readonly ahead: SiteSource["ahead"];
  readonly source: SiteSource;
  nextChange(): number | undefined;
}

/** Renders `garden` into `garden.root/name`; two presses of one garden share no page. */
export async function makePress(
  garden: Garden,
  {
    name = "press",
    allowDeletions = false,
    clock = Date.now,
    threadsFrom = undefined as number | undefined,
  } = {},
): Promise<Press> {
  const dir = join(garden.root, name);
  await mkdir(join(dir, "cache"), { recursive: true });
  await mkdir(join(SHARED, "images"), { recursive: true });
  // Encoding takes longer than everything else together, and its cache is safe to share.
  await symlink(join(SHARED, "images"), join(dir, "cache", "images")).catch(() => undefined);
  const output = await openOutput(dir);
  const source = openSiteSource({
    contentDir: garden.contentDir,
    dir,
    bundleDir: join(SHARED, "bundle"),
    origin: ORIGIN,
    output,
    clock,
    threadsFrom,
  });
  return {
    output,
    dir,
    update: (paths = "everything") => source.update(paths, { allowDeletions }),
    ahead: (moments, use) => source.ahead(moments, use),
    nextChange: () => source.nextChange(),
    source,
    [Symbol.dispose]: () => source.close(),
  };
}

/** The rendering, or a failed test. */
export function rendered(updated: Updated): Extract<Updated, { kind: "rendered" }> {
  if (updated.kind !== "rendered") throw new Error(`not rendered but ${JSON.stringify(updated)}`);
  return updated;
}

/** Every file below a folder with its bytes as latin1 text, by path. */
export async function readTree(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, string>();
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(relative(folder, path), await readFile(path, "latin1"));
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}
