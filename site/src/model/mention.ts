// The site's own texts that a text links to, as templates take them.

import type { Mention } from "@courtyard/themes/contract.ts";
import type { Entry } from "../store/entry.ts";
import { hrefOf } from "./permalink.ts";
import type { SiteModel } from "./site-model.ts";

/** In the order of the links; texts that no list names are not named here. */
export function mentionsOf(model: SiteModel, { file }: Entry): Mention[] {
  return model.links.mentions(file).map((entry) => ({
    label: entry.title,
    url: hrefOf(model.addresses.get(entry.file) ?? "/"),
    ...(entry.summary === "" ? {} : { description: entry.summary }),
  }));
}
