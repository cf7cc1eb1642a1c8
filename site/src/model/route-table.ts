// All routes of a site, kept from one model to the next: only what depends on a change is made anew.

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
    list: { readonly items: readonly Item[]; readonly touched: ReadonlySet<Item> },
    fill: (add: AddRoute, index: number) => void,
  ): void;
  /** Ends a round: routes whose page changed, and those of sections and paths that are gone. */
  end(): { readonly changed: readonly Route[]; readonly dropped: readonly Route[] };
}

interface Kept {
  readonly deps: readonly unknown[];
  readonly route: Route;
}

interface Section {
  deps: readonly unknown[];
  round: number;
  routes: Map<string, Kept>;
  /** Of a row: its items, and the paths of each. */
  items: readonly unknown[];
  paths: readonly (readonly string[])[];
}

/** A table without routes. */
export function createRouteTable(): RouteTable {
  const routes = new Map<string, Route>();
  const sections = new Map<string, Section>();
  let frame = "";
  let round = 0;
  let frameChanged = true;
  let changed: Route[] = [];
  let gone: Route[] = [];

  /** The way into a section: `before` has what may be kept, `now` gets what stands from now on. */
  function adder(before: ReadonlyMap<string, Kept>, now: Map<string, Kept>): AddRoute {
    return (path, deps, make) => {
      const known = before.get(path);
      if (known && !frameChanged && sameItems(known.deps, deps)) {
        now.set(path, known);
        return;
      }
      const { target, source } = make();
      const text = `${frame}\n${target.kind}\n${source.join("\n")}`;
      const route = { path, file: fileOf(path), target, source: text };
      if (known?.route.source !== text) changed.push(route);
      // Also a page that did not change names entries, and must not keep the old ones alive.
      routes.set(path, route);
      now.set(path, { deps, route });
    };
  }

  function fillSection(section: Section, fill: (add: AddRoute) => void): void {
    const before = section.routes;
    section.routes = new Map();
    fill(adder(before, section.routes));
    for (const [path, { route }] of before) if (!section.routes.has(path)) gone.push(route);
  }

  /** The section for this round, and whether its `deps` are those of the last. */
  function open(key: string, deps: readonly unknown[]): { section: Section; same: boolean } {
    const known = sections.get(key);
    const same = known !== undefined && !frameChanged && sameItems(known.deps, deps);
    const section = known ?? { deps, round, routes: new Map(), items: [], paths: [] };
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
      if (!same) fillSection(section, fill);
    },
    row(key, deps, { items, touched }, fill) {
      const { section, same } = open(key, deps);
      const { items: earlier, paths: known } = section;
      const [start, tail] = same ? sameEnds(earlier, items) : [0, 0];
      const moved = !same || start < items.length || items.length !== earlier.length;
      if (!moved && touched.size === 0) return;
      // The items at the two seams have another neighbour.
      const from = moved ? Math.max(0, start - 1) : items.length;
      const rest = moved ? Math.max(0, tail - 1) : 0;
      const asked = spanOf(from, items.length - rest);
      if (touched.size > 0) {
        for (const [index, item] of items.entries()) {
          if (touched.has(item) && (index < from || index >= items.length - rest))
            asked.push(index);
        }
      }
      const paths = [
        ...known.slice(0, from),
        ...spanOf(from, items.length - rest).map((): string[] => []),
        ...known.slice(known.length - rest),
      ];
      const old = [
        ...known.slice(from, known.length - rest),
        ...asked.map((index) => paths[index] ?? []),
      ];
      const before = new Map<string, Kept>();
      for (const path of old.flat()) {
        const kept = section.routes.get(path);
        if (kept) before.set(path, kept);
        section.routes.delete(path);
      }
      const now = new Map<string, Kept>();
      const add = adder(before, now);
      for (const index of asked) {
        const own: string[] = [];
        fill((path, needs, make) => {
          own.push(path);
          add(path, needs, make);
        }, index);
        paths[index] = own;
      }
      for (const [path, kept] of now) section.routes.set(path, kept);
      for (const [path, { route }] of before) if (!now.has(path)) gone.push(route);
      section.items = items;
      section.paths = paths;
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

/** The numbers from `from` up to, and without, `end`. */
function spanOf(from: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - from) }, (_, index) => from + index);
}

/** How many items two lists share at their beginning, and how many of the others at their end. */
function sameEnds(a: readonly unknown[], b: readonly unknown[]): [number, number] {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start += 1;
  let tail = 0;
  while (tail < shorter - start && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  return [start, tail];
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}
