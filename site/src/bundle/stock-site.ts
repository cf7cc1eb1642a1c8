// The site of a stock `astro build` or `astro dev`: opened from the folder in COURTYARD_CONTENT,
// rendered by Astro alone, with no publisher. What it writes is what the publisher must write.

import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";
import { openImageStore } from "../images/image-store.ts";
import { createBodyShelf } from "../model/body.ts";
import { createCardShelf } from "../model/card.ts";
import { pictureFiles } from "../model/picture-files.ts";
import { createReader } from "../model/reader.ts";
import { redirectList } from "../model/redirect.ts";
import { routesOf } from "../model/route.ts";
import { buildModel, type SiteModel } from "../model/site-model.ts";
import { STOCK_SITE } from "../render/current-site.ts";
import { openSearchShelf } from "../search/search-shelf.ts";
import { drawPicture } from "../share/draw.ts";
import { openDrawingStore } from "../share/drawing-store.ts";
import { openBodyCache } from "../store/body-cache.ts";
import { openEntryCache } from "../store/entry-cache.ts";
import { formatProblem } from "../store/problem.ts";
import { openStore } from "../store/store.ts";
import { themeOrThrow } from "../theme/open-theme.ts";
import { type ThemeInUse, useTheme } from "../theme/theme-in-use.ts";

/** An integration that opens `contentDir` before the build and adds its pictures after. */
export function stockSite({
  contentDir,
  cacheDir,
  origin,
}: {
  contentDir: string;
  cacheDir: string;
  origin: string;
}): AstroIntegration {
  const images = openImageStore({ cacheDir: join(cacheDir, "images") });
  // Imported with this file: Vite, which loads it, imports nothing once the configuration is read.
  const drawn = openDrawingStore({ cacheDir: join(cacheDir, "share"), draw: drawPicture });
  const cache = openEntryCache(cacheDir);
  const rendered = openBodyCache(join(cacheDir, "bodies.db"));
  let model: SiteModel | undefined;
  let theme: ThemeInUse | undefined;
  return {
    name: "courtyard:stock-site",
    hooks: {
      "astro:config:setup": async ({ logger }) => {
        const store = openStore({ contentDir, cache, images, now: Date.now });
        const loaded = await store.load();
        if (loaded.ok) model = buildModel(loaded.content);
        const problems = loaded.ok ? loaded.content.problems : loaded.problems;
        for (const problem of [...problems, ...(model?.problems ?? [])]) {
          logger.warn(formatProblem(problem));
        }
        if (!loaded.ok || !model) throw new Error(`The site in ${contentDir} cannot be read.`);
        const { settings, folder } = loaded.content;
        theme = useTheme(themeOrThrow(settings, { contentDir, folder }), settings, folder);
        for (const problem of theme.problems) logger.warn(formatProblem(problem));
        const shelf = createCardShelf();
        const routes = routesOf(model, {
          shelf,
          search: openSearchShelf(),
          chrome: "",
          features: theme.features,
        });
        const bodies = createBodyShelf(rendered);
        const reader = createReader({ model, routes, origin, shelf, bodies, theme });
        Reflect.set(globalThis, STOCK_SITE, reader);
      },
      "astro:build:done": async ({ dir }) => {
        if (theme?.sheet) {
          const target = join(fileURLToPath(dir), theme.sheet.file);
          await mkdir(dirname(target), { recursive: true });
          await writeFile(target, theme.sheet.text);
        }
        for (const { picture, file } of model ? pictureFiles(model) : []) {
          const target = join(fileURLToPath(dir), file.path);
          await mkdir(dirname(target), { recursive: true });
          await copyFile(images.cachedPath(picture, file), target);
        }
        for (const [file, drawing] of model?.shares.drawings ?? []) {
          const target = join(fileURLToPath(dir), file);
          await mkdir(dirname(target), { recursive: true });
          await copyFile(await drawn.draw(file, drawing), target);
        }
        for (const [file, { path }] of model?.files ?? []) {
          const target = join(fileURLToPath(dir), file);
          await mkdir(dirname(target), { recursive: true });
          await copyFile(path, target);
        }
        // Astro takes no part in pages whose name begins with a line.
        const list = redirectList(model?.redirects ?? []);
        if (list !== "") await writeFile(join(fileURLToPath(dir), "_redirects"), list);
        cache.close();
        rendered.close();
      },
    },
  };
}
