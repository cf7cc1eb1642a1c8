// The site of `courtyard dev`: everything the folder holds, drafts too, as of its last readable state,
// and the theme as it is on disk right now.

import { readFile } from "node:fs/promises";
import { basename, join, sep } from "node:path";
import { openImageStore } from "../images/image-store.ts";
import { createBodyShelf } from "../model/body.ts";
import { createCardShelf } from "../model/card.ts";
import { pictureFiles } from "../model/picture-files.ts";
import { createReader } from "../model/reader.ts";
import { createRouter } from "../model/route.ts";
import { createModeler, type SiteModel } from "../model/site-model.ts";
import { STOCK_SITE } from "../render/current-site.ts";
import { openSearchShelf } from "../search/search-shelf.ts";
import { openBodyCache } from "../store/body-cache.ts";
import { asId } from "../store/content-files.ts";
import { openEntryCache } from "../store/entry-cache.ts";
import type { Problem } from "../store/problem.ts";
import { openStore } from "../store/store.ts";
import { type OpenTheme, openTheme } from "../theme/open-theme.ts";
import { type ThemeInUse, useTheme } from "../theme/theme-in-use.ts";

export interface DevSite extends Disposable {
  /** The theme in force: the last one that was right. */
  readonly theme: ThemeInUse;
  readonly problems: readonly Problem[];
  /** Reads what changed, absolute paths; whether templates have to be looked for again. */
  update(paths: readonly string[]): Promise<{ readonly templates: boolean }>;
  /** Bytes of a picture, a file of the writer's, or the settings' style sheet, by its address. */
  file(path: string): Promise<Uint8Array | undefined>;
}

/** The folder or its theme cannot be read at all. */
export class DevUnready extends Error {
  readonly code = "dev-unready";
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super("The site cannot be shown.");
    this.problems = problems;
  }
}

/** Opens the folder and lets the templates of this process see it. Throws `DevUnready`. */
export async function openDevSite({
  contentDir,
  cacheDir,
  origin,
  now,
}: {
  contentDir: string;
  cacheDir: string;
  origin: string;
  now: () => number;
}): Promise<DevSite> {
  const images = openImageStore({ cacheDir: join(cacheDir, "images") });
  const cache = openEntryCache(cacheDir);
  const rendered = openBodyCache(join(cacheDir, "bodies.db"));
  const store = openStore({ contentDir, cache, images, now });
  const modeler = createModeler({ drafts: true });
  const shelf = createCardShelf();
  const router = createRouter({ shelf, search: openSearchShelf() });
  const bodies = createBodyShelf(rendered);
  const folder = basename(contentDir);
  let first = true;
  let open: OpenTheme | undefined;
  let theme: ThemeInUse | undefined;
  let model: SiteModel | undefined;
  let problems: readonly Problem[] = [];
  let pictures = new Map<string, string>();

  async function bring(paths: readonly string[], { anew }: { anew: boolean }): Promise<void> {
    const read = await (first ? store.load() : store.update(paths));
    if (!read.ok) {
      problems = read.problems;
      return;
    }
    const { settings } = read.content;
    model = modeler.update(read.content, first ? "everything" : read.changed);
    first = false;
    let wrong: readonly Problem[] = [];
    if (anew || open?.theme.name !== settings.theme) {
      const opened = openTheme(settings, { contentDir, folder });
      if (opened.ok) open = opened.open;
      else wrong = opened.problems;
    }
    problems = [...read.content.problems, ...model.problems, ...wrong];
    if (!open) return;
    theme = useTheme(open, settings, folder);
    problems = [...problems, ...theme.problems];
    router.update(model, "", theme.features);
    router.updateSearch(model, "", theme.features);
    const { routes } = router;
    const reader = createReader({ model, routes, origin, shelf, bodies, theme });
    Reflect.set(globalThis, STOCK_SITE, reader);
    pictures = new Map(
      pictureFiles(model).map(({ picture, file }) => [file.path, images.cachedPath(picture, file)]),
    );
  }

  function close(): void {
    Reflect.deleteProperty(globalThis, STOCK_SITE);
    cache.close();
    rendered.close();
  }

  await bring([], { anew: true });
  if (!theme) {
    close();
    throw new DevUnready(problems);
  }

  return {
    get theme() {
      return theme as ThemeInUse;
    },
    get problems() {
      return problems;
    },
    async update(paths) {
      const layers = (theme as ThemeInUse).open.theme.layers;
      const isTheme = paths.some((path) => layers.some((layer) => path.startsWith(layer + sep)));
      const before = open;
      const own = paths.filter((path) => path.startsWith(contentDir + sep));
      await bring(
        own.map((path) => asId(path.slice(contentDir.length + 1))),
        { anew: isTheme },
      );
      return { templates: isTheme || open !== before };
    },
    async file(path) {
      const name = path.replace(/^\//, "");
      if (theme?.sheet?.file === name) return Buffer.from(theme.sheet.text);
      const target = pictures.get(name) ?? model?.files.get(name)?.path;
      return target === undefined ? undefined : readFile(target).catch(() => undefined);
    },
    [Symbol.dispose]: close,
  };
}
