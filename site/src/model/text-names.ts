// What texts are called by those who link to them: path, file name, title, other names, slug.

import type { Entry } from "../store/entry.ts";

/** A text under one of its names; of two texts the one with the smaller rank is better called so. */
export interface Named {
  readonly file: string;
  readonly rank: number;
}

export interface TextNames {
  /** Takes the present version of a file, or its absence. Gives the names that it had or has. */
  put(file: string, entry: Entry | undefined): Iterable<string>;
  get(name: string): readonly Named[];
}

/** Nobody has a name yet. */
export function createTextNames(): TextNames {
  const byName = new Map<string, readonly Named[]>();
  const own = new Map<string, ReadonlyMap<string, number>>();
  return {
    get: (name) => byName.get(name) ?? [],
    put(file, entry) {
      const before = own.get(file);
      const now = entry ? namesOf(entry) : undefined;
      for (const name of before?.keys() ?? []) {
        const others = (byName.get(name) ?? []).filter((other) => other.file !== file);
        if (others.length > 0) byName.set(name, others);
        else byName.delete(name);
      }
      for (const [name, rank] of now ?? []) {
        byName.set(name, [...(byName.get(name) ?? []), { file, rank }]);
      }
      if (now) own.set(file, now);
      else own.delete(file);
      return [...(before?.keys() ?? []), ...(now?.keys() ?? [])];
    },
  };
}

/** One spelling for all ways of writing a name. */
export function plainName(name: string): string {
  return name
    .normalize("NFC")
    .replace(/\.(md|markdown)$/i, "")
    .replace(/^\/+/, "")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();
}

/** The name of a file as a Markdown link gives it. No title can be the same. */
export function pathName(file: string): string {
  return `\u0000${file.toLowerCase()}`;
}

function namesOf(entry: Entry): Map<string, number> {
  const names = new Map<string, number>([[pathName(entry.file), 0]]);
  const add = (name: string, rank: number) => {
    const plain = plainName(name);
    if (plain !== "" && !names.has(plain)) names.set(plain, rank);
  };
  const bare = entry.file.replace(/\.(md|markdown)$/i, "");
  const suffix = `.${entry.lang}`;
  const paths = [bare, ...(bare.endsWith(suffix) ? [bare.slice(0, -suffix.length)] : [])];
  for (const path of paths) add(path, 0);
  for (const path of paths) {
    const parts = path.replace(/\/index$/, "").split("/");
    for (let from = 1; from < parts.length; from++) add(parts.slice(from).join("/"), 1);
    const undated = parts.at(-1)?.replace(/^\d{4}-\d{2}-\d{2}-(?=.)/, "") ?? "";
    for (let from = 1; from < parts.length; from++) {
      add([...parts.slice(from, -1), undated].join("/"), 1);
    }
  }
  add(entry.title, 2);
  for (const name of entry.names) add(name, 3);
  add(entry.slug, 4);
  return names;
}
