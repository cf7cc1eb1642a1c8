// The files that a site's texts link to: what only a draft links to stays at home.

import type { Content } from "../store/content.ts";
import type { LinkedFile } from "../store/file-shelf.ts";
import type { Links } from "./link-table.ts";

export interface SiteFiles {
  /**
   * By path, which is the address as well; the same map as before when nothing of it changed.
   * `files` are the texts whose links may be others than at the last call.
   */
  update(
    content: Content,
    change: { links: Links; files: Iterable<string> },
  ): ReadonlyMap<string, LinkedFile>;
}

/** Counts who links to which file. */
export function createSiteFiles(): SiteFiles {
  const linked = new Map<string, ReadonlySet<string>>();
  const counts = new Map<string, number>();
  let published: ReadonlyMap<string, LinkedFile> = new Map();
  return {
    update(content, { links, files }) {
      const touched = new Set<string>();
      const count = (path: string, by: number) => {
        touched.add(path);
        counts.set(path, (counts.get(path) ?? 0) + by);
      };
      for (const file of files) {
        const before = linked.get(file);
        const now = new Set<string>();
        for (const end of links.of(file).ends.values()) if (end.kind === "file") now.add(end.path);
        if (!before && now.size === 0) continue;
        for (const path of before ?? []) count(path, -1);
        for (const path of now) count(path, 1);
        if (now.size > 0) linked.set(file, now);
        else linked.delete(file);
      }
      let next: Map<string, LinkedFile> | undefined;
      for (const path of touched) {
        const wanted = (counts.get(path) ?? 0) > 0 ? content.files.get(path) : undefined;
        if (published.get(path) === wanted) continue;
        next ??= new Map(published);
        if (wanted) next.set(path, wanted);
        else next.delete(path);
      }
      if (next) published = next;
      return published;
    },
  };
}
