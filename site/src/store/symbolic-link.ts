// Symbolic links in the writer's folder: `listContent` follows none, so an edit must not either, or a
// text would stand until the next start, and a link that came along in an archive would publish what
// lies elsewhere on the disk. (A folder of pictures may be a link: those are looked for by name.)

import { lstatSync } from "node:fs";
import { dirname, join } from "node:path";

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
