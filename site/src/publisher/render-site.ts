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
import { type Route, routesOf } from "../model/route.ts";
import type { SiteModel } from "../model/site-model.ts";
import { mediaTypeOf } from "./media-type.ts";
import type { Output } from "./output.ts";

/** What a rendering did; paths are of files. */
export interface Rendered {
  readonly written: readonly string[];
  readonly dropped: readonly string[];
}

export interface RenderContext {
  readonly bundle: Bundle;
  readonly output: Output;
  readonly images: ImageStore;
  readonly bodies: BodyShelf;
  readonly shelf: CardShelf;
  readonly origin: string;
}

/** A template threw, or answered something other than a page: the page keeps its last version. */
export class RenderFailed extends Error {
  readonly code = "render-failed";
}

/** Brings the output up to `model`. New files are there before old ones go. */
export async function renderSite(model: SiteModel, context: RenderContext): Promise<Rendered> {
  const { bundle, output, images, origin, shelf } = context;
  const routes = routesOf(model, { shelf, chrome: `${bundle.digest}\n${origin}` });
  const wanted = new Set<string>();
  const written: string[] = [];
  const put = async (
    file: string,
    signature: string,
    content: () => Promise<Uint8Array>,
    type: string,
  ) => {
    wanted.add(file);
    if (output.files.get(file)?.signature === signature) return;
    if (await output.write(file, await content(), { signature, type })) written.push(file);
  };
  for (const asset of await assetsOf(bundle)) {
    await put(asset.file, bundle.digest, () => readFile(asset.path), mediaTypeOf(asset.file));
  }
  for (const { picture, file } of pictureFiles(model)) {
    const source = images.cachedPath(picture, file);
    await put(file.path, picture.key, () => readFile(source), file.type);
  }
  bundle.provideSite(createReader({ ...context, model, routes }));
  for (const route of routes.values()) {
    wanted.add(route.file);
    if (output.files.get(route.file)?.signature === route.signature) continue;
    const { content, type } = await renderRoute(route, context);
    const { signature } = route;
    if (await output.write(route.file, content, { signature, type })) written.push(route.file);
  }
  const dropped = [...output.files.keys()].filter((file) => !wanted.has(file));
  for (const file of dropped) await output.drop(file);
  return { written, dropped };
}

async function renderRoute(route: Route, { bundle, origin }: RenderContext) {
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

const listed = new Map<string, Promise<{ file: string; path: string }[]>>();

/** The bundle's hashed files; a bundle never changes, so its folder is read once. */
function assetsOf({ assetsDir }: Bundle): Promise<{ file: string; path: string }[]> {
  let files = listed.get(assetsDir);
  if (!files) {
    files = readdir(assetsDir, { recursive: true, withFileTypes: true }).then((entries) =>
      entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .map((path) => ({ path, file: relative(assetsDir, path).split(sep).join("/") })),
    );
    listed.set(assetsDir, files);
  }
  return files;
}
