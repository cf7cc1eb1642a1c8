// When is a save done? Editors write in many ways: in place, by a temporary file and a rename, by
// truncating first, in two steps with a pause; a copy of a folder arrives file by file. A path has
// settled when its size and time of change stay the same for as long as its kind of change takes.

import { stat } from "node:fs/promises";
import { join } from "node:path";
import { placeholderOf } from "../store/content-files.ts";

/** Between two looks at a file; when there are many, the looks themselves take time. */
const LOOK = 35;
const LOOK_AT_MANY = 150;
const MANY = 200;

/** How long a file must rest, in milliseconds, by what happened to it. */
const REST = {
  /** An ordinary save: the next look finds it as the last. */
  edit: 0,
  /** A new file may be one of many, or half of itself: a copy over a network arrives in pieces. */
  fresh: 250,
  /** Less than half of what it was: an editor that truncates has begun, and will go on. */
  shrunk: 400,
  /** Nothing in it yet: some editors truncate first. */
  empty: 1_000,
  /** Between taking away the old file and putting the new one in its place. */
  gone: 300,
} as const;

/** A file that is written in steps rests this many times as long as its last step took. */
const STEPS = 3;
const LONGEST_REST = 3_000;

/** A file that goes on changing does not hold up the others for longer than this since the last new one came. */
const PATIENCE = 2_000;
/** Nor do new ones that go on coming. */
const LONGEST = 60_000;

export interface Settling {
  /** Something happened to this path (relative to the folder); `isNew` when it was not there before. */
  touch(path: string, isNew: boolean): void;
  /** Resolves once every path that was touched rests; a file that goes on changing is not waited for. */
  idle(): Promise<void>;
  close(): void;
}

interface Look {
  stamp: string;
  size: number;
  readonly since: number;
  readonly isNew: boolean;
  /** When it was last seen to change, and how long that was after the time before. */
  changed: number;
  step: number;
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
  /** Sizes at the last rest, of paths that were touched before. */
  const sizes = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let arrival = 0;
  let closed = false;
  let quiet: PromiseWithResolvers<void> | undefined;
  let patience: NodeJS.Timeout | undefined;

  async function lookAt(path: string, known: Look, now: number): Promise<void> {
    const found = await stat(join(contentDir, path)).catch(() => undefined);
    const isThere = found?.isFile() === true;
    const stamp = isThere ? `${found.size} ${found.mtimeMs} ${found.ino}` : "gone";
    const size = isThere ? found.size : -1;
    if (stamp !== known.stamp) {
      if (known.stamp !== "") {
        known.step = now - known.changed;
        known.changed = now;
      }
      known.stamp = stamp;
      known.size = size;
      known.settled = false;
      return;
    }
    known.settled = now - known.changed >= restOf(path, known);
  }

  function restOf(path: string, { size, isNew, step }: Look): number {
    const steps = Math.min(LONGEST_REST, step * STEPS);
    if (size < 0) return Math.max(REST.gone, steps);
    if (size === 0) return Math.max(REST.empty, steps);
    const before = sizes.get(path) ?? size;
    const kind = size * 2 < before ? REST.shrunk : isNew ? REST.fresh : REST.edit;
    return Math.max(kind, steps);
  }

  async function look(): Promise<void> {
    timer = undefined;
    const now = clock();
    await Promise.all([...pending].map(([path, known]) => lookAt(path, known, now)));
    if (closed) return;
    const all = [...pending];
    const resting = all.filter(([, known]) => known.settled);
    const oldest = Math.min(...all.map(([, { since }]) => since));
    const isOver =
      resting.length === all.length || now - arrival > PATIENCE || now - oldest > LONGEST;
    if (resting.length > 0 && isOver) {
      for (const [path, { size }] of resting) {
        pending.delete(path);
        if (size < 0) sizes.delete(path);
        else sizes.set(path, size);
      }
      const evicted = await evictedOf(resting);
      const told = resting.map(([path]) => path).filter((path) => !evicted.has(path));
      if (told.length > 0 && !closed) settled(told);
    }
    if (pending.size > 0) arm();
    else quieten();
  }

  function quieten(): void {
    clearTimeout(patience);
    quiet?.resolve();
    quiet = undefined;
  }

  /** Files that a cloud took from this disk and left a placeholder for: they are not deleted. */
  async function evictedOf(resting: readonly [string, Look][]): Promise<ReadonlySet<string>> {
    const evicted = new Set<string>();
    for (const [path, { size }] of resting) {
      if (size >= 0) continue;
      const placeholder = join(contentDir, placeholderOf(path));
      if (await stat(placeholder).catch(() => undefined)) evicted.add(path);
    }
    return evicted;
  }

  function arm(): void {
    if (closed) return;
    timer ??= setTimeout(() => void look(), pending.size > MANY ? LOOK_AT_MANY : LOOK);
  }

  return {
    touch(path, isNew) {
      const known = pending.get(path);
      if (known) {
        known.settled = false;
        return;
      }
      const now = clock();
      arrival = now;
      const fresh: Look = {
        ...{ stamp: "", size: 0, since: now, isNew, changed: now, step: 0, settled: false },
      };
      pending.set(path, fresh);
      // A first look at once, so that an ordinary save waits for one more only.
      void lookAt(path, fresh, now);
      arm();
    },
    idle() {
      if (closed || pending.size === 0) return Promise.resolve();
      if (!quiet) {
        quiet = Promise.withResolvers();
        patience = setTimeout(quieten, 2 * PATIENCE);
      }
      return quiet.promise;
    },
    close() {
      closed = true;
      clearTimeout(timer);
      quieten();
    },
  };
}
