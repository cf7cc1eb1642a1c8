// Symbolic links in the writer's folder: `listContent` follows none, so an edit must not either, or a
// text would stand until the next start, and a link that came along in an archive would publish what
// lies elsewhere on the disk. Pictures and recordings are looked for by name: a link to another place
// in the folder brings them, one that leads out of it does not.

import { lstatSync, realpathSync } from "node:fs";
import { dirname, join, sep } from "node:path";

export interface SymbolicLinks {
  /** Whether one of the folders that lead to `path` (relative) is a link. */
  leadTo(path: string): boolean;
  /** Forgets what was seen: before each look at the disk. */
  clear(): void;
}

/** The links below `contentDir`; each folder is asked for once. */
export function createSymbolicLinks(contentDir: string): SymbolicLinks {
  const known = new Map<string, boolean>([[".", false]]);
  function isLinked(folder: string): boolean {
    let answer = known.get(folder);
    if (answer === undefined) {
      const stats = lstatSync(join(contentDir, folder), { throwIfNoEntry: false });
      answer = isLinked(dirname(folder)) || stats?.isSymbolicLink() === true;
      known.set(folder, answer);
    }
    return answer;
  }
  return {
    leadTo: (path) => isLinked(dirname(path)),
    clear() {
      known.clear();
      known.set(".", false);
    },
  };
}

/** Whether links bring the existing file at `path` (relative) from outside the folder. */
export function leadsOut(contentDir: string, path: string): boolean {
  try {
    const place = realpathSync.native(join(contentDir, path));
    return !place.startsWith(realpathSync.native(contentDir) + sep);
  } catch {
    return false; // not there
  }
}
