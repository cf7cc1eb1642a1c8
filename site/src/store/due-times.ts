// What a site is at this moment: a post of tomorrow is not there yet, an expired one not any more.

import type { Entry } from "./entry.ts";
import { type Problem, placeIn } from "./problem.ts";

export interface DueTimes {
  /** Sets `due` of these files' entries to what the present says; gives those that it changed. */
  follow(files: Iterable<string>, entries: Map<string, Entry>): ReadonlySet<string>;
  /** The files whose entries come or go by themselves some time. */
  waiting(): string[];
  /** The next moment at which an entry comes or goes by itself. */
  next(): number | undefined;
  /** Why a file is not published now (W204, W205). */
  problemsOf(file: string): readonly Problem[];
}

/** No entry yet; `folder` is the content folder's name, `zone` the site's, for messages. */
export function createDueTimes({
  folder,
  zone,
  now,
}: {
  folder: string;
  zone: () => string;
  now: () => number;
}): DueTimes {
  /** Only files whose time is still to come, or over: a site of old posts has none. */
  const pending = new Map<string, number>();
  const problems = new Map<string, readonly Problem[]>();

  function warning(code: "W204" | "W205", file: string, at: number): readonly Problem[] {
    const date = `${inZone(at, zone())}`;
    return [placeIn(`${folder}/${file}`, "").problem(code, { line: 1, column: 1 }, { date })];
  }

  function one(file: string, entries: Map<string, Entry>, present: number): boolean {
    const entry = entries.get(file);
    pending.delete(file);
    problems.delete(file);
    if (!entry) return false;
    const { date, expires = Number.POSITIVE_INFINITY } = entry;
    const isEarly = date > present;
    const isOver = expires <= present;
    if (!isOver && isEarly) pending.set(file, Math.min(date, expires));
    else if (!isOver && expires < Number.POSITIVE_INFINITY) pending.set(file, expires);
    // A draft is kept back anyway: its times are nobody's worry yet.
    if (!entry.draft && isOver) problems.set(file, warning("W205", file, expires));
    else if (!entry.draft && isEarly) problems.set(file, warning("W204", file, date));
    const due = !isEarly && !isOver;
    if (entry.due === due) return false;
    entries.set(file, { ...entry, due });
    return true;
  }

  return {
    follow(files, entries) {
      const present = now();
      const changed = new Set<string>();
      const come = [...pending].flatMap(([file, at]) => (at <= present ? [file] : []));
      for (const file of [...files, ...come]) if (one(file, entries, present)) changed.add(file);
      return changed;
    },
    waiting: () => [...pending.keys()],
    next: () => (pending.size > 0 ? Math.min(...pending.values()) : undefined),
    problemsOf: (file) => problems.get(file) ?? [],
  };
}

/** `2026-03-09 18:30`, by the clocks of `zone`. */
function inZone(at: number, zone: string): string {
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    dateStyle: "short",
    timeStyle: "short",
  });
  return `${format.format(at)} (${zone})`;
}
