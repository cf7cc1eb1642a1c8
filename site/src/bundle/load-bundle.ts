// The bundle of templates: made once, kept under the digest of everything that it was made from.

import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sourceDigest } from "../cache/source-digest.ts";
import type { ResolvedTheme } from "../theme/resolve-theme.ts";
import { importBundle, type Templates } from "./import-bundle.ts";
import { templatePlace } from "./template-fault.ts";

const SOURCE = fileURLToPath(new URL("../", import.meta.url));
const BUILD_MAIN = fileURLToPath(new URL("./build-main.ts", import.meta.url));
/** Bundles kept besides the present one: switching a theme back costs nothing. */
const KEPT = 2;
const BUNDLE = /^[0-9a-f]{24}$/;

/** Templates ready to render. */
export interface Bundle extends Templates {
  readonly digest: string;
  /** The folder with hashed style sheets and icons, to be published as it is. */
  readonly assetsDir: string;
  /** The module, for threads that import it too. */
  readonly entry: string;
}

/** The templates do not compile, or cannot be loaded; the message says why, with file and line. */
export class BundleFailed extends Error {
  readonly code = "bundle-failed";
}

/** The digest of a theme's folders and of the code: what feeds the templates decides what they show. */
export function templatesDigest(layers: readonly string[]): string {
  return sourceDigest({ folders: [SOURCE, ...layers], packages: ["astro", "vite"] });
}

/** Imports the bundle for `theme`, building it in the folder `home` first when there is none. */
export async function loadBundle(
  theme: ResolvedTheme,
  { contentDir, home }: { contentDir: string; home: string },
): Promise<Bundle> {
  const digest = templatesDigest(theme.layers);
  const folder = join(home, digest);
  if (!existsSync(join(folder, "server", "entry.mjs"))) {
    const making = join(home, `making-${process.pid}-${digest}`);
    await mkdir(home, { recursive: true });
    await rm(making, { recursive: true, force: true });
    await buildInChild([theme.name, contentDir, making, join(home, "astro")]).catch(
      async (error: unknown) => {
        await rm(making, { recursive: true, force: true });
        throw error;
      },
    );
    // Another process may have made the same bundle meanwhile: one is as good as the other.
    await rename(making, folder).catch(async (error: unknown) => {
      await rm(making, { recursive: true, force: true });
      if (!existsSync(folder)) throw error;
    });
    await dropOld(home, digest);
  }
  const entry = join(folder, "server", "entry.mjs");
  const templates = await importBundle(entry).catch((cause: unknown) => {
    const place = templatePlace(cause);
    const where = place ? `${place.file}:${place.line}: ` : "";
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BundleFailed(`The templates cannot be loaded.\n${where}${why}`, { cause });
  });
  return { digest, assetsDir: join(folder, "client"), entry, ...templates };
}

function buildInChild(args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(BUILD_MAIN, args, {
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      env: {
        ...process.env,
        NODE_ENV: "production",
        ASTRO_TELEMETRY_DISABLED: "1",
        ASTRO_DISABLE_UPDATE_CHECK: "true",
        NO_COLOR: "1",
      },
    });
    let said = "";
    child.stdout?.on("data", (text) => {
      said += text;
    });
    child.stderr?.on("data", (text) => {
      said += text;
    });
    let why: string | undefined;
    child.on("message", (message: { why: string }) => {
      why = message.why;
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else
        reject(
          new BundleFailed(
            `The templates cannot be built.\n${(why ?? said).trim().slice(0, 4000)}`,
          ),
        );
    });
  });
}

async function dropOld(home: string, present: string): Promise<void> {
  const others = (await readdir(home)).filter((name) => BUNDLE.test(name) && name !== present);
  const aged = await Promise.all(
    others.map(async (name) => ({ name, at: (await stat(join(home, name))).mtimeMs })),
  );
  const excess = aged.sort((a, b) => b.at - a.at).slice(KEPT);
  for (const { name } of excess) await rm(join(home, name), { recursive: true, force: true });
}
