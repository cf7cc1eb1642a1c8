// What the folder holds and readers do not see, for the desk: drafts, and what comes or goes by itself.

import type { DeskDraft, DeskMoment } from "../desk/desk-api.ts";
import { entryPath } from "../model/permalink.ts";
import { reasonOf } from "../preview/mark.ts";
import type { Content } from "../store/content.ts";

/** Texts that are kept back, the newest first; `url` gives a path's address in the preview. */
export function draftsOf(
  { entries, settings }: Content,
  { now, url }: { now: number; url: (path: string) => string },
): DeskDraft[] {
  return [...entries.values()]
    .sort((a, b) => b.date - a.date)
    .flatMap((entry) => {
      const why = reasonOf(entry, now);
      if (!why) return [];
      const path = entryPath(entry, settings.lang);
      return [{ file: entry.file, title: entry.title, why, path, url: url(path) }];
    });
}

/** What happens by itself, the next first; `sent` are moments whose version waits at the sidecar. */
export function momentsOf(
  { entries }: Content,
  { now, sent }: { now: number; sent: ReadonlySet<number> },
): DeskMoment[] {
  const moments: DeskMoment[] = [];
  for (const { file, title, date, expires, draft, visibility } of entries.values()) {
    if (draft || visibility === "private") continue;
    if (expires !== undefined && (expires <= now || expires <= date)) continue;
    if (date > now) moments.push({ at: date, event: "appears", file, title, sent: sent.has(date) });
    if (expires !== undefined)
      moments.push({ at: expires, event: "expires", file, title, sent: sent.has(expires) });
  }
  return moments.sort((a, b) => a.at - b.at);
}
