// The pages of terms and years as their templates take them.

import type {
  Site,
  Term,
  TermBranch,
  TermIndexProps,
  TermProps,
} from "@courtyard/themes/contract.ts";
import { authorWithSlug } from "./author.ts";
import type { Group } from "./group.ts";
import { hrefOf } from "./permalink.ts";
import type { SiteModel } from "./site-model.ts";
import type { Target, TermName } from "./target.ts";
import { type TermKind, termPath } from "./term.ts";
import { innerOf } from "./term-routes.ts";
import type { Tree } from "./tree.ts";

interface Page {
  readonly site: Site;
  readonly model: SiteModel;
}

/** A term as a link. */
export function termOf(kind: TermKind, { slug, name, count }: TermName, { prefix }: Tree): Term {
  return {
    kind,
    label: name,
    url: hrefOf(termPath(kind, { prefix, slug })),
    ...(count === undefined ? {} : { count }),
  };
}

/** What a tag's or category's page has besides its list. */
export function termAround(
  target: Extract<Target, { kind: "term" }>,
): Pick<TermProps, "term" | "within" | "terms"> {
  const { tree, of } = target;
  return {
    term: termOf(of, target.term, tree),
    within: target.within.map((one) => termOf(of, one, tree)),
    terms: target.terms.map((one) => termOf(of, one, tree)),
  };
}

/** All terms of a kind; categories in their categories. */
export function termIndex(
  { tree, of }: Extract<Target, { kind: "term-index" }>,
  { site, model }: Page,
): TermIndexProps {
  const groups = tree.terms[of];
  const inner = innerOf(groups);
  const branch = (group: Group): TermBranch => ({
    ...termOf(of, { slug: group.slug, name: group.name, count: group.posts.length }, tree),
    terms: (inner.get(group.slug) ?? []).map(branch),
    ...(of === "author" ? { author: authorWithSlug(group, { model, lang: tree.lang }) } : {}),
  });
  const outermost = [...groups.values()].filter(({ slug }) => !slug.includes("/"));
  return { site, title: site.t(INDEX_TITLES[of]), kind: of, terms: outermost.map(branch) };
}

const INDEX_TITLES = {
  tag: "tags",
  category: "categories",
  series: "series",
  author: "authors",
} as const;
