// The files of the content folder that are not texts, by their bare names: a link may give no more.

/** Which files there are. */
export interface FileNames {
  put(path: string): void;
  drop(path: string): void;
  clear(): void;
  has(path: string): boolean;
  /** Paths of the files with this bare name, case aside: the shortest first, then by name. */
  named(name: string): readonly string[];
}

/** No files yet. */
export function createFileNames(): FileNames {
  const paths = new Set<string>();
  const byName = new Map<string, readonly string[]>();
  const nameOf = (path: string) => (path.split("/").at(-1) ?? path).toLowerCase();
  return {
    put(path) {
      // The site's own theme parts are for its templates alone.
      if (paths.has(path) || path === "site.yaml" || path.startsWith("_theme/")) return;
      paths.add(path);
      const others = byName.get(nameOf(path)) ?? [];
      byName.set(
        nameOf(path),
        [...others, path].sort((a, b) => a.length - b.length || (a < b ? -1 : 1)),
      );
    },
    drop(path) {
      if (!paths.delete(path)) return;
      const others = (byName.get(nameOf(path)) ?? []).filter((other) => other !== path);
      if (others.length > 0) byName.set(nameOf(path), others);
      else byName.delete(nameOf(path));
    },
    clear() {
      paths.clear();
      byName.clear();
    },
    has: (path) => paths.has(path),
    named: (name) => byName.get(name.toLowerCase()) ?? [],
  };
}
