// All routes of a site, kept from one model to the next: only what depends on a change is made anew.

import { fileOf } from "./permalink.ts";
import type { Route, Target } from "./route.ts";

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

  function fillSection(section: Section, fill: (add: AddRoute) => void): void {
    const before = section.routes;
    const now = new Map<string, Kept>();
    const add: AddRoute = (path, deps, make) => {
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
    section.routes = now;
    fill(add);
    for (const [path, { route }] of before) if (!now.has(path)) gone.push(route);
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
      const known = sections.get(key);
      if (known && !frameChanged && sameItems(known.deps, deps)) {
        known.round = round;
        return;
      }
      const section = known ?? { deps, round, routes: new Map<string, Kept>() };
      section.deps = deps;
      section.round = round;
      sections.set(key, section);
      fillSection(section, fill);
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
