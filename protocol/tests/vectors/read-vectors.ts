// Node's side of the vectors: finds the files.

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { VectorFile } from "./vector-file.ts";

const root = fileURLToPath(new URL("../../vectors/", import.meta.url));

/** All vector files by their names under protocol/vectors/, `behaviours.json` aside. */
export function readVectorFiles(): Record<string, VectorFile> {
  const names = readdirSync(root, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".json") && name.includes("/"))
    .sort();
  return Object.fromEntries(
    names.map((name) => [name, JSON.parse(readFileSync(`${root}${name}`, "utf8")) as VectorFile]),
  );
}

/** A MUST that is a behaviour of a process, and the test that shows it. */
export interface Behaviour {
  readonly must: string;
  /** A test file, from the root of the repository. */
  readonly file: string;
  /** The exact title of a test in it. */
  readonly title: string;
}

/** protocol/vectors/behaviours.json. */
export function readBehaviours(): Behaviour[] {
  return JSON.parse(readFileSync(`${root}behaviours.json`, "utf8")) as Behaviour[];
}
