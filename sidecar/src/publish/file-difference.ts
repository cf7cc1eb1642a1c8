import type { FileEntry } from "@courtyard/protocol/manifest.ts";
import type { ChangeRow } from "../store/publication.ts";

/** The files of a version, by path. */
export type Files = Readonly<Record<string, FileEntry>>;

/** What turns one version into another. */
export interface FileDifference {
  readonly set: readonly { path: string; sha256: string; size: number; type: string }[];
  readonly drop: readonly string[];
}

/** What must be set and dropped in `from` to become `to`. One pass over both. */
export function fileDifference(from: Files, to: Files): FileDifference {
  const drop = Object.keys(from).filter((path) => !Object.hasOwn(to, path));
  return { set: differing(from, to), drop };
}

/** The same of a delta on `from`, without a look at what it does not name. */
export function deltaDifference(
  from: Files,
  { set, drop }: { set: Files; drop: readonly string[] },
): FileDifference {
  return { set: differing(from, set), drop };
}

function differing(from: Files, to: Files): FileDifference["set"] {
  const set: FileDifference["set"][number][] = [];
  for (const path of Object.keys(to)) {
    const entry = to[path] as FileEntry;
    const before = entryAt(from, path);
    if (
      before?.sha256 !== entry.sha256 ||
      before.size !== entry.size ||
      before.type !== entry.type
    ) {
      set.push({ path, sha256: entry.sha256, size: entry.size, type: entry.type });
    }
  }
  return set;
}

/** What takes a difference back: `from` is the version it was made of. */
export function reverseChanges({ set, drop }: FileDifference, from: Files): ChangeRow[] {
  return [...set.map(({ path }) => path), ...drop].map((path) => {
    const { sha256 = null, size = null, type = null } = entryAt(from, path) ?? {};
    return { path, sha256, size, type };
  });
}

/** A difference as rows of the store. */
export function changesOf({ set, drop }: FileDifference): ChangeRow[] {
  return [...set, ...drop.map((path) => ({ path, sha256: null, size: null, type: null }))];
}

/** The version that rows of the store make of another. */
export function applyChanges(
  from: Files,
  changes: readonly ChangeRow[],
): Record<string, FileEntry> {
  const files = { ...from };
  for (const { path, sha256, size, type } of changes) {
    if (sha256 === null || size === null || type === null) delete files[path];
    else files[path] = { sha256, size, type };
  }
  return files;
}

function entryAt(files: Files, path: string): FileEntry | undefined {
  return Object.hasOwn(files, path) ? files[path] : undefined;
}
