// Who stands at which address. Two texts may claim the same one: the first by file name has it.

import type { Entry } from "../store/entry.ts";
import { type Problem, placeIn } from "../store/problem.ts";
import type { Difference } from "./patch.ts";
import { entryPath } from "./permalink.ts";

export interface Claims {
  /** Takes the present version of a file, or its absence. */
  put(file: string, entry: Entry | undefined): void;
  /** The version of a file that stands, where one does. */
  standing(file: string): Entry | undefined;
  /** What stands differently since the last call. */
  settle(): Difference;
  readonly addresses: ReadonlyMap<string, string>;
  problems(): readonly Problem[];
}

/** Empty claims; `reserved` addresses are nobody's (E114), and a taken one is the first's (E106). */
export function createClaims({
  folder,
  mainLang,
  reserved,
}: {
  /** The content folder's name, for messages. */
  folder: string;
  mainLang: string;
  reserved: (url: string) => boolean;
}): Claims {
  const urls = new Map<string, string>();
  const claimants = new Map<string, readonly Entry[]>();
  const standing = new Map<string, Entry>();
  const addresses = new Map<string, string>();
  const found = new Map<string, readonly Problem[]>();
  const contested = new Set<string>();

  function problem(code: "E106" | "E114", file: string, values: { url: string; other: string }) {
    return placeIn(`${folder}/${file}`, "").problem(code, { line: 1, column: 1 }, values);
  }

  function withdraw(file: string): void {
    const url = urls.get(file);
    if (url === undefined) return;
    urls.delete(file);
    const others = (claimants.get(url) ?? []).filter((other) => other.file !== file);
    if (others.length > 0) claimants.set(url, others);
    else claimants.delete(url);
    contested.add(url);
  }

  /** Puts `file` at `url`, or away from everywhere; notes what that changes. */
  function stand(file: string, entry: Entry | undefined, changes: Changes): void {
    const before = standing.get(file);
    if (before === entry) return;
    if (before) changes.left.add(before);
    if (entry) changes.came.push(entry);
    if (entry) standing.set(file, entry);
    else standing.delete(file);
  }

  const touched = new Set<string>();
  return {
    addresses,
    problems: () => [...found.values()].flat(),
    standing: (file) => standing.get(file),
    put(file, entry) {
      withdraw(file);
      touched.add(file);
      if (!entry) return;
      const url = entryPath(entry, mainLang);
      urls.set(file, url);
      const others = claimants.get(url);
      claimants.set(
        url,
        others ? [...others, entry].sort((a, b) => (a.file < b.file ? -1 : 1)) : [entry],
      );
      contested.add(url);
    },
    settle() {
      const changes: Changes = { left: new Set(), came: [] };
      for (const url of contested) {
        const [first, ...others] = claimants.get(url) ?? [];
        found.delete(url);
        if (!first) continue;
        const winner = reserved(url) ? undefined : first;
        const losers = winner ? others : [first, ...others];
        if (losers.length > 0) {
          const code = winner ? "E106" : "E114";
          const other = winner?.file ?? "";
          found.set(
            url,
            losers.map(({ file }) => problem(code, file, { url, other })),
          );
        }
        for (const { file } of losers) {
          stand(file, undefined, changes);
          addresses.delete(file);
        }
        if (winner) {
          stand(winner.file, winner, changes);
          addresses.set(winner.file, url);
        }
      }
      for (const file of touched) {
        if (urls.has(file)) continue;
        stand(file, undefined, changes);
        addresses.delete(file);
      }
      contested.clear();
      touched.clear();
      return changes;
    },
  };
}

interface Changes {
  readonly left: Set<Entry>;
  readonly came: Entry[];
}
