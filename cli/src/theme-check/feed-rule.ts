import type { DemoSite } from "./demo-site.ts";

/** A file that the core writes and a theme changed, or an address that only one of two themes has. */
export interface FeedDifference {
  readonly file: string;
  readonly how: "differs" | "missing" | "extra";
}

/** Hashed files are a theme's own; everything else stands at the core's addresses. */
const OWN = /^_(astro|image)\//;
const CORE_TEXT = /\.(xml|json|txt)$/;

/** Compares the site under a theme with the same site under the default one. */
export async function feedDifferences(site: DemoSite, core: DemoSite): Promise<FeedDifference[]> {
  const [own, others] = [site, core].map(
    ({ files }) => new Set(files.filter((file) => !OWN.test(file))),
  ) as [Set<string>, Set<string>];
  const differences: FeedDifference[] = [];
  for (const file of others) if (!own.has(file)) differences.push({ file, how: "missing" });
  for (const file of own) {
    if (!others.has(file)) differences.push({ file, how: "extra" });
    else if (CORE_TEXT.test(file)) {
      const [a, b] = await Promise.all([site.read(file), core.read(file)]);
      if (!a.equals(b)) differences.push({ file, how: "differs" });
    }
  }
  return differences;
}
