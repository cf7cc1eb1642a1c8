// From a model to files: renders the routes whose signatures changed, drops those that are gone.

import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { Bundle } from "../bundle/load-bundle.ts";
import type { ImageStore } from "../images/image-store.ts";
import type { BodyShelf } from "../model/body.ts";
import type { CardShelf } from "../model/card.ts";
import { hrefOf } from "../model/permalink.ts";
import { pictureFiles } from "../model/picture-files.ts";
import { createReader } from "../model/reader.ts";
import { redirectList, redirectPage } from "../model/redirect.ts";
import { createRouter, type Route, signatureOf } from "../model/route.ts";
import type { SiteModel } from "../model/site-model.ts";
import type { SearchShelf } from "../search/search-shelf.ts";
import type { SettingsSheet } from "../theme/settings-sheet.ts";
import type { ThemeInUse } from "../theme/theme-in-use.ts";
import { mediaTypeOf } from "./media-type.ts";
import type { Output } from "./output.ts";

/** What a rendering did; paths are of files. */
export interface Rendered {
  readonly written: readonly string[];
  readonly dropped: readonly string[];
}

export interface RenderContext {
  readonly output: Output;
  readonly images: ImageStore;
  readonly bodies: BodyShelf;
  readonly shelf: CardShelf;
  readonly search: SearchShelf;
  readonly origin: string;
  /** Aborts between two pages, with an exception. */
  readonly signal: AbortSignal;
  onPage?(done: number, of: number): void;
}

export interface Renderer {
  /**
   * Brings the output up to `model`. New files are there before old ones go. A renderer that threw
   * has lost count of what it made, and is not to be used again.
   */
  render(model: SiteModel, dress: { bundle: Bundle; theme: ThemeInUse }): Promise<Rendered>;
}

/** A template threw, or answered something other than a page: the page keeps its last version. */
export class RenderFailed extends Error {
  readonly code = "render-failed";
}

/** A renderer into one output. The first rendering looks at every file, later ones at what changed. */
export function createRenderer(context: RenderContext): Renderer {
  const { output, origin, shelf, search, signal } = context;
  const router = createRouter({ shelf, search });
  const { routes } = router;
  let copied: Copied | undefined;

  async function render(
    model: SiteModel,
    { bundle, theme }: { bundle: Bundle; theme: ThemeInUse },
  ): Promise<Rendered> {
    const chrome = `${bundle.digest}\n${origin}`;
    const { changed, dropped } = router.update(model, chrome);
    const written: string[] = [];
    const before = copied;
    copied = await copiedFiles(before, { model, bundle, sheet: theme.sheet, ...context });
    if (copied !== before) {
      for (const file of copied.files.values()) {
        if (output.files.get(file.file)?.signature === file.signature) continue;
        // A file of the writer's may be gone again: the next round hears of it.
        const bytes =
          "text" in file
            ? Buffer.from(file.text)
            : await readFile(file.path).catch(() => undefined);
        if (bytes && output.write(file.file, bytes, file)) written.push(file.file);
      }
    }
    bundle.provideSite(createReader({ ...context, model, routes, theme }));
    const breath = createBreath();
    let done = 0;
    for (const route of changed) {
      context.onPage?.(++done, changed.length);
      signal.throwIfAborted();
      const signature = signatureOf(route);
      if (output.files.get(route.file)?.signature === signature) continue;
      const { content, type } = await renderRoute(route, { bundle, origin });
      if (output.write(route.file, content, { signature, type })) written.push(route.file);
      await breath();
    }
    const wanted = copied.files;
    const stale = before
      ? [...dropped.map(({ file }) => file), ...before.files.keys()]
      : output.files.keys();
    const standing = before ? undefined : new Set([...routes.values()].map(({ file }) => file));
    // A page may stand now in the place of a redirect's file, or the other way round.
    const taken = new Set(changed.map(({ file }) => file));
    const gone = [...stale].filter((file) => {
      if (taken.has(file)) return false;
      if (wanted.has(file) || !output.files.has(file)) return false;
      return standing ? !standing.has(file) : true;
    });
    for (const file of gone) output.drop(file);
    return { written, dropped: gone };
  }

  return { render };
}

