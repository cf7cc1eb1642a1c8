// sitemap.xml (sitemaps.org 0.9) and robots.txt.

import { absoluteUrl, hrefOf } from "../model/permalink.ts";
import type { SiteModel } from "../model/site-model.ts";

/** Every text and start page, with the day of its last change where the writer gave one. */
export function sitemap(model: SiteModel, origin: string): string {
  const urls = model.trees.map((tree) => location(`${tree.prefix}/`, origin));
  const entries = [...model.addresses].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [file, path] of entries) {
    const entry = model.content.entries.get(file);
    if (entry) urls.push(location(path, origin, entry.updated ?? entry.date));
  }
  return `<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${urls.join("\n")}
</urlset>
`;
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
