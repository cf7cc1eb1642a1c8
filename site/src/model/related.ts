// Posts that are about the same: those near in time with the most and the rarest terms in common.

import type { Entry } from "../store/entry.ts";
import type { Groups } from "./group.ts";
import { type Difference, newestFirst, placeOf } from "./patch.ts";
import { seriesPlaces, type Terms, type termGroupings } from "./term.ts";

/** How many a post shows. */
const SHOWN = 3;
/**
 * Candidates are a post's nearest in each of its terms, so many on either side: a new post changes
 * the pages of its neighbours, and not of everything that has its tag.
 */
const REACH = 6;
/** After more changes than these everything is looked at again. */
const FEW = 64;

/** What relatedness is taken from; the parts of a series have each other already. */
const KINDS = ["tag", "category"] as const;

type Related = Map<string, readonly Entry[]>;
type Groupings = ReturnType<typeof termGroupings>;

/**
 * Brings `related` (by file) up to `now`, and gives the posts that show others than before. Which
 * posts those can be is bounded: the neighbours, in each term, of what came and left, and all of a
 * term whose weight changed.
 */
export function patchRelated(
  related: Related,
  {
    before,
    now,
    posts,
    difference,
    groupings,
  }: {
    before: Terms;
    now: Terms;
    posts: readonly Entry[];
    difference: Difference;
    groupings: Groupings;
  },
): ReadonlySet<Entry> {
  const { left, came } = difference;
  const changed = new Set<Entry>();
  if (left.size + came.length === 0) return changed;
  for (const { file } of left) related.delete(file);
  const few = left.size + came.length <= FEW;
  const asked = few ? nearBy({ before, now, difference, groupings }) : posts;
  for (const post of asked) {
    if (left.has(post)) continue;
    const known = related.get(post.file) ?? [];
    const next = relatedTo(post, now, groupings);
    if (known.length === next.length && known.every((other, at) => other === next[at])) continue;
    related.set(post.file, next);
    changed.add(post);
  }
  return changed;
}

/** Posts that a difference may give other related ones. */
function nearBy({
  before,
  now,
  difference: { left, came },
  groupings,
}: {
  before: Terms;
  now: Terms;
  difference: Difference;
  groupings: Groupings;
}): ReadonlySet<Entry> {
  const near = new Set<Entry>(came);
  for (const kind of KINDS) {
    const look = (groups: Groups, post: Entry) => {
      for (const slug of groupings[kind].placesOf(post).keys()) {
        const was = before[kind].get(slug)?.posts ?? [];
        const is = now[kind].get(slug)?.posts ?? [];
        const reach = weightOf(was.length) === weightOf(is.length) ? REACH : is.length;
        const list = groups === before[kind] && reach === REACH ? was : is;
        for (const other of neighbours(list, post, reach)) near.add(other);
      }
    };
    for (const post of left) look(before[kind], post);
    for (const post of came) look(now[kind], post);
  }
  return near;
}

/** A term's weight by the number of its posts: in steps, so that it seldom changes. */
function weightOf(count: number): number {
  return Math.max(1, Math.clz32(count) - 16);
}

function neighbours(list: readonly Entry[], post: Entry, reach: number): readonly Entry[] {
  const at = placeOf(list, post, newestFirst);
  return list.slice(Math.max(0, at - reach), at + reach + 1);
}

function relatedTo(post: Entry, terms: Terms, groupings: Groupings): readonly Entry[] {
  const scores = new Map<Entry, number>();
  for (const kind of KINDS) {
    for (const slug of groupings[kind].placesOf(post).keys()) {
      const posts = terms[kind].get(slug)?.posts ?? [];
      const weight = weightOf(posts.length);
      for (const other of neighbours(posts, post, REACH)) {
        if (other !== post) scores.set(other, (scores.get(other) ?? 0) + weight);
      }
    }
  }
  const series = new Set(seriesPlaces(post).keys());
  const isPart = (other: Entry) =>
    series.size > 0 && [...seriesPlaces(other).keys()].some((slug) => series.has(slug));
  const distance = (other: Entry) => Math.abs(other.date - post.date);
  return [...scores]
    .filter(([other]) => !isPart(other))
    .sort(([a, x], [b, y]) => y - x || distance(a) - distance(b) || newestFirst(a, b))
    .slice(0, SHOWN)
    .map(([other]) => other);
}