/** Files that are published as they lie somewhere: the bundle's, the pictures', and linked ones. */
interface Copied {
  readonly bundle: Bundle;
  readonly pictures: SiteModel["pictures"];
  readonly sheet: SettingsSheet | undefined;
  readonly linked: SiteModel["files"];
  readonly files: ReadonlyMap<string, FileSource>;
}

/** The same object as `before` when nothing of it changed. */
async function copiedFiles(
  before: Copied | undefined,
  {
    model,
    bundle,
    sheet,
    images,
  }: {
    model: SiteModel;
    bundle: Bundle;
    sheet: SettingsSheet | undefined;
    images: ImageStore;
  },
): Promise<Copied> {
  const { pictures, files: linked } = model;
  if (
    before?.bundle === bundle &&
    before.pictures === pictures &&
    before.linked === linked &&
    before.sheet?.file === sheet?.file
  ) {
    return before;
  }
  const files = new Map<string, FileSource>();
  for (const file of await assetsOf(bundle)) files.set(file.file, file);
  for (const { picture, file } of pictureFiles(model)) {
    const path = images.cachedPath(picture, file);
    files.set(file.path, { file: file.path, path, signature: picture.key, type: file.type });
  }
  for (const [file, { path, size, mtimeMs }] of linked) {
    files.set(file, { file, path, signature: `${size} ${mtimeMs}`, type: mediaTypeOf(file) });
  }
  if (sheet) {
    const { file, text } = sheet;
    files.set(file, { file, text, signature: file, type: mediaTypeOf(file) });
  }
  return { bundle, pictures, linked, sheet, files };
}

/** Longest stretch of work without looking at signals, sockets and the watcher. */
const STRETCH = 25;

/** Rendering never waits for anything: it has to let others in by itself. */
function createBreath(): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < STRETCH) return undefined;
    return new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      last = performance.now();
    });
  };
}

async function renderRoute(
  route: Route,
  { bundle, origin }: { bundle: Bundle; origin: string },
): Promise<{ content: Uint8Array; type: string }> {
  // An edit changes dozens of these, and no template has a part in them.
  if (route.target.kind === "search-file") {
    return { content: Buffer.from(route.target.file.text()), type: mediaTypeOf(route.file) };
  }
  if (route.target.kind === "redirect") {
    const page = redirectPage(route.target.redirect, origin);
    return { content: Buffer.from(page), type: mediaTypeOf(route.file) };
  }
  if (route.target.kind === "redirect-list") {
    const list = redirectList(route.target.redirects);
    return { content: Buffer.from(list), type: "text/plain; charset=utf-8" };
  }
  const response = await bundle.render(`${origin}${hrefOf(route.path)}`);
  const expected = route.target.kind === "not-found" ? 404 : 200;
  if (response.status !== expected) {
    throw new RenderFailed(`${route.path} came out with status ${response.status}.`);
  }
  const type = response.headers.get("content-type") ?? "";
  const page = type === "" || type.startsWith("text/html");
  return {
    content: new Uint8Array(await response.arrayBuffer()),
    type: page ? mediaTypeOf(route.file) : type,
  };
}

/** A file that is published as it lies somewhere, or is at hand. */
type FileSource = {
  readonly file: string;
  readonly signature: string;
  readonly type: string;
} & ({ readonly path: string } | { readonly text: string });

const listed = new Map<string, Promise<FileSource[]>>();

/** The bundle's hashed files; a bundle never changes, so its folder is read once. */
function assetsOf({ assetsDir, digest }: Bundle): Promise<FileSource[]> {
  let files = listed.get(assetsDir);
  if (!files) {
    files = readdir(assetsDir, { recursive: true, withFileTypes: true }).then((entries) =>
      entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .map((path) => ({ path, file: relative(assetsDir, path).split(sep).join("/") }))
        .map((one) => ({ ...one, signature: digest, type: mediaTypeOf(one.file) })),
    );
    listed.set(assetsDir, files);
  }
  return files;
}
