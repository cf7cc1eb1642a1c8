// Where the writer's folder is: a disk that is mounted again is another folder of the same name. While
// a publisher asks whether so many posts are meant to be gone, this is looked at, not the folder's files.

import { statSync } from "node:fs";
import { join } from "node:path";

/** Between two looks, in milliseconds. */
const LOOK = 1_000;
/** After so many the files are read again all the same: not every file system tells of a change. */
const LOOKS = 60;

export interface FolderPlace {
  /** From now on this place is the one that is known. */
  note(): void;
  /** Whether the folder, or one of those directly in it, is another than when it was noted. */
  hasMoved(): boolean;
  /** Resolves when it is, when a minute passed, or when a `rest` was ended by a call: true. */
  rest(rest: (ms: number) => Promise<boolean>): Promise<void>;
}

/** The place of `contentDir`. */
export function createFolderPlace(contentDir: string): FolderPlace {
  let known = "";
  const placeNow = () => ["", "posts", "pages"].map((name) => idOf(join(contentDir, name))).join();
  const hasMoved = () => placeNow() !== known;
  return {
    note() {
      known = placeNow();
    },
    hasMoved,
    async rest(rest) {
      for (let looks = 0; looks < LOOKS; looks++) if ((await rest(LOOK)) || hasMoved()) return;
    },
  };
}

function idOf(folder: string): string {
  const found = statSync(folder, { throwIfNoEntry: false });
  return found ? `${found.dev}:${found.ino}` : "gone";
}
