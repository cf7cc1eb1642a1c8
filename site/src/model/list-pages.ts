// A list of posts as pages, each with its address.

import type { Entry } from "../store/entry.ts";
import type { Settings } from "../store/settings.ts";
import type { Groups } from "./group.ts";
import { cutYear, splitYears, withHead, type YearPage } from "./pagination.ts";
import { monthIn, yearIn } from "./year.ts";

/** Where a list page stands in its row; the head, which has the newest posts, has no year. */
export interface PageNumbers {
  readonly year?: number;
  /** From 1; in a year of very many posts. */
  readonly month?: number;
  /** Within the year or month, from the oldest; absent when it has one page. */
  readonly page?: number;
  readonly older?: string;
  readonly newer?: string;
}

export interface ListPage {
  readonly path: string;
  readonly posts: readonly Entry[];
  readonly pages: PageNumbers;
}

/** A year's pages; the same as before for as long as `deps` are. */
export interface ListYear {
  readonly year: number;
  readonly deps: readonly unknown[];
  pages(): readonly ListPage[];
}

export interface ListPages {
  readonly head: ListPage;
  /** The newest first. */
  readonly years: readonly ListYear[];
}

interface Around {
  readonly settings: Settings;
}

/** A year's posts, cut; what the cut was made for, since a list may outlive a setting. */
const cuts = new WeakMap<
  readonly Entry[],
  { readonly size: number; readonly zone: string; readonly pages: readonly YearPage<Entry>[] }
>();

/** The pages at `base` of posts by year (oldest year first), of which most stay the same lists. */
export function listPagesOfYears(base: string, years: Groups, around: Around): ListPages {
  const all = [...years.values()].reverse();
  const cut = all.map(({ slug, posts }) => cutOnce({ year: Number(slug), items: posts }, around));
  return listed(base, cut, around);
}

/** The pages of a list (newest first) at `base`. */
export function listPages(base: string, posts: readonly Entry[], around: Around): ListPages {
  const { postsPerPage: size, timezone } = around.settings;
  const monthOf = ({ date }: Entry) => monthIn(date, timezone);
  const years = splitYears(posts, ({ date }) => yearIn(date, timezone));
  return listed(
    base,
    years.map((year) => cutYear(year, { size, monthOf })),
    around,
  );
}

function cutOnce(
  year: { year: number; items: readonly Entry[] },
  { settings: { postsPerPage: size, timezone: zone } }: Around,
): readonly YearPage<Entry>[] {
  const known = cuts.get(year.items);
  if (known?.size === size && known.zone === zone) return known.pages;
  const pages = cutYear(year, { size, monthOf: ({ date }) => monthIn(date, zone) });
  cuts.set(year.items, { size, zone, pages });
  return pages;
}

function listed(
  base: string,
  cut: readonly (readonly YearPage<Entry>[])[],
  { settings }: Around,
): ListPages {
  const { head, years } = withHead(cut, settings.postsPerPage);
  const address = (page: YearPage<Entry> | undefined) => page && `${base}page/${numberOf(page)}/`;
  const row = years.map((pages, at) => {
    const newer = address(years[at - 1]?.at(-1)) ?? base;
    const older = address(years[at + 1]?.[0]);
    return {
      year: pages[0]?.year ?? 0,
      // A year that the head took pages of is another list each time: its rest and first page tell.
      deps: [...pages, newer, older],
      pages: () =>
        pages.map((page, index) => {
          const { year, month, page: number, alone, items: posts } = page;
          const next = address(pages[index + 1]) ?? older;
          const numbers = {
            year,
            ...(month === undefined ? {} : { month }),
            ...(alone ? {} : { page: number }),
            ...(next ? { older: next } : {}),
            newer: address(pages[index - 1]) ?? newer,
          };
          return { path: address(page) ?? base, posts, pages: numbers };
        }),
    };
  });
  const older = address(years[0]?.[0]);
  return { head: { path: base, posts: head, pages: older ? { older } : {} }, years: row };
}

/** `2024-3`, the third of a year, or `2024-03-2`, the second of a March. */
function numberOf({ year, month, page }: YearPage<Entry>): string {
  return month === undefined
    ? `${year}-${page}`
    : `${year}-${String(month).padStart(2, "0")}-${page}`;
}
