// Files that texts link to and that are neither texts nor pictures: a PDF, an archive, a table.

import { inside } from "./content.ts";
import { asId } from "./content-files.ts";
import type { Entry } from "./entry.ts";
import type { FileNames } from "./file-names.ts";
import { isPicturePath } from "./reference.ts";

/** A file as it lies in the folder. Another object when its bytes may be others. */
export interface LinkedFile {
  /** On disk, absolute. */
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
}

export interface FileShelf {
  /** By path relative to the content folder. */
  readonly files: ReadonlyMap<string, LinkedFile>;
  /** Looks for what these files' entries link to now. */
  follow(files: Iterable<string>, entries: ReadonlyMap<string, Entry>): void;
  /** Paths that changed: forgets them, and gives the files of the texts that may mean one of them. */
  touch(paths: readonly string[]): ReadonlySet<string>;
  clear(): void;
}

/** Paths, most likely first, that a link to a file can mean; none for a text, a picture or an address. */
export function filePaths(
  { target, folder }: { target: string; folder: string },
  named: FileNames["named"],
): string[] {
  if (!/\.[a-z0-9]{1,8}([?#]|$)/i.test(target)) return [];
  const bare = pathOf(target);
  if (
    !/[^/]\.[a-z0-9]{1,8}$/i.test(bare) ||
    isPicturePath(bare) ||
    /\.(md|markdown)$/i.test(bare)
  ) {
    return [];
  }
  const candidates = bare.startsWith("/")
    ? [inside("", bare)]
    : [inside(folder, bare), inside("", bare), ...(bare.includes("/") ? [] : named(bare))];
  return [...new Set(candidates)].filter((path): path is string => path !== undefined);
}

/** A target's path: without query and part, percent-encoding undone. */
export function pathOf(target: string): string {
  const bare = target.split(/[?#]/)[0] ?? "";
  try {
    return decodeURIComponent(bare).normalize("NFC");
  } catch {
    return bare;
  }
}

/** An empty shelf over the files in `names`; `stampOf` asks the disk for one of them. */
export function createFileShelf({
  names,
  stampOf,
}: {
  names: FileNames;
  stampOf: (path: string) => LinkedFile | undefined;
}): FileShelf {
  const files = new Map<string, LinkedFile>();
  const meantBy = new Map<string, Set<string>>();
  const nameOf = (path: string) => `*/${path.split("/").at(-1)?.toLowerCase() ?? ""}`;
  return {
    files,
    follow(changed, entries) {
      for (const file of changed) {
        for (const { target } of entries.get(file)?.links ?? []) {
          const folder = file.split("/").slice(0, -1).join("/");
          const paths = filePaths({ target, folder }, names.named);
          if (paths.length === 0) continue;
          for (const path of [...paths, nameOf(pathOf(target))]) {
            meantBy.set(path, (meantBy.get(path) ?? new Set()).add(file));
          }
          const found = paths.find((path) => names.has(path));
          const stamp = found === undefined || files.has(found) ? undefined : stampOf(found);
          if (found !== undefined && stamp) files.set(found, stamp);
        }
      }
    },
    touch(paths) {
      const touched = new Set<string>();
      for (const path of paths.map(asId)) {
        files.delete(path);
        for (const meant of [path, nameOf(path)]) {
          for (const file of meantBy.get(meant) ?? []) touched.add(file);
        }
      }
      return touched;
    },
    clear() {
      files.clear();
      meantBy.clear();
    },
  };
}
