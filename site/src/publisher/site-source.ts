// From the writer's folder to rendered files: the part of publishing that needs no network. Over 300
// lines: one round, whose steps share what the last one left.

import { join, sep } from "node:path";
import { z } from "zod";
import { type Bundle, loadBundle, templatesDigest } from "../bundle/load-bundle.ts";
import { openImageStore } from "../images/image-store.ts";
import { createBodyShelf } from "../model/body.ts";
import { createCardShelf } from "../model/card.ts";
import { deadAddresses } from "../model/dead-address.ts";
import { createModeler, type Modeler, type SiteModel } from "../model/site-model.ts";
import { createPreviewSite, type PreviewSite } from "../preview/preview-site.ts";
import { openSearchShelf } from "../search/search-shelf.ts";
import { openDrawingStore } from "../share/drawing-store.ts";
import { openBodyCache } from "../store/body-cache.ts";
import type { Content } from "../store/content.ts";
import { openEntryCache } from "../store/entry-cache.ts";
import type { Problem } from "../store/problem.ts";
import type { Settings } from "../store/settings.ts";
import { ContentMissing, type Loaded, openStore } from "../store/store.ts";
import { openTheme } from "../theme/open-theme.ts";
import { overrides } from "../theme/resolve-theme.ts";
import { type ThemeInUse, useTheme } from "../theme/theme-in-use.ts";
import { type Ahead, aheadOutput } from "./ahead-output.ts";
import { mediaTypeOf } from "./media-type.ts";
import type { Output } from "./output.ts";
import { createRenderer, type Rendered, type Renderer } from "./render-site.ts";
import { growSlowly } from "./slow-growth.ts";
import { changedBetween, lookAt, openStanding, type Standing } from "./standing.ts";
import { openStateFile } from "./state-file.ts";

/** How bringing the files up to date ended. */
export type Updated =
  | {
      readonly kind: "rendered";
      readonly rendered: Rendered;
      readonly model: SiteModel;
      readonly problems: readonly Problem[];
    }
  /** The folder is gone, or so many of its posts at once that somebody has to say it is meant: nothing was touched. */
  | { readonly kind: "vanished"; readonly gone: number; readonly of: number }
  | { readonly kind: "no-settings"; readonly problems: readonly Problem[] };

/** A start with nothing to render. */
export interface Stands {
  readonly problems: readonly Problem[];
  /** Paths that changed since `standing` was asked. */
  changed(): Promise<readonly string[]>;
}

export interface SiteSource extends Disposable {
  /**
   * Reads these paths again, or everything when there are none yet, and renders what changed.
   * `allowDeletions`: whatever is gone is meant to be.
   */
  update(
    paths: readonly string[] | "everything",
    options?: { allowDeletions?: boolean },
  ): Promise<Updated>;
  /**
   * Renders the site as it will be at each of these rising moments, gives all of it to `use`, and leads
   * back to the present; the files of now are not touched.
   */
  ahead<Used>(
    moments: readonly number[],
    use: (aheads: readonly (readonly [number, Ahead])[]) => Promise<Used>,
  ): Promise<Used>;
  /** Reads these paths again, and renders nothing: for a preview alone. */
  look(paths: readonly string[] | "everything"): Promise<readonly Problem[]>;
  /** The same folder with everything that is kept back. */
  readonly preview: PreviewSite;
  /** What the folder held when it was last read. */
  readonly content: Content | undefined;
  /** The hub that the site names, also before the folder was read. */
  readonly hub: string | undefined;
  /**
   * What the last run found, when its files stand as they are: nothing changed since. Until `update`
   * there is no model then, and no preview.
   */
  standing(): Promise<Stands | undefined>;
  /** When a text comes or goes by itself, in milliseconds; `update([])` is due then. */
  nextChange(): number | undefined;
  /** Notes that what was rendered last is what the folder makes, if it is; before `close`. */
  keepStanding(): Promise<void>;
  /** Writes down for the next start what is only in memory: after the work, not on its way. */
  save(): void;
  close(): void;
}

