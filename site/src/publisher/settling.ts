// When is a save done? Editors write in many ways: in place, by a temporary file and a rename, in two
// steps with a pause. A path has settled when its size and time of change stay the same.

import { stat } from "node:fs/promises";
import { join } from "node:path";

/** Between two looks at a file. */
const LOOK = 35;
/** How long an empty file may still get its text: some editors truncate first. */
const EMPTY = 1_000;
/** A folder that goes on changing is published all the same, as far as it has settled. */
const PATIENCE = 2_000;

export interface Settling {
  /** Something happened to this path (relative to the folder). */
  touch(path: string): void;
  close(): void;
}

interface Look {
  stamp: string;
  readonly since: number;
  settled: boolean;
}

/**
 * Calls `settled` with the paths that rest, all together; a burst of saves is one call. `clock` is
 * only for how long things have lasted.
 */
export function createSettling({
  contentDir,
  settled,
  clock,
}: {
  contentDir: string;
  settled: (paths: string[]) => void;
  clock: () => number;
}): Settling {
  const pending = new Map<string, Look>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  async function stampOf(path: string): Promise<{ stamp: string; empty: boolean }> {
    const found = await stat(join(contentDir, path)).catch(() => undefined);
    if (!found?.isFile()) return { stamp: "gone", empty: false };
    return { stamp: `${found.size} ${found.mtimeMs} ${found.ino}`, empty: found.size === 0 };
  }

  async function look(): Promise<void> {
    timer = undefined;
    const now = clock();
    await Promise.all(
      [...pending].map(async ([path, known]) => {
        const { stamp, empty } = await stampOf(path);
        known.settled = known.stamp === stamp && !(empty && now - known.since < EMPTY);
        known.stamp = stamp;
      }),
    );
    if (closed) return;
    const resting = [...pending].filter(([, known]) => known.settled).map(([path]) => path);
    const oldest = Math.min(...[...pending.values()].map(({ since }) => since));
    if (resting.length > 0 && (resting.length === pending.size || now - oldest > PATIENCE)) {
      for (const path of resting) pending.delete(path);
      settled(resting);
    }
    if (pending.size > 0) arm();
  }

  function arm(): void {
    if (closed) return;
    timer ??= setTimeout(() => void look(), LOOK);
  }

  return {
    touch(path) {
      const known = pending.get(path);
      if (known) {
        known.settled = false;
        return;
      }
      const fresh: Look = { stamp: "", since: clock(), settled: false };
      pending.set(path, fresh);
      void stampOf(path).then(({ stamp }) => {
        if (fresh.stamp === "") fresh.stamp = stamp;
      });
      arm();
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
