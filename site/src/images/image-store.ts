// Pictures of the content folder, encoded once and kept on disk under the hash of their bytes.

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import { slugOf } from "../store/slug.ts";
import { encodePicture, RECIPE } from "./encode.ts";
import { recordingType } from "./media-file.ts";
import {
  FORMS,
  formKey,
  type PictureFile,
  type ReadyPicture,
  readyPicture,
  type SquareForm,
} from "./picture.ts";
import { encodeSquare, SQUARE_RECIPE } from "./square.ts";

/** A picture, or why there is none; `bytes` when it is only too large for a site's file. */
export type Ingested =
  | { readonly ok: true; readonly picture: ReadyPicture }
  | {
      readonly ok: false;
      readonly missing: boolean;
      readonly reason: string;
      readonly bytes?: number;
    };

export interface ImageStore {
  /** The picture at an absolute path, encoded unless it already is; for a page, or in another form. */
  ingest(path: string, form?: SquareForm): Promise<Ingested>;
  /** Forgets what was known of a path, because the file changed. */
  forget(path: string): void;
  /** Where a published file's bytes are. */
  cachedPath(picture: ReadyPicture, file: PictureFile): string;
}

/** Opens the cache in `cacheDir`, which is made when it is not there. */
export function openImageStore({ cacheDir }: { cacheDir: string }): ImageStore {
  const known = new Map<string, Promise<Ingested>>();
  const encoding = new Map<string, Promise<Ingested>>();

  async function ingest(path: string, square: SquareForm | undefined): Promise<Ingested> {
    const type = square ? undefined : recordingType(path);
    let bytes: Uint8Array;
    try {
      // Pictures become smaller; recordings stay as they are, and one file can stop a publication.
      const size = type ? (await stat(path)).size : 0;
      if (size > LIMITS.blobBytes) return { ok: false, missing: false, reason: "", bytes: size };
      bytes = await readFile(path);
    } catch (error) {
      return { ok: false, missing: true, reason: (error as NodeJS.ErrnoException).code ?? "" };
    }
    if (bytes.length > LIMITS.blobBytes) {
      const megabytes = (count: number) => Math.ceil(count / 1024 / 1024);
      const reason = `${megabytes(bytes.length)} MB > ${megabytes(LIMITS.blobBytes)} MB`;
      return { ok: false, missing: false, reason };
    }
    const name = slugOf(basename(path, extname(path))) || "image";
    const recording = type ? { type, extension: extname(path).slice(1).toLowerCase() } : undefined;
    const form = recording
      ? `${RECORDING_RECIPE}\n${name}.${recording.extension}`
      : square
        ? `${square} ${SQUARE_RECIPE}\n${name}`
        : `${RECIPE}\n${name}`;
    const digest = createHash("sha256").update(`${form}\n`).update(bytes);
    const key = digest.digest("base64url").replace(/^-/, "_");
    // Two posts may name the same picture at the same moment.
    let work = encoding.get(key);
    if (!work) {
      work = encodeOnce(bytes, { key, name, recording, square }).finally(() =>
        encoding.delete(key),
      );
      encoding.set(key, work);
    }
    return work;
  }

  async function encodeOnce(
    bytes: Uint8Array,
    {
      key,
      name,
      recording,
      square,
    }: {
      key: string;
      name: string;
      recording: Recording | undefined;
      square: SquareForm | undefined;
    },
  ): Promise<Ingested> {
    const folder = join(cacheDir, key);
    try {
      return {
        ok: true,
        picture: readyPicture.parse(
          JSON.parse(await readFile(join(folder, "picture.json"), "utf8")),
        ),
      };
    } catch {
      // Not there yet.
    }
    // Two processes may make the same picture: each in its own folder, and the first one stays.
    const making = `${folder}.${process.pid}.making`;
    try {
      await rm(making, { recursive: true, force: true });
      await mkdir(making, { recursive: true });
      const picture = recording
        ? await keepRecording(bytes, { key, name, folder: making, ...recording })
        : square
          ? await encodeSquare(bytes, { key, name, folder: making, form: square })
          : await encodePicture(bytes, { key, name, folder: making });
      await writeFile(join(making, "picture.json"), JSON.stringify(picture));
      await rename(making, folder).catch((error: unknown) => {
        if (!existsSync(join(folder, "picture.json"))) throw error;
      });
      return { ok: true, picture };
    } catch (error) {
      const [reason = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
      return { ok: false, missing: false, reason };
    } finally {
      await rm(making, { recursive: true, force: true });
    }
  }

  return {
    ingest(path, form) {
      let result = known.get(formKey(path, form));
      if (!result) {
        result = ingest(path, form);
        known.set(formKey(path, form), result);
      }
      return result;
    },
    forget(path) {
      for (const form of FORMS) known.delete(formKey(path, form));
    },
    cachedPath: (picture, file) => join(cacheDir, picture.key, file.cached),
  };
}

/** Part of a recording's key, as `RECIPE` is of a picture's. */
const RECORDING_RECIPE = "recording 1";

interface Recording {
  readonly type: string;
  readonly extension: string;
}

/** A recording is kept as it is; its size on the page is the theme's. */
async function keepRecording(
  bytes: Uint8Array,
  { key, name, folder, type, extension }: Recording & { key: string; name: string; folder: string },
): Promise<ReadyPicture> {
  const cached = `full.${extension}`;
  await writeFile(join(folder, cached), bytes);
  const file = { path: `_image/${name}-${key.slice(0, 12)}.${extension}`, cached, type, width: 0 };
  const measured = { ...file, bytes: bytes.length };
  return { key, width: 0, height: 0, groups: [{ type, files: [measured] }] };
}
