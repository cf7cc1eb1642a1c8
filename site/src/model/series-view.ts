// The series that a post is part of, as its page shows them.

import type { Entry } from "../store/entry.ts";
import { seriesPlaces } from "./term.ts";
import type { Tree } from "./tree.ts";

export interface SeriesView {
  readonly slug: string;
  readonly name: string;
  /** From 1. */
  readonly position: number;
  readonly previous: Entry | undefined;
  readonly next: Entry | undefined;
  /** All parts of a series that is short enough to be shown whole. */
  readonly parts: readonly Entry[];
}

/** A longer series is not listed on its posts' pages: each new part would change all of them. */
const MOST_PARTS = 30;

/** The series of a listed post, in the order in which it names them. */
export function seriesViews(post: Entry, { terms }: Tree): readonly SeriesView[] {
  return [...seriesPlaces(post).keys()].flatMap((slug) => {
    const series = terms.series.get(slug);
    const at = series ? series.posts.indexOf(post) : -1;
    if (!series || at < 0) return [];
    const { name, posts } = series;
    return {
      slug,
      name,
      position: at + 1,
      previous: posts[at - 1],
      next: posts[at + 1],
      parts: posts.length > MOST_PARTS ? [] : posts,
    };
  });
}
