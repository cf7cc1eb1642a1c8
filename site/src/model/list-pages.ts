// A list of posts as pages, each with its address.

import type { Entry } from "../store/entry.ts";
import type { Settings } from "../store/settings.ts";
import { paginate } from "./pagination.ts";
import { yearIn } from "./year.ts";

/** Where a list page stands in its row; the head, which has the newest posts, has no year. */
export interface PageNumbers {
  readonly year?: number;
  /** Within the year, from the oldest; absent when the year has one page. */
  readonly page?: number;
  readonly older?: string;
  readonly newer?: string;
}

export interface ListPage {
  readonly path: string;
  readonly posts: readonly Entry[];
  readonly pages: PageNumbers;
}

/** The pages of a list (newest first) at `base`, the head first. */
export function listPages(
  base: string,
  posts: readonly Entry[],
  { settings }: { settings: Settings },
): readonly ListPage[] {
  const { postsPerPage: size, timezone } = settings;
  const { head, pages } = paginate(posts, { size, yearOf: ({ date }) => yearIn(date, timezone) });
  const address = (at: number) => {
    const page = pages[at];
    return page ? `${base}page/${page.year}-${page.page}/` : at < 0 ? base : undefined;
  };
  const row = (at: number, own: readonly Entry[], numbers: PageNumbers) => {
    const older = address(at + 1);
    const newer = at < 0 ? undefined : address(at - 1);
    const around = { ...(older ? { older } : {}), ...(newer ? { newer } : {}) };
    return { path: address(at) ?? base, posts: own, pages: { ...numbers, ...around } };
  };
  return [
    row(-1, head, {}),
    ...pages.map(({ year, page, alone, items }, at) =>
      row(at, items, alone ? { year } : { year, page }),
    ),
  ];
}
