// A few facts of the publisher's that outlive it, as a small file.

import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { z } from "zod";

export interface StateFile<Value> {
  readonly value: Value | undefined;
  /** Whole or not at all; undefined takes the file away. */
  put(value: Value | undefined): void;
}

/** Opens `path`; what is not of `shape` is as good as nothing. */
export function openStateFile<Value>(path: string, shape: z.ZodType<Value>): StateFile<Value> {
  let value = read(path, shape);
  return {
    get value() {
      return value;
    },
    put(next) {
      value = next;
      if (next === undefined) {
        rmSync(path, { force: true });
        return;
      }
      writeFileSync(`${path}.new`, JSON.stringify(next));
      renameSync(`${path}.new`, path);
    },
  };
}

function read<Value>(path: string, shape: z.ZodType<Value>): Value | undefined {
  try {
    return shape.safeParse(JSON.parse(readFileSync(path, "utf8"))).data;
  } catch {
    return undefined;
  }
}
