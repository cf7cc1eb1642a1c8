// The one thing that the templates' bundle takes from outside: the site to show. Each publisher
// imports its own copy of the bundle, so each has its own `provided`.

import { AsyncLocalStorage } from "node:async_hooks";
import type { SiteReader } from "../model/reader.ts";

/** Another site for one rendering: a preview's, beside the publisher's that goes on. */
const borrowed = new AsyncLocalStorage<SiteReader>();

/** Does `work`, which sees `site` as the one to show. */
export function withSite<Done>(site: SiteReader, work: () => Done): Done {
  return borrowed.run(site, work);
}

let provided: SiteReader | undefined;

/** Sets the site that pages show from now on. */
export function provideSite(site: SiteReader): void {
  provided = site;
}

/** Where a stock `astro build` leaves its site: its pages are rendered by the process that has it. */
export const STOCK_SITE = Symbol.for("courtyard.site");

/** The site to show. Throws when nobody provided one: a fault of the program's. */
export function currentSite(): SiteReader {
  const stock: unknown = Reflect.get(globalThis, STOCK_SITE);
  const site = borrowed.getStore() ?? provided ?? (stock as SiteReader | undefined);
  if (!site) throw new Error("No site was provided to the templates.");
  return site;
}
