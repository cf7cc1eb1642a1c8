// A few facts of the publisher's that outlive it, as a small file.

import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import type { z } from "zod";

export interface StateFile<Value> {
  readonly value: Value | undefined;
  /** Whole or not at all; undefined takes the file away. */
  put(value: Value | undefined): void;
}

/**
 * Opens `path`; what is not of `shape` is as good as nothing. `durable`: what was put is on the disk
 * when `put` returns, also if the power fails then. That takes some milliseconds.
 */
export function openStateFile<Value>(
  path: string,
  shape: z.ZodType<Value>,
  { durable = false } = {},
): StateFile<Value> {
  let value = read(path, shape);
  return {
    get value() {
      return value;
    },
    put(next) {
      value = next;
      if (next === undefined) rmSync(path, { force: true });
      else {
        writeFileSync(`${path}.new`, JSON.stringify(next), { flush: durable });
        renameSync(`${path}.new`, path);
      }
      if (durable) syncFolder(dirname(path));
    },
  };
}

/** Where a folder cannot be opened (Windows), its file system has to see to it. */
function syncFolder(folder: string): void {
  let handle: number;
  try {
    handle = openSync(folder, "r");
  } catch {
    return;
  }
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function read<Value>(path: string, shape: z.ZodType<Value>): Value | undefined {
  try {
    return shape.safeParse(JSON.parse(readFileSync(path, "utf8"))).data;
  } catch {
    return undefined;
  }
}
