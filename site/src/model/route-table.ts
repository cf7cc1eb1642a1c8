// All routes of a site, kept from one model to the next: only what depends on a change is made anew.

import { sameEnds } from "./list-window.ts";
import { fileOf } from "./permalink.ts";
import type { Route } from "./route.ts";
import type { Target } from "./target.ts";

/** What a route is made of, asked for only when something that it depends on changed. */
export interface RouteParts {
  readonly target: Target;
  /** Everything that the page shows, by digests: equal sources, equal page. */
  readonly source: readonly string[];
}

/** Adds a route; `deps`, compared by identity, decide whether it has to be made again. */
export type AddRoute = (path: string, deps: readonly unknown[], make: () => RouteParts) => void;

export interface RouteTable {
  readonly routes: ReadonlyMap<string, Route>;
  /** Begins a round. `frame` is what every page shows: when it differs, all are made anew. */
  begin(frame: string): void;
  /**
   * A group of routes. `fill` runs when a member of `deps` is another object or value than last
   * time, and must depend on nothing else but what it names for each route.
   */
  section(key: string, deps: readonly unknown[], fill: (add: AddRoute) => void): void;
  /**
   * A section with a route for each item, which depends on the item, on those beside it in the list
   * and on `deps`: only items that moved, or whose neighbours did, are looked at again, and those
   * that were `touched` by something else.
   */
  row<Item>(
    key: string,
    deps: readonly unknown[],
    list: {
      readonly items: readonly Item[];
      readonly touched: ReadonlySet<Item>;
      /** Where an item stands. */
      placeOf(item: Item): number;
    },
    fill: (add: AddRoute, index: number) => void,
  ): void;
  /** Ends a round: routes whose page changed, and those of sections and paths that are gone. */
  end(): { readonly changed: readonly Route[]; readonly dropped: readonly Route[] };
}

interface Kept {
  readonly deps: readonly unknown[];
  readonly route: Route;
  /** When it was last added. */
  round: number;
}

interface Section {
  deps: readonly unknown[];
  round: number;
  readonly routes: Map<string, Kept>;
  /** Of a row: its items, and what is known of each. */
  items: readonly unknown[];
  readonly cells: Map<unknown, Cell>;
}

interface Cell {
  readonly older: unknown;
  readonly newer: unknown;
  readonly paths: readonly string[];
  /** When it was last seen anywhere but in its old place. */
  round: number;
}

/** A table without routes; two tables of one site share the map of all. */
export function createRouteTable(routes = new Map<string, Route>()): RouteTable {
  const sections = new Map<string, Section>();
  let frame = "";
  let round = 0;
  let frameChanged = true;
  let changed: Route[] = [];
  let gone: Route[] = [];

  /** Adds to a section. Nothing is moved for a route that stays: a long list costs a look at each. */
  function adder({ routes: own }: Section): AddRoute {
    return (path, deps, make) => {
      const known = own.get(path);
      if (known && !frameChanged && sameItems(known.deps, deps)) {
        known.round = round;
        return;
      }
      const { target, source } = make();
      const text = `${frame}\n${target.kind}\n${source.join("\n")}`;
      const route = { path, file: fileOf(path), target, source: text };
      if (known?.route.source !== text) changed.push(route);
      // Also a page that did not change names entries, and must not keep the old ones alive.
      routes.set(path, route);
      own.set(path, { deps, route, round });
    };
  }

  /** Takes those of these routes out of a section that were not added in this round. */
  function sweep({ routes: own }: Section, paths: Iterable<string>): void {
    for (const path of paths) {
      const kept = own.get(path);
      if (!kept || kept.round === round) continue;
      own.delete(path);
      gone.push(kept.route);
    }
  }

  /** The section for this round, and whether its `deps` are those of the last. */
  function open(key: string, deps: readonly unknown[]): { section: Section; same: boolean } {
    const known = sections.get(key);
    const same = known !== undefined && !frameChanged && sameItems(known.deps, deps);
    const section = known ?? { deps, round, routes: new Map(), items: [], cells: new Map() };
    section.deps = deps;
    section.round = round;
    sections.set(key, section);
    return { section, same };
  }

  return {
    routes,
    begin(nextFrame) {
      round += 1;
      frameChanged = nextFrame !== frame;
      frame = nextFrame;
      changed = [];
      gone = [];
    },
    section(key, deps, fill) {
      const { section, same } = open(key, deps);
      if (same) return;
      fill(adder(section));
      sweep(section, section.routes.keys());
    },
    row(key, deps, { items, touched, placeOf }, fill) {
      const { section, same } = open(key, deps);
      const { items: earlier, cells } = section;
      if (same && items === earlier && touched.size === 0) return;
      section.items = items;
      const [start, tail] = same ? sameEnds(earlier, items) : [0, 0];
      // Whoever stands at the two seams has another neighbour.
      const from = Math.max(0, start - 1);
      const end = items.length - Math.max(0, tail - 1);
      const aligned = same && items.length === earlier.length;
      const asked: number[] = [];
      for (let index = from; index < end; index++) {
        const [older, item, newer] = [items[index - 1], items[index], items[index + 1]];
        // Changes lie far from each other: most of what is between them stays.
        if (aligned && earlier[index] === item) {
          if (earlier[index - 1] === older && earlier[index + 1] === newer) continue;
        }
        const cell = cells.get(item);
        if (cell) cell.round = round;
        if (!same || !cell || cell.older !== older || cell.newer !== newer) asked.push(index);
      }
      for (const item of touched) {
        const index = placeOf(item);
        if (items[index] === item) asked.push(index);
      }
      const old: string[] = [];
      const add = adder(section);
      for (const index of asked) {
        const [older, item, newer] = [items[index - 1], items[index], items[index + 1]];
        const paths: string[] = [];
        old.push(...(cells.get(item)?.paths ?? []));
        fill((path, needs, make) => {
          paths.push(path);
          add(path, needs, make);
        }, index);
        cells.set(item, { older, newer, paths, round });
      }
      for (let index = from; index < earlier.length - (items.length - end); index++) {
        const item = earlier[index];
        if (aligned && items[index] === item) continue;
        const cell = cells.get(item);
        if (!cell || cell.round === round) continue;
        cells.delete(item);
        old.push(...cell.paths);
      }
      sweep(section, old);
    },
    end() {
      for (const [key, section] of sections) {
        if (section.round === round) continue;
        sections.delete(key);
        for (const { route } of section.routes.values()) gone.push(route);
      }
      const dropped: Route[] = [];
      for (const route of gone) {
        // A path may have moved to another section.
        const present = routes.get(route.path);
        if (present !== route) continue;
        routes.delete(route.path);
        dropped.push(route);
      }
      return { changed, dropped };
    },
  };
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}
