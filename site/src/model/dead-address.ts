// Links to addresses of this site at which nothing stands, once everything is rendered.

import type { Problem } from "../store/problem.ts";
import { cappedProblems } from "../store/problem-cap.ts";
import { fileOf } from "./permalink.ts";
import type { SiteModel } from "./site-model.ts";

/** What the sidecar answers by itself. */
const ELSEWHERE = /^\/(_courtyard|\.well-known)\//;

/** The findings (W226), `has` knowing every file of the site. */
export function deadAddresses(
  { links }: Pick<SiteModel, "links">,
  has: (file: string) => boolean,
): Problem[] {
  const found = cappedProblems();
  for (const address of links.addressed.keys()) {
    if (has(fileOf(address)) || has(fileOf(`${address}/`)) || ELSEWHERE.test(address)) continue;
    links.deadLinks(address, found);
  }
  return found.all();
}
