// `courtyard dev`: Astro's dev server over the writer's folder and its theme, for those who make or
// change a theme. A change of a template or a style is exchanged in the page; of anything else, the
// page is loaded again. Nothing is published.

import { resolve } from "node:path";
import type { AstroIntegration } from "astro";
import type { ViteDevServer } from "vite";
import { astroConfig } from "../bundle/astro-config.ts";
import type { Problem } from "../store/problem.ts";
import { type DevSite, openDevSite } from "./dev-site.ts";

export interface DevOptions {
  contentDir: string;
  /** For caches; not the publisher's, which may run at the same time. */
  cacheDir: string;
  /** The first port that is tried. */
  port: number;
  now?: () => number;
  /** All findings of now, after each look at the files. */
  onProblems?: ((problems: readonly Problem[]) => void) | undefined;
  /** A change was taken in: the paths, and how long it took. */
  onChange?: ((paths: readonly string[], ms: number) => void) | undefined;
}

export interface Dev extends AsyncDisposable {
  readonly url: string;
}

/** Editors write a file in several steps; a page loaded between them would be half of it. */
const SETTLE = 40;

/** Starts the server. Throws `DevUnready` when the folder or its theme cannot be read. */
export async function startDev(options: DevOptions): Promise<Dev> {
  const { cacheDir, port, now = Date.now, onProblems, onChange } = options;
  const contentDir = resolve(options.contentDir);
  const origin = `http://localhost:${port}`;
  const site = await openDevSite({ contentDir, cacheDir, origin, now });
  onProblems?.(site.problems);
  // Loaded here: Astro and Vite are most of what this process is.
  const { dev } = await import("astro");
  process.env.ASTRO_TELEMETRY_DISABLED = "1";
  process.env.ASTRO_DISABLE_UPDATE_CHECK = "true";
  const changes = devChanges(site, { contentDir, onProblems, onChange });
  const config = astroConfig({
    theme: () => site.theme.open.theme,
    outDir: resolve(cacheDir, "dist"),
    cacheDir: resolve(cacheDir, "astro"),
    output: "dev",
    integrations: [changes],
  });
  const server = await dev({
    ...config,
    configFile: false,
    logLevel: "error",
    server: { port, host: "127.0.0.1" },
  });
  return {
    url: `http://localhost:${server.address.port}/`,
    [Symbol.asyncDispose]: async () => {
      await server.stop();
      site[Symbol.dispose]();
    },
  };
}

function devChanges(
  site: DevSite,
  {
    contentDir,
    onProblems,
    onChange,
  }: { contentDir: string } & Pick<DevOptions, "onProblems" | "onChange">,
): AstroIntegration {
  return {
    name: "courtyard:dev",
    hooks: {
      "astro:server:setup": ({ server }) => {
        server.middlewares.use(async (request, response, next) => {
          const path = decodeURI((request.url ?? "/").split("?")[0] ?? "/");
          const bytes = await site.file(path);
          if (!bytes) return next();
          if (path.endsWith(".css")) response.setHeader("content-type", "text/css; charset=utf-8");
          if (path.endsWith(".svg")) response.setHeader("content-type", "image/svg+xml");
          response.end(bytes);
        });
        follow(server, site, { contentDir, onProblems, onChange });
      },
    },
  };
}

function follow(
  server: ViteDevServer,
  site: DevSite,
  {
    contentDir,
    onProblems,
    onChange,
  }: { contentDir: string } & Pick<DevOptions, "onProblems" | "onChange">,
): void {
  const watched = new Set<string>();
  const watch = () => {
    for (const folder of [contentDir, ...site.theme.open.theme.layers]) {
      if (!watched.has(folder)) server.watcher.add(folder);
      watched.add(folder);
    }
  };
  watch();
  const changed = new Set<string>();
  /** Templates that came or went: whoever imports them has to be resolved again. */
  let moved = false;
  let timer: NodeJS.Timeout | undefined;
  let going = Promise.resolve();

  async function settle(): Promise<void> {
    const paths = [...changed];
    const templates = moved;
    changed.clear();
    moved = false;
    const started = performance.now();
    const updated = await site.update(paths);
    watch();
    onProblems?.(site.problems);
    // Vite exchanges templates and styles that it knows by itself.
    const own = paths.every(
      (path) => /\.(astro|css|ts|svg)$/.test(path) && !path.endsWith("theme.ts"),
    );
    if (!own || templates) {
      if (updated.templates || templates) {
        for (const { moduleGraph } of Object.values(server.environments))
          moduleGraph.invalidateAll();
      }
      for (const { hot } of Object.values(server.environments)) hot.send({ type: "full-reload" });
    }
    onChange?.(paths, performance.now() - started);
  }

  server.watcher.on("all", (event, path) => {
    const relevant = [...watched].some((folder) => path.startsWith(folder));
    if (!relevant || event === "addDir" || event === "unlinkDir") return;
    changed.add(path);
    moved ||= event !== "change";
    clearTimeout(timer);
    timer = setTimeout(() => {
      going = going.then(settle, settle);
    }, SETTLE);
  });
}
