// Files that no template makes: the bundle's style sheets and icons, pictures, files that texts link
// to, and the sheet that the theme's settings make.

import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { Bundle } from "../bundle/load-bundle.ts";
import type { ImageStore } from "../images/image-store.ts";
import { pictureFiles } from "../model/picture-files.ts";
import type { SiteModel } from "../model/site-model.ts";
import type { DrawingStore } from "../share/drawing-store.ts";
import type { SettingsSheet } from "../theme/settings-sheet.ts";
import { mediaTypeOf } from "./media-type.ts";

/** Files that are published as they lie somewhere: the bundle's, the pictures', and linked ones. */
export interface Copied {
  readonly bundle: Bundle;
  readonly pictures: SiteModel["pictures"];
  readonly sheet: SettingsSheet | undefined;
  readonly drawings: SiteModel["shares"]["drawings"];
  readonly linked: SiteModel["files"];
  readonly files: ReadonlyMap<string, FileSource>;
}

/** The same object as `before` when nothing of it changed. */
export async function copiedFiles(
  before: Copied | undefined,
  {
    model,
    bundle,
    sheet,
    images,
    drawn,
  }: {
    model: SiteModel;
    bundle: Bundle;
    sheet: SettingsSheet | undefined;
    images: ImageStore;
    drawn: DrawingStore;
  },
): Promise<Copied> {
  const { pictures, files: linked } = model;
  const { drawings } = model.shares;
  if (
    before?.bundle === bundle &&
    before.pictures === pictures &&
    before.drawings === drawings &&
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
  for (const [file, drawing] of drawings) {
    const path = () => drawn.draw(file, drawing);
    files.set(file, { file, path, signature: file, type: "image/png" });
  }
  for (const [file, { path, size, mtimeMs }] of linked) {
    files.set(file, { file, path, signature: `${size} ${mtimeMs}`, type: mediaTypeOf(file) });
  }
  if (sheet) {
    const { file, text } = sheet;
    files.set(file, { file, text, signature: file, type: mediaTypeOf(file) });
  }
  return { bundle, pictures, drawings, linked, sheet, files };
}

/** A file that is published as it lies somewhere, or is at hand. */
type FileSource = {
  readonly file: string;
  readonly signature: string;
  readonly type: string;
} & ({ readonly path: string | (() => Promise<string>) } | { readonly text: string });

/** The bytes of a file; undefined when it is the writer's and gone again: the next round hears of it. */
export async function bytesOf(file: FileSource): Promise<Uint8Array | undefined> {
  if ("text" in file) return Buffer.from(file.text);
  const { path } = file;
  if (typeof path === "function") return readFile(await path());
  return readFile(path).catch(() => undefined);
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
