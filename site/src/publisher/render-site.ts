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
import { type Route, routesOf, signatureOf } from "../model/route.ts";
import type { SiteModel } from "../model/site-model.ts";
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
  readonly origin: string;
  /** Aborts between two pages, with an exception. */
  readonly signal: AbortSignal;
}

export interface Renderer {
  /** Brings the output up to `model`. New files are there before old ones go. */
  render(model: SiteModel, bundle: Bundle): Promise<Rendered>;
}

/** A template threw, or answered something other than a page: the page keeps its last version. */
export class RenderFailed extends Error {
  readonly code = "render-failed";
}

/** A renderer into one output; it remembers from what it made each page. */
export function createRenderer(context: RenderContext): Renderer {
  const { output, images, origin, shelf, signal } = context;
  let made = new Map<string, string>();

  async function render(model: SiteModel, bundle: Bundle): Promise<Rendered> {
    const routes = routesOf(model, { shelf, chrome: `${bundle.digest}\n${origin}` });
    const wanted = new Set<string>();
    const written: string[] = [];
    const put = async (file: FileSource) => {
      wanted.add(file.file);
      if (output.files.get(file.file)?.signature === file.signature) return;
      const content = await readFile(file.path);
      if (await output.write(file.file, content, file)) written.push(file.file);
    };
    for (const file of await assetsOf(bundle)) await put(file);
    for (const { picture, file } of pictureFiles(model)) {
      const path = images.cachedPath(picture, file);
      await put({ file: file.path, path, signature: picture.key, type: file.type });
    }
    bundle.provideSite(createReader({ ...context, model, routes }));
    const sources = new Map<string, string>();
    for (const route of routes.values()) {
      signal.throwIfAborted();
      const { file, source } = route;
      wanted.add(file);
      // Comparing texts in memory saves hashing ten thousand of them at every save.
      if (made.get(file) !== source) {
        const signature = signatureOf(route);
        if (output.files.get(file)?.signature !== signature) {
          const { content, type } = await renderRoute(route, { bundle, origin });
          if (await output.write(file, content, { signature, type })) written.push(file);
        }
      }
      sources.set(file, source);
    }
    made = sources;
    const dropped = [...output.files.keys()].filter((file) => !wanted.has(file));
    for (const file of dropped) await output.drop(file);
    return { written, dropped };
  }

  return { render };
}

async function renderRoute(
  route: Route,
  { bundle, origin }: { bundle: Bundle; origin: string },
): Promise<{ content: Uint8Array; type: string }> {
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

/** A file that is published as it lies somewhere. */
interface FileSource {
  readonly file: string;
  readonly path: string;
  readonly signature: string;
  readonly type: string;
}

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
