import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutYear, splitYears, withHead, type YearPage } from "../src/model/pagination.ts";
import { monthIn, yearIn } from "../src/model/year.ts";

interface Item {
  readonly id: number;
  readonly year: number;
  readonly month?: number;
}

interface Pages {
  readonly head: readonly Item[];
  readonly pages: readonly YearPage<Item>[];
}

function cut(items: readonly Item[], size: number): Pages {
  const years = splitYears(items, ({ year }) => year);
  const monthOf = ({ month = 1 }: Item) => month;
  const { head, years: rest } = withHead(
    years.map((year) => cutYear(year, { size, monthOf })),
    size,
  );
  return { head, pages: rest.flat() };
}

/** Some years with posts, and one with none between them, newest first. */
const lists = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.nat(40)), { maxLength: 6 })
  .map((years) => {
    let year = 2000;
    let id = 0;
    const items: Item[] = [];
    for (const [step, count] of years) {
      year += step;
      for (let n = 0; n < count; n++) items.push({ id: id++, year });
    }
    return items.reverse();
  });
const sizes = fc.integer({ min: 1, max: 20 });

const byAddress = ({ pages }: Pages) =>
  new Map(pages.map(({ year, page, alone, items }) => [`${year}-${page}`, { alone, items }]));

const posts = (year: number, count: number): Item[] =>
  Array.from({ length: count }, (_, id) => ({ year, id }));
const shape = (pages: Pages) => [
  pages.head.length,
  ...pages.pages.map(({ year, page, alone, items }) =>
    alone ? `${year}: ${items.length}` : `${year}-${page}: ${items.length}`,
  ),
];

describe("pagination", () => {
  it("loses nothing, repeats nothing, and keeps the order", () => {
    fc.assert(
      fc.property(lists, sizes, (items, size) => {
        const { head, pages } = cut(items, size);
        expect([...head, ...pages.flatMap((page) => page.items)]).toEqual(items);
        expect(new Set(byAddress({ head, pages }).keys()).size).toBe(pages.length);
      }),
    );
  });

  it("keeps each page to one year and to less than one and a half times its size", () => {
    fc.assert(
      fc.property(lists, sizes, (items, size) => {
        const { head, pages } = cut(items, size);
        expect(head.length).toBeGreaterThanOrEqual(Math.min(size, items.length));
        expect(head.length).toBeLessThan(3 * size);
        for (const { year, items: own } of pages) {
          expect(new Set(own.map((item) => item.year))).toEqual(new Set([year]));
          expect(2 * own.length).toBeLessThan(3 * size);
        }
      }),
    );
  });

  it("leaves every page of an earlier year as it is when a new item comes", () => {
    fc.assert(
      fc.property(lists, sizes, fc.boolean(), (items, size, nextYear) => {
        const newest = items[0]?.year ?? 2000;
        const year = nextYear ? newest + 1 : newest;
        const before = byAddress(cut(items, size));
        const after = byAddress(cut([{ id: -1, year }, ...items], size));
        for (const [address, page] of before)
          if (page.items[0]?.year !== year) expect(after.get(address)).toEqual(page);
          else expect(after.has(address)).toBe(true);
      }),
    );
  });

  it("touches one year, and the head, when an item goes", () => {
    fc.assert(
      fc.property(lists, sizes, fc.nat(), (items, size, pick) => {
        const gone = items[pick % Math.max(1, items.length)];
        const before = byAddress(cut(items, size));
        const after = cut(
          items.filter((item) => item !== gone),
          size,
        );
        const head = new Set(after.head);
        for (const [address, page] of before) {
          const own = page.items.some((item) => item.year === gone?.year || head.has(item));
          if (!own) expect(byAddress(after).get(address)).toEqual(page);
        }
      }),
    );
  });

  it("merges what is left over with a page when it is short, and cuts it off when it is not", () => {
    expect(shape(cut([...posts(2026, 10), ...posts(2025, 24)], 10))).toEqual([
      10,
      "2025-2: 14",
      "2025-1: 10",
    ]);
    expect(shape(cut([...posts(2026, 10), ...posts(2025, 25)], 10))).toEqual([
      10,
      "2025-3: 5",
      "2025-2: 10",
      "2025-1: 10",
    ]);
  });

  it("fills the head over several years, and leaves no scrap behind it", () => {
    const years = (...counts: number[]) =>
      counts.flatMap((count, index) => posts(2026 - index, count));
    expect(shape(cut(years(1, 10, 3), 10))).toEqual([14]);
    expect(shape(cut(years(1, 10, 3, 3), 10))).toEqual([11, "2024: 3", "2023: 3"]);
    expect(shape(cut(years(4, 4, 4, 4, 4), 10))).toEqual([12, "2023: 4", "2022: 4"]);
    expect(shape(cut(years(12, 3), 10))).toEqual([15]);
  });

  it("cuts a year of very many by its months, and an edit touches one of them", () => {
    const dense = [12, 7, 1].flatMap((month) =>
      Array.from({ length: 80 }, (_, id) => ({ year: 2025, month, id: 1000 * month + id })),
    );
    const months = ({ pages }: Pages) =>
      new Map(pages.map(({ month, page, items }) => [`${month}-${page}`, items]));
    const before = months(cut(dense, 10));
    expect([...before.keys()].slice(0, 8)).toEqual(
      [7, 6, 5, 4, 3, 2, 1].map((page) => `12-${page}`).concat("7-8"),
    );
    const after = months(
      cut(
        dense.filter(({ id }) => id !== 7040),
        10,
      ),
    );
    for (const [address, items] of before) {
      if (!address.startsWith("7-")) expect(after.get(address)).toEqual(items);
    }
    // Two hundred are not very many yet.
    expect(cut(dense.slice(0, 200), 10).pages.every(({ month }) => month === undefined)).toBe(true);
  });

  it("names a year's page by its number when the head took the other", () => {
    expect(shape(cut([...posts(2026, 25)], 10))).toEqual([15, "2026-1: 10"]);
  });
});

describe("the year and the month of a moment", () => {
  it("are those of the site's zone, around New Year too", () => {
    const zones = ["UTC", "Asia/Shanghai", "America/Los_Angeles", "Pacific/Kiritimati"];
    const edge = Date.UTC(2026, 0, 1);
    for (const zone of zones) {
      const format = new Intl.DateTimeFormat("en", { year: "numeric", timeZone: zone });
      const monthly = new Intl.DateTimeFormat("en", { month: "numeric", timeZone: zone });
      for (let hour = -60; hour <= 60; hour++) {
        const at = edge + hour * 3_600_000;
        expect(yearIn(at, zone), `${zone} ${hour}`).toBe(Number(format.format(at)));
        for (let month = 0; month < 12; month++) {
          const then = Date.UTC(2024, month, 1, hour);
          expect(monthIn(then, zone)).toBe(Number(monthly.format(then)));
        }
      }
    }
  });
});
