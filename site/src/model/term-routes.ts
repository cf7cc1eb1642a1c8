// The pages of terms and years: lists of posts by tag, category, series, author and time.

import type { Entry } from "../store/entry.ts";
import type { CardShelf } from "./card.ts";
import type { Group, Groups } from "./group.ts";
import { listPages } from "./list-pages.ts";
import type { RouteTable } from "./route-table.ts";
import { cardSignatures, linkSignature } from "./signature.ts";
import type { SiteModel } from "./site-model.ts";
import type { TermName } from "./target.ts";
import { TERM_KINDS, type TermKind, termIndexPath, termPath } from "./term.ts";
import type { Tree } from "./tree.ts";

interface Around {
  readonly tree: Tree;
  readonly model: SiteModel;
  readonly shelf: CardShelf;
}

/** Routes of every term and of their indexes; an index of tags is there from the beginning. */
export function termRoutes(table: RouteTable, around: Around): void {
  const { tree } = around;
  for (const kind of TERM_KINDS) {
    const groups = tree.terms[kind];
    const inner = innerOf(groups);
    for (const group of groups.values()) {
      if (kind === "series") {
        seriesRoutes(table, group, around);
        continue;
      }
      const within = outerOf(group, groups);
      const children = inner.get(group.slug) ?? [];
      listRoutes(table, { of: kind, group, within, children }, around);
    }
    if (groups.size === 0 && kind !== "tag") continue;
    table.section(`${tree.lang} ${kind} index`, [groups], (add) => {
      add(termIndexPath(kind, tree.prefix), [groups], () => ({
        target: { kind: "term-index", tree, of: kind },
        source: [kind, ...[...groups.values()].map(countedLine)],
      }));
    });
  }
}

interface Placed {
  readonly of: Exclude<TermKind, "series">;
  readonly group: Group;
  /** The categories around this one, outermost first. */
  readonly within: readonly TermName[];
  /** Those directly within it. */
  readonly children: readonly Group[];
}

function listRoutes(
  table: RouteTable,
  { of, group, within, children }: Placed,
  { tree, model, shelf }: Around,
): void {
  const { slug, name, posts: all } = group;
  const names = within.map((one) => one.name);
  // The page of an author names the same author's in other languages.
  const authored = of === "author" ? model.trees.filter(({ terms }) => terms.author.has(slug)) : [];
  const langs = authored.map(({ lang }) => lang).join(" ");
  table.section(`${tree.lang} ${of} ${slug}`, [group, langs, ...names, ...children], (add) => {
    const base = termPath(of, { prefix: tree.prefix, slug });
    const { head, years } = listPages(base, all, model);
    for (const { path, posts, pages } of [head, ...years.flatMap((year) => year.pages())]) {
      // Counts stand on the head alone, which changes with every new post anyway.
      const isHead = pages.year === undefined;
      const count = all.length;
      const term: TermName = isHead ? { slug, name, count } : { slug, name };
      const terms = isHead ? children.map(nameOf) : [];
      const heading = [
        name,
        isHead && count,
        isHead && langs,
        ...names,
        ...(isHead ? children : []),
      ];
      add(path, [...heading, pages.page, pages.older, pages.newer, ...posts], () => ({
        target: { kind: "term", tree, of, term, within, terms, posts, pages },
        source: [
          ...[name, String(count)].slice(0, isHead ? 2 : 1),
          ...(isHead && langs !== "" ? [langs] : []),
          names.join("\n"),
          terms.map((one) => `${one.slug}\t${one.name}\t${one.count}`).join("\n"),
          cardSignatures(posts, { model, shelf }),
          JSON.stringify(pages),
        ],
      }));
    }
  });
}

function outerOf({ slug }: Group, groups: Groups): readonly TermName[] {
  const parts = slug.split("/");
  return parts.slice(0, -1).flatMap((_, depth) => {
    const other = groups.get(parts.slice(0, depth + 1).join("/"));
    return other ? [{ slug: other.slug, name: other.name }] : [];
  });
}

/** By slug, the groups directly within one. */
export function innerOf(groups: Groups): ReadonlyMap<string, readonly Group[]> {
  const inner = new Map<string, Group[]>();
  for (const group of groups.values()) {
    const end = group.slug.lastIndexOf("/");
    if (end < 0) continue;
    const parent = group.slug.slice(0, end);
    const known = inner.get(parent);
    if (known) known.push(group);
    else inner.set(parent, [group]);
  }
  return inner;
}

function nameOf({ slug, name, posts }: Group): TermName {
  return { slug, name, count: posts.length };
}

function countedLine({ slug, name, posts }: Group): string {
  return `${slug}\t${name}\t${posts.length}`;
}

function seriesRoutes(table: RouteTable, series: Group, { tree, model, shelf }: Around): void {
  const { slug, name, posts } = series;
  table.section(`${tree.lang} series ${slug}`, [series], (add) => {
    const path = termPath("series", { prefix: tree.prefix, slug });
    add(path, [series], () => ({
      target: { kind: "series", tree, term: nameOf(series), posts },
      source: [name, cardSignatures(posts, { model, shelf })],
    }));
  });
}

/** The archive begins with whole years, the newest first, until it has so many titles. */
const ARCHIVE_TITLES = 100;

/** The archive and its years. */
export function archiveRoutes(table: RouteTable, { tree, model }: Around): void {
  const { years } = tree;
  const newest = [...years.values()].reverse();
  const counts = newest.map(({ slug, posts }) => `${slug} ${posts.length}`).join("\n");
  const titles = (posts: readonly Entry[]) =>
    posts.map((post) => `${post.date} ${linkSignature(model, post)}`).join("\n");
  let shown = 0;
  const first = newest.filter(({ posts }) => {
    const wanted = shown < ARCHIVE_TITLES;
    shown += wanted ? posts.length : 0;
    return wanted;
  });
  const base = `${tree.prefix}/archive/`;
  table.section(`${tree.lang} archive`, [model.titled], (add) => {
    add(base, [counts, ...first], () => ({
      target: { kind: "archive", tree, shown: first },
      source: [counts, ...first.map(({ posts }) => titles(posts))],
    }));
    for (const year of newest) {
      // Each year's page names the years, and not how many posts they have: the others would change.
      add(`${base}${year.slug}/`, [newest.map(({ slug }) => slug).join(" "), year], () => ({
        target: { kind: "archive", tree, year: year.slug, shown: [year] },
        source: [newest.map(({ slug }) => slug).join(" "), titles(year.posts)],
      }));
    }
  });
}
