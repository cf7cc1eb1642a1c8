// The pictures that texts name, made ready before a page is rendered; looked for again only when a
// text or a picture changed.

import { join } from "node:path";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import type { ImageStore, Ingested } from "../images/image-store.ts";
import { recordingType } from "../images/media-file.ts";
import { FORMS, formKey, type ReadyPicture } from "../images/picture.ts";
import { ARTWORK } from "../images/square.ts";
import { picturePaths } from "./content.ts";
import { asId } from "./content-files.ts";
import { type Entry, placeInText } from "./entry.ts";
import type { FileNames } from "./file-names.ts";
import type { ImageReference } from "./image-reference.ts";
import { type Problem, type ProblemCode, placeIn } from "./problem.ts";
import { isLocal } from "./reference.ts";
import type { SettingsPicture } from "./settings-pictures.ts";
import { leadsOut } from "./symbolic-link.ts";

/** Encoding is bound by cores, and sharp uses several for one picture. */
const AT_ONCE = 2;
/** Photos, icon and artwork are named by this file, which is no text. */
const SETTINGS = "site.yaml";

/** `outside`: a symbolic link would bring it from elsewhere. */
type Found = Ingested | { readonly ok: false; readonly outside: true };

/** A picture or a recording by its path. */
type Named = Pick<ImageReference, "src" | "folder" | "line" | "at"> & Pick<SettingsPicture, "form">;

export interface PictureShelf {
  /** Ready pictures by path relative to the content folder. */
  readonly pictures: ReadonlyMap<string, ReadyPicture>;
  /** Makes ready what these files' entries name now. */
  follow(files: Iterable<string>, entries: ReadonlyMap<string, Entry>): Promise<void>;
  /** The same for what site.yaml names; `changed` when one's file was touched. */
  followPhotos(
    photos: readonly SettingsPicture[],
  ): Promise<{ readonly problems: readonly Problem[]; readonly changed: boolean }>;
  /** Paths that changed: forgets them, and gives the files of the texts that may mean one of them. */
  touch(paths: readonly string[]): ReadonlySet<string>;
  /** What is missing, broken or elsewhere (W201, W203, W245) of the pictures that a file names. */
  problemsOf(file: string): readonly Problem[];
  /** Forgets everything, also what was known of the files. */
  clear(): void;
}

/** An empty shelf; `folder` is the content folder's name, for messages. */
export function createPictureShelf({
  contentDir,
  folder,
  images,
  named,
  signal,
}: {
  contentDir: string;
  folder: string;
  named: FileNames["named"];
  images: ImageStore;
  signal: AbortSignal | undefined;
}): PictureShelf {
  const pictures = new Map<string, ReadyPicture>();
  const problems = new Map<string, Problem[]>();
  /** By path that a reference may mean: the files that have such a reference. */
  const meantBy = new Map<string, Set<string>>();
  let photoTouched = false;

  async function find(reference: Pick<Named, "src" | "folder" | "form">) {
    const { form } = reference;
    let last: Found = { ok: false, missing: true, reason: "" };
    for (const path of picturePaths(reference, named)) {
      if (leadsOut(contentDir, path)) return { ok: false, outside: true } as const;
      last = await images.ingest(join(contentDir, path), form);
      if (last.ok) pictures.set(formKey(path, form), last.picture);
      if (last.ok || !last.missing) break;
    }
    return last;
  }

  async function one(file: string, reference: Named, entry?: Entry): Promise<void> {
    for (const path of [...picturePaths(reference, named), anywhere(reference.src)]) {
      const files = meantBy.get(path) ?? new Set();
      meantBy.set(path, files.add(file));
    }
    const result = await find(reference);
    if (result.ok && !isSmall(result.picture, reference)) return;
    const { code, values } = result.ok
      ? smallness(result.picture, reference.src)
      : "outside" in result
        ? ({ code: "W245", values: { file: reference.src } } as const)
        : findingOf(result, reference.src);
    const { line, column, excerpt } =
      entry && reference.at !== undefined
        ? placeInText(entry, reference.at)
        : { line: reference.line, column: 1, excerpt: "" };
    const place = placeIn(`${folder}/${file}`, "");
    const problem = { ...place.problem(code, { line, column }, values), excerpt };
    const known = problems.get(file);
    if (known) known.push(problem);
    else problems.set(file, [problem]);
  }

  return {
    pictures,
    problemsOf: (file) => problems.get(file) ?? [],
    async follow(files, entries) {
      const work: { file: string; reference: Named }[] = [];
      for (const file of files) {
        problems.delete(file);
        const { images: shown = [], cover, enclosures = [] } = entries.get(file) ?? {};
        for (const reference of shown) work.push({ file, reference });
        if (cover) work.push({ file, reference: cover });
        for (const reference of enclosures) {
          if (isLocal(reference.src) && reference.type) work.push({ file, reference });
        }
      }
      work.reverse();
      const worker = async () => {
        for (let next = work.pop(); next; next = work.pop()) {
          signal?.throwIfAborted();
          await one(next.file, next.reference, entries.get(next.file));
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
    },
    async followPhotos(photos) {
      problems.delete(SETTINGS);
      for (const photo of photos) await one(SETTINGS, { ...photo, folder: "", line: 1 });
      const changed = photoTouched;
      photoTouched = false;
      return { problems: problems.get(SETTINGS) ?? [], changed };
    },
    touch(paths) {
      const files = new Set<string>();
      for (const path of paths) {
        images.forget(join(contentDir, asId(path)));
        for (const form of FORMS) pictures.delete(formKey(asId(path), form));
        for (const meant of [asId(path), anywhere(asId(path))]) {
          for (const file of meantBy.get(meant) ?? []) files.add(file);
        }
      }
      if (files.delete(SETTINGS)) photoTouched = true;
      return files;
    },
    clear() {
      for (const path of meantBy.keys())
        if (!path.startsWith("*/")) images.forget(join(contentDir, path));
      pictures.clear();
      problems.clear();
      meantBy.clear();
    },
  };
}

/** What stands for every path with this name: a file may come to lie elsewhere. */
function anywhere(path: string): string {
  return `*/${path.split("/").at(-1)?.toLowerCase() ?? ""}`;
}

/** Artwork that directories would see enlarged. */
function isSmall({ width }: ReadyPicture, { form }: Pick<SettingsPicture, "form">): boolean {
  return form === "artwork" && width < ARTWORK.least;
}

function smallness({ width }: ReadyPicture, image: string) {
  const values = { image, size: String(width), most: String(ARTWORK.least) };
  return { code: "W246" as const, values };
}

const MB = 1024 * 1024;

function findingOf(
  { missing, reason, bytes }: Extract<Ingested, { ok: false }>,
  src: string,
): { code: ProblemCode; values: Record<string, string> } {
  if (bytes !== undefined) {
    const [size, most] = [bytes, LIMITS.blobBytes].map((count) => String(Math.ceil(count / MB)));
    return { code: "W243", values: { file: src, size: size ?? "", most: most ?? "" } };
  }
  if (missing && recordingType(src)) return { code: "W240", values: { file: src } };
  return { code: missing ? "W201" : "W203", values: { image: src, reason } };
}
