// The bundle of templates: made once, kept under the digest of everything that it was made from.

import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { sourceDigest } from "../cache/source-digest.ts";
import type { SiteReader } from "../model/reader.ts";
import type { ResolvedTheme } from "../theme/resolve-theme.ts";

const SOURCE = fileURLToPath(new URL("../", import.meta.url));
const BUILD_MAIN = fileURLToPath(new URL("./build-main.ts", import.meta.url));
/** Bundles kept besides the present one: switching a theme back costs nothing. */
const KEPT = 2;
const BUNDLE = /^[0-9a-f]{24}$/;

/** Templates ready to render. */
export interface Bundle {
  readonly digest: string;
  /** The folder with hashed style sheets and icons, to be published as it is. */
  readonly assetsDir: string;
  provideSite(site: SiteReader): void;
  render(url: string): Promise<Response>;
  /** Renders a page of another site than the one that was provided. */
  renderFor(site: SiteReader, url: string): Promise<Response>;
}

/** The templates do not compile; the message is the compiler's, with file and line. */
export class BundleFailed extends Error {
  readonly code = "bundle-failed";
}

/** Imports the bundle for `theme`, building it in the folder `home` first when there is none. */
export async function loadBundle(
  theme: ResolvedTheme,
  { contentDir, home }: { contentDir: string; home: string },
): Promise<Bundle> {
  // Not the templates alone: the code that feeds them decides what they show.
  const folders = [SOURCE, ...theme.layers];
  const digest = sourceDigest({ folders, packages: ["astro", "vite"] });
  const folder = join(home, digest);
  if (!existsSync(join(folder, "server", "entry.mjs"))) {
    const making = join(home, `making-${process.pid}-${digest}`);
    await mkdir(home, { recursive: true });
    await rm(making, { recursive: true, force: true });
    await buildInChild([theme.name, contentDir, making, join(home, "astro")]);
    // Another process may have made the same bundle meanwhile: one is as good as the other.
    await rename(making, folder).catch(async (error: unknown) => {
      await rm(making, { recursive: true, force: true });
      if (!existsSync(folder)) throw error;
    });
    await dropOld(home, digest);
  }
  const entry: unknown = await import(pathToFileURL(join(folder, "server", "entry.mjs")).href);
  const { app, provideSite, withSite } = entry as {
    app: { render(request: Request): Promise<Response> };
    provideSite(site: SiteReader): void;
    withSite<Done>(site: SiteReader, work: () => Done): Done;
  };
  return {
    digest,
    assetsDir: join(folder, "client"),
    provideSite,
    render: (url) => app.render(new Request(url)),
    renderFor: (site, url) => withSite(site, () => app.render(new Request(url))),
  };
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
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else
        reject(new BundleFailed(`The templates cannot be built.\n${said.trim().slice(0, 4000)}`));
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
