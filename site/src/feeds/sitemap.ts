// sitemap.xml (sitemaps.org 0.9) and robots.txt.

import { absoluteUrl, hrefOf } from "../model/permalink.ts";
import type { SiteModel } from "../model/site-model.ts";
import { isListed } from "../model/tree.ts";
import type { Entry } from "../store/entry.ts";

/** Every text and start page, with the day of its last change where the writer gave one. */
export function sitemap(model: SiteModel, origin: string): string {
  const urls = model.trees.map((tree) => location(`${tree.prefix}/`, origin));
  for (const entry of model.standing) {
    if (isListed(entry)) urls.push(lineOf(entry, { model, origin }));
  }
  return `<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${urls.join("\n")}
</urlset>
`;
}

const lines = new WeakMap<Entry, { readonly place: string; readonly line: string }>();

/** Ten thousand addresses take longer to write than everything else that a new post changes. */
function lineOf(entry: Entry, { model, origin }: { model: SiteModel; origin: string }): string {
  const path = model.addresses.get(entry.file) ?? "/";
  const place = `${origin}${path}`;
  const known = lines.get(entry);
  if (known?.place === place) return known.line;
  const line = location(path, origin, entry.updated ?? entry.date);
  lines.set(entry, { place, line });
  return line;
}

function location(path: string, origin: string, changed = 0): string {
  const address = absoluteUrl(path, origin).replaceAll("&", "&amp;").replaceAll("'", "&apos;");
  const when = changed > 0 ? `<lastmod>${new Date(changed).toISOString()}</lastmod>` : "";
  return `<url><loc>${address}</loc>${when}</url>`;
}

/** Everything may be read; the owner's app and the endpoints are no pages. */
export function robots(origin: string): string {
  return `User-agent: *\nDisallow: /_courtyard/\n\nSitemap: ${new URL(hrefOf("/sitemap.xml"), origin).href}\n`;
}
