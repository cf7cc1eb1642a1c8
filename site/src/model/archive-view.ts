// The archive as its template takes it: whole years of titles, by month.

import type { ArchiveMonth, ArchiveProps, ArchiveYear, Site } from "@courtyard/themes/contract.ts";
import type { Entry } from "../store/entry.ts";
import type { Group } from "./group.ts";
import { momentOf } from "./moment.ts";
import { hrefOf } from "./permalink.ts";
import type { SiteModel } from "./site-model.ts";
import type { Target } from "./target.ts";
import type { Tree } from "./tree.ts";

/** The archive's props. */
export function archiveView(
  target: Extract<Target, { kind: "archive" }>,
  { site, model }: { site: Site; model: SiteModel },
): ArchiveProps {
  const { tree, year, shown } = target;
  const link = ({ slug }: Group) => ({
    label: site.t("archive.year", { year: slug }),
    url: `${site.archiveUrl}${slug}/`,
  });
  const years = [...tree.years.values()].reverse().map((group) => ({
    ...link(group),
    // A year's own page would change with every post of another year.
    ...(year === undefined ? { count: group.posts.length } : {}),
    current: group.slug === year,
  }));
  const title = year === undefined ? site.t("archive") : site.t("archive.of", { year });
  const months = (group: Group): ArchiveYear => ({
    ...link(group),
    count: group.posts.length,
    months: monthsOf(group.posts, { tree, model }),
  });
  return { site, title, years, shown: shown.map(months) };
}

function monthsOf(
  posts: readonly Entry[],
  { tree, model }: { tree: Tree; model: SiteModel },
): readonly ArchiveMonth[] {
  const { timezone: timeZone } = model.settings;
  const months = new Map<string, ArchiveMonth["posts"][number][]>();
  const nameOf = new Intl.DateTimeFormat(tree.lang, { month: "long", timeZone });
  const dayOf = new Intl.DateTimeFormat(tree.lang, { month: "short", day: "numeric", timeZone });
  for (const post of posts) {
    const label = nameOf.format(post.date);
    const own = months.get(label) ?? [];
    months.set(label, own);
    own.push({
      label: post.title,
      url: hrefOf(model.addresses.get(post.file) ?? "/"),
      date: momentOf(post.date, tree.lang, timeZone),
      day: dayOf.format(post.date),
    });
  }
  return [...months].map(([label, own]) => ({ label, posts: own }));
}