/** Opens the folder; `dir` is for caches. */
export function openSiteSource({
  contentDir,
  dir,
  bundleDir,
  imagesDir,
  origin,
  output: present,
  clock,
  signal = new AbortController().signal,
  onPage = () => undefined,
  threadsFrom,
}: {
  contentDir: string;
  dir: string;
  /** Where bundled templates are kept, when not in `dir`. */
  bundleDir?: string;
  /** And pictures that are ready. */
  imagesDir?: string;
  origin: string;
  output: Output;
  clock: () => number;
  signal?: AbortSignal;
  /** Hears of each page as it is rendered. */
  onPage?: (done: number, of: number) => void;
  /** So many pages at once are rendered by threads; for tests. */
  threadsFrom?: number | undefined;
}): SiteSource {
  const cacheDir = join(dir, "cache");
  const output = aheadOutput(present, join(dir, "ahead"));
  const home = bundleDir ?? join(cacheDir, "bundle");
  const cache = openEntryCache(cacheDir);
  const images = openImageStore({ cacheDir: imagesDir ?? join(cacheDir, "images") });
  const rendered = openBodyCache(join(cacheDir, "bodies.db"));
  const bodies = createBodyShelf(rendered);
  const shelf = createCardShelf();
  const search = openSearchShelf({ file: join(cacheDir, "search.db") });
  const drawn = openDrawingStore({ cacheDir: join(cacheDir, "share") });
  const store = openStore({ contentDir, cache, images, now: clock, signal });

  /** What was put together so far; gone when a round failed, and the next begins from nothing. */
  let press: { readonly modeler: Modeler; readonly renderer: Renderer } | undefined;
  let content: Content | undefined;
  /** Posts that had an address after the last rendering, also that of an earlier start. */
  const shown = openStateFile(join(dir, "shown.json"), z.object({ posts: z.int() }));
  const standing = openStanding(join(dir, "standing.json"), {
    ...{ contentDir, origin, clock },
    templates: templatesDigest,
  });
  /** What stands though nothing was read, and what was rendered last in this run. */
  let stood: Standing | undefined;
  let last: { readonly read: number; readonly problems: readonly Problem[] } | undefined;
  /** The theme in force, for as long as neither its name nor its files change. */
  let dressed: { settings: Settings; bundle: Bundle; theme: ThemeInUse } | undefined;
  let inDoubt = true;
  const preview = createPreviewSite({
    ...{ origin, clock, images, bodies },
    dress: () => dressed,
    typeOf: mediaTypeOf,
  });

  /**
   * The templates; made anew when the site names another theme or a file of its theme changed. A
   * theme that is not right leaves the last good one in force, if there is one.
   */
  async function dress({ settings, folder }: Content): Promise<readonly Problem[]> {
    if (dressed?.settings === settings && !inDoubt) return dressed.theme.problems;
    if (dressed?.settings.theme === settings.theme && !inDoubt) {
      dressed = { ...dressed, settings, theme: useTheme(dressed.theme.open, settings, folder) };
      return dressed.theme.problems;
    }
    inDoubt = true;
    const opened = openTheme(settings, { contentDir, folder });
    if (!opened.ok) return opened.problems;
    const bundle = await loadBundle(opened.open.theme, { contentDir, home });
    dressed = { settings, bundle, theme: useTheme(opened.open, settings, folder) };
    inDoubt = false;
    return dressed.theme.problems;
  }

  /** Whether a path below the content folder is a part of the theme in force, or an override. */
  function isThemes(path: string): boolean {
    const file = join(contentDir, path);
    const layers = [overrides(contentDir), ...(dressed?.theme.open.theme.layers ?? [])];
    return layers.some((layer) => file.startsWith(layer + sep));
  }

  async function readContent(paths: readonly string[] | "everything"): Promise<Loaded | undefined> {
    try {
      return await (paths === "everything" ? store.load() : store.update(paths));
    } catch (error) {
      if (error instanceof ContentMissing) return undefined;
      throw error;
    }
  }

  function close(): void {
    search.save();
    search.close();
    cache.close();
    rendered.close();
  }

  return {
    preview,
    async look(paths) {
      inDoubt ||= paths === "everything" || paths.some(isThemes);
      const read = await readContent(paths);
      if (!read?.ok) return read?.problems ?? [];
      content = read.content;
      const wrong = await dress(content);
      preview.note(content, read.changed);
      return [...content.problems, ...wrong];
    },
    get content() {
      return content;
    },
    get hub() {
      return content ? content.settings.hub : (stood?.hub ?? undefined);
    },
    async standing() {
      const looked = present.isWhole ? await standing.look() : undefined;
      if (!looked) return undefined;
      stood = looked.known;
      return {
        problems: looked.known.problems,
        async changed() {
          const now = await lookAt(contentDir);
          return now ? changedBetween(looked.folder, now) : [];
        },
      };
    },
    async keepStanding() {
      if (!press || !last || !dressed) return;
      const { layers } = dressed.theme.open.theme;
      const until = store.nextChange() ?? null;
      const hub = content?.settings.hub ?? null;
      await standing.keep({
        ...{ read: last.read, problems: [...last.problems] },
        ...{ layers: [...layers], until, hub },
      });
    },
    async update(paths, { allowDeletions = false } = {}) {
      using _slowly = paths === "everything" ? growSlowly() : undefined;
      standing.forget();
      stood = undefined;
      const began = clock();
      const { modeler, renderer } = press ?? {
        modeler: createModeler(),
        renderer: createRenderer({
          ...{ output, images, drawn, bodies, shelf, search, origin, signal, onPage, threadsFrom },
        }),
      };
      const first = press === undefined;
      press = undefined;
      inDoubt ||= paths === "everything" || paths.some(isThemes);
      const read = await readContent(paths);
      const before = shown.value?.posts ?? publishedPosts(output);
      if (!read) return { kind: "vanished", gone: before, of: before };
      if (!read.ok) {
        // An unmounted folder may still be there as an empty mount point.
        if (before > 0 && read.problems.every(({ code }) => code === "E112")) {
          return { kind: "vanished", gone: before, of: before };
        }
        return { kind: "no-settings", problems: read.problems };
      }
      content = read.content;
      preview.note(content, read.changed);
      const model = modeler.update(read.content, first ? "everything" : read.changed);
      const after = postsOf(model);
      if (!allowDeletions && isAlarming(before, after)) {
        return { kind: "vanished", gone: before - after, of: before };
      }
      // Templates are bundled by a process of their own.
      const [wrong] = await Promise.all([dress(read.content), renderer.prepare(model)]);
      if (!dressed) return { kind: "no-settings", problems: wrong };
      const done = await renderer.render(model, dressed);
      press = { modeler, renderer };
      if (shown.value?.posts !== after) shown.put({ posts: after });
      const dead = deadAddresses(model, (file) => output.files.has(file));
      const problems = [...read.content.problems, ...model.problems, ...wrong, ...dead];
      last = { read: began, problems };
      return { kind: "rendered", rendered: done, model, problems };
    },
    async ahead(moments, use) {
      const { modeler, renderer } = press ?? {};
      const clothes = dressed;
      if (!modeler || !renderer || !clothes) throw new Error("Nothing was rendered yet.");
      const render = async (moment: number | undefined) => {
        const read = await store.at(moment);
        if (!read.ok) throw new Error("The settings cannot be lost by looking ahead.");
        preview.note(read.content, read.changed);
        const model = modeler.update(read.content, read.changed);
        await renderer.prepare(model);
        await renderer.render(model, clothes);
      };
      // Should a template fail in the future, the next round begins from nothing.
      press = undefined;
      output.begin();
      try {
        const aheads: (readonly [number, Ahead])[] = [];
        for (const moment of moments) {
          await render(moment);
          aheads.push([moment, output.look()]);
        }
        output.end();
        await render(undefined);
        press = { modeler, renderer };
        return await use(aheads);
      } finally {
        output.end();
        if (!press) await store.at(undefined);
      }
    },
    nextChange: () => (stood ? (stood.until ?? undefined) : store.nextChange()),
    save: () => search.save(),
    close,
    [Symbol.dispose]: close,
  };
}

/** From so many posts on, the loss of half is no ordinary edit. */
const MANY = 10;

/** Whether so many posts went at once that a disk is rather missing than a writer tidying up. */
function isAlarming(before: number, after: number): boolean {
  return before > 0 && (after === 0 || (before >= MANY && after < before / 2));
}

/** Posts that have an address. */
function postsOf({ standing }: SiteModel): number {
  let posts = 0;
  for (const { kind } of standing) if (kind === "post") posts += 1;
  return posts;
}

/** Posts among the files of the last rendering, as far as their addresses are the usual ones. */
function publishedPosts({ files }: Output): number {
  let posts = 0;
  for (const file of files.keys()) if (/(^|\/)posts\/[^/]+\/index\.html$/.test(file)) posts += 1;
  return posts;
}
