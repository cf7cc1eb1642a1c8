// The writer's folder, read and checked. Its maps follow the present; an entry in them never changes,
// and is another object when its text changed or a picture that it shows.

import { formKey, type ReadyPicture, type SquareForm } from "../images/picture.ts";
import type { Entry } from "./entry.ts";
import type { FileNames } from "./file-names.ts";
import type { LinkedFile } from "./file-shelf.ts";
import type { ImageReference } from "./image-reference.ts";
import type { Problem } from "./problem.ts";
import type { Settings } from "./settings.ts";

export interface Content {
  /** The content folder's own name, for messages. */
  readonly folder: string;
  readonly settings: Settings;
  /** By file. A broken file stands with its last good version, or not at all. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** Ready pictures by their path relative to the content folder (`formKey`). */
  readonly pictures: ReadonlyMap<string, ReadyPicture>;
  /** Files that texts link to and that are neither texts nor pictures, by path. */
  readonly files: ReadonlyMap<string, LinkedFile>;
  /** Files that are not texts, by their bare name in lower case: the shortest path first. */
  readonly named: FileNames["named"];
  readonly problems: readonly Problem[];
}

/**
 * Paths, most likely first, that a reference can mean; none leads out of the content folder. A bare
 * file name is found wherever the file lies, as in Obsidian.
 */
export function picturePaths(
  { src, folder }: Pick<ImageReference, "src" | "folder">,
  named: FileNames["named"],
): string[] {
  const bare = src.split(/[?#]/)[0] ?? "";
  const candidates = bare.startsWith("/")
    ? [bare.slice(1), `images${bare}`]
    : [
        inside(folder, bare),
        inside("", bare),
        inside("images", bare),
        ...(bare.includes("/") ? [] : named(bare)),
      ];
  return [...new Set(candidates.map((path) => path && inside("", path)))].filter(
    (path): path is string => path !== undefined && path !== "",
  );
}

/** The ready picture that a reference means, for a page or in another form. */
export function pictureOf(
  content: Pick<Content, "pictures" | "named">,
  reference: Pick<ImageReference, "src" | "folder"> & { form?: SquareForm | undefined },
): ReadyPicture | undefined {
  for (const path of picturePaths(reference, content.named)) {
    const picture = content.pictures.get(formKey(path, reference.form));
    if (picture) return picture;
  }
  return undefined;
}

/** `path` below `folder`, or undefined when its `..` climb out. */
export function inside(folder: string, path: string): string | undefined {
  const parts: string[] = [];
  for (const part of [...folder.split("/"), ...path.split("/")]) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}
