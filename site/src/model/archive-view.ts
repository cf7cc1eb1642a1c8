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
  const { timezone } = model.settings;
  const months = new Map<string, ArchiveLine[]>();
  for (const post of posts) {
    const path = model.addresses.get(post.file) ?? "/";
    const { month, line } = lineOf(post, { path, lang: tree.lang, timezone });
    const own = months.get(month) ?? [];
    months.set(month, own);
    own.push(line);
  }
  return [...months].map(([label, own]) => ({ label, posts: own }));
}

type ArchiveLine = ArchiveMonth["posts"][number];

interface Place {
  readonly path: string;
  readonly lang: string;
  readonly timezone: string;
}

const lines = new WeakMap<
  Entry,
  { readonly place: Place; readonly month: string; readonly line: ArchiveLine }
>();

/** Three dates written out for each of a year's posts take longer than an edit may. */
function lineOf(post: Entry, place: Place): { month: string; line: ArchiveLine } {
  const { path, lang, timezone: timeZone } = place;
  const known = lines.get(post);
  const { place: before } = known ?? {};
  if (
    known &&
    before?.path === path &&
    before.lang === lang &&
    before.timezone === place.timezone
  ) {
    return known;
  }
  const { nameOf, dayOf } = formatsFor(lang, timeZone);
  const line = {
    label: post.title,
    url: hrefOf(path),
    date: momentOf(post.date, lang, timeZone),
    day: dayOf.format(post.date),
  };
  const made = { place, month: nameOf.format(post.date), line };
  lines.set(post, made);
  return made;
}

const formats = new Map<string, { nameOf: Intl.DateTimeFormat; dayOf: Intl.DateTimeFormat }>();

function formatsFor(lang: string, timeZone: string) {
  const key = `${lang} ${timeZone}`;
  let known = formats.get(key);
  if (!known) {
    known = {
      nameOf: new Intl.DateTimeFormat(lang, { month: "long", timeZone }),
      dayOf: new Intl.DateTimeFormat(lang, { month: "short", day: "numeric", timeZone }),
    };
    formats.set(key, known);
  }
  return known;
}
