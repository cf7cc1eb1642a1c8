// Posts by a name that they share: tags today. A group is made anew only when one of its posts changed.

import type { Entry } from "../store/entry.ts";
import { slugOf } from "../store/slug.ts";
import { type Difference, newestFirst, patched } from "./patch.ts";

export interface TagGroup {
  readonly slug: string;
  /** As the oldest post that has it spells it, so that a new post does not rename a tag. */
  readonly name: string;
  /** Newest first. */
  readonly posts: readonly Entry[];
}

/** By slug, in the order of their names. */
export type Groups = ReadonlyMap<string, TagGroup>;

/** Groups after a difference; `namesOf` gives what a post is grouped by. */
export function patchGroups(
  groups: Groups,
  { left, came }: Difference,
  { namesOf, lang }: { namesOf: (post: Entry) => readonly string[]; lang: string },
): Groups {
  const touched = new Map<string, { left: Set<Entry>; came: Entry[] }>();
  const touch = (slug: string) => {
    const known = touched.get(slug) ?? { left: new Set<Entry>(), came: [] };
    touched.set(slug, known);
    return known;
  };
  for (const post of left)
    for (const slug of slugsOf(namesOf(post)).keys()) touch(slug).left.add(post);
  for (const post of came)
    for (const slug of slugsOf(namesOf(post)).keys()) touch(slug).came.push(post);
  if (touched.size === 0) return groups;
  const next = new Map(groups);
  let renamed = false;
  for (const [slug, difference] of touched) {
    const before = groups.get(slug);
    const posts = patched(before?.posts ?? [], difference, newestFirst);
    const oldest = posts.at(-1);
    if (!oldest) {
      next.delete(slug);
      continue;
    }
    const name = slugsOf(namesOf(oldest)).get(slug) ?? slug;
    renamed ||= name !== before?.name;
    next.set(slug, { slug, name, posts });
  }
  if (!renamed) return next;
  const order = new Intl.Collator(lang);
  return new Map(
    [...next].sort(([, a], [, b]) => order.compare(a.name, b.name) || (a.slug < b.slug ? -1 : 1)),
  );
}

/** Ten thousand posts have thirty thousand tags, but only some dozens of names. */
const slugs = new Map<string, string>();

/** The names by slug, each with its first spelling; a name of signs alone has no slug. */
function slugsOf(names: readonly string[]): Map<string, string> {
  const own = new Map<string, string>();
  for (const name of names) {
    const slug = slugs.get(name) ?? slugOf(name);
    slugs.set(name, slug);
    if (slug !== "" && !own.has(slug)) own.set(slug, name);
  }
  return own;
}
