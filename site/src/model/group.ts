// Posts by a name that they share. A group is made anew only when one of its posts changed.

import type { Entry } from "../store/entry.ts";
import { type Difference, patched } from "./patch.ts";

export interface Group {
  readonly slug: string;
  readonly name: string;
  readonly posts: readonly Entry[];
}

/** By slug, in the order of their names. */
export type Groups = ReadonlyMap<string, Group>;

/** How posts are grouped. */
export interface Grouping {
  /** The groups a post belongs to: names by slug. */
  placesOf(post: Entry): ReadonlyMap<string, string>;
  /** The order of the posts within one group. */
  orderIn(slug: string): (a: Entry, b: Entry) => number;
  /** The post whose spelling of the name counts. */
  namer(posts: readonly Entry[]): Entry | undefined;
  readonly lang: string;
}

/** Groups after a difference; the same object when it touches none. */
export function patchGroups(
  groups: Groups,
  { left, came }: Difference,
  { placesOf, orderIn, namer, lang }: Grouping,
): Groups {
  const touched = new Map<string, { left: Set<Entry>; came: Entry[] }>();
  const touch = (slug: string) => {
    const known = touched.get(slug) ?? { left: new Set<Entry>(), came: [] };
    touched.set(slug, known);
    return known;
  };
  for (const post of left) for (const slug of placesOf(post).keys()) touch(slug).left.add(post);
  for (const post of came) for (const slug of placesOf(post).keys()) touch(slug).came.push(post);
  if (touched.size === 0) return groups;
  const next = new Map(groups);
  let renamed = false;
  for (const [slug, difference] of touched) {
    const before = groups.get(slug);
    const posts = patched(before?.posts ?? [], difference, orderIn(slug));
    const first = namer(posts);
    if (!first) {
      next.delete(slug);
      continue;
    }
    const name = placesOf(first).get(slug) ?? slug;
    renamed ||= name !== before?.name;
    next.set(slug, { slug, name, posts });
  }
  return renamed ? sorted(next, lang) : next;
}

/** By name; a group within another (`a/b`) comes after it. */
function sorted(groups: Groups, lang: string): Groups {
  const order = new Intl.Collator(lang, { numeric: true });
  const paths = new Map([...groups.keys()].map((slug) => [slug, namesTo(groups, slug)]));
  const compare = (a: string, b: string): number => {
    const [left, right] = [paths.get(a) ?? [], paths.get(b) ?? []];
    for (const [depth, name] of left.entries()) {
      const other = right[depth];
      if (other === undefined) return 1;
      const by = order.compare(name, other);
      if (by !== 0) return by;
    }
    return left.length - right.length || (a < b ? -1 : 1);
  };
  return new Map([...groups].sort(([a], [b]) => compare(a, b)));
}

/** The names of a group and of those around it, outermost first. */
export function namesTo(groups: Groups, slug: string): string[] {
  const within = slug.lastIndexOf("/");
  const own = groups.get(slug)?.name ?? slug;
  return within < 0 ? [own] : [...namesTo(groups, slug.slice(0, within)), own];
}
