// sitemap.xml (sitemaps.org 0.9) and robots.txt.

import { absoluteUrl, hrefOf } from "../model/permalink.ts";
import { translationsOf } from "../model/signature.ts";
import type { SiteModel } from "../model/site-model.ts";
import { isListed } from "../model/tree.ts";
import { hashOf } from "../search/layout.ts";
import type { Entry } from "../store/entry.ts";

/** Addresses in one file, about; sitemaps.org allows 50,000, but a new post would send them all anew. */
const MOST = 1_000;

/** How many files the sitemap has besides itself, a power of two: none until it outgrows one. */
export function sitemapParts(model: SiteModel, most = MOST): number {
  const count = model.trees.length + model.standing.filter(isListed).length;
  return count > most ? 2 ** Math.ceil(Math.log2(count / most)) : 0;
}

const hashes = new WeakMap<Entry, number>();

/** The part that has a text, from 1, so that no other text moves it; undefined where there are none. */
export function sitemapPartOf(entry: Entry, model: SiteModel, parts: number): number | undefined {
  if (parts === 0) return undefined;
  // An entry with another address is another entry.
  const hash = hashes.get(entry) ?? hashOf(model.addresses.get(entry.file) ?? "/");
  hashes.set(entry, hash);
  return (hash & (parts - 1)) + 1;
}

/**
 * Every text and start page, with the day of its last change where the writer gave one, and its
 * translations. A site of many texts has an index of parts, of which `part` (from 1) is one.
 */
export function sitemap(
  model: SiteModel,
  { origin, part, most = MOST }: { origin: string; part?: number | undefined; most?: number },
): string {
  const parts = sitemapParts(model, most);
  if (parts > 0 && part === undefined) {
    const files = Array.from({ length: parts }, (_, index) => sitemapPath(index + 1));
    const places = files.map((path) => `<sitemap><loc>${address(path, origin)}</loc></sitemap>`);
    return `<?xml version="1.0" encoding="utf-8"?>
<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${places.join("\n")}
</sitemapindex>
`;
  }
  const starts = model.trees.map(({ lang, prefix }) => ({ lang, path: `${prefix}/` }));
  const isFirst = part === undefined || part === 1;
  const urls = isFirst ? starts.map(({ path }) => location(path, { origin, others: starts })) : [];
  for (const entry of model.standing) {
    if (!isListed(entry) || sitemapPartOf(entry, model, parts) !== part) continue;
    urls.push(lineOf(entry, { model, origin }));
  }
  return `<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
${urls.join("\n")}
</urlset>
`;
}

/** The sitemap's own address, or a part's. */
export function sitemapPath(part?: number): string {
  return part === undefined ? "/sitemap.xml" : `/sitemap-${part}.xml`;
}

interface Place {
  readonly lang: string;
  readonly path: string;
}

const lines = new WeakMap<Entry, { readonly origin: string; readonly line: string }>();

/** Ten thousand addresses take longer to write than everything else that a new post changes. */
function lineOf(entry: Entry, { model, origin }: { model: SiteModel; origin: string }): string {
  const translations = translationsOf(entry, model);
  const isAlone = translations.length < 2;
  const known = isAlone ? lines.get(entry) : undefined;
  if (known?.origin === origin) return known.line;
  const path = model.addresses.get(entry.file) ?? "/";
  const others = translations.map(
    ({ lang, file }): Place => ({ lang, path: model.addresses.get(file) ?? "/" }),
  );
  const line = location(path, { origin, others, changed: entry.updated ?? entry.date });
  // An entry with another address is another entry; its translations may change without it.
  if (isAlone) lines.set(entry, { origin, line });
  return line;
}

function location(
  path: string,
  { origin, others, changed = 0 }: { origin: string; others: readonly Place[]; changed?: number },
): string {
  const when = changed > 0 ? `<lastmod>${new Date(changed).toISOString()}</lastmod>` : "";
  const alternates =
    others.length < 2
      ? []
      : others.map(
          ({ lang, path: other }) =>
            `<xhtml:link rel="alternate" hreflang="${lang}" href="${address(other, origin)}"/>`,
        );
  return `<url><loc>${address(path, origin)}</loc>${when}${alternates.join("")}</url>`;
}

function address(path: string, origin: string): string {
  return absoluteUrl(path, origin).replaceAll("&", "&amp;").replaceAll("'", "&apos;");
}

/** Everything may be read; the owner's app and the endpoints are no pages. */
export function robots(origin: string): string {
  return `User-agent: *\nDisallow: /_courtyard/\n\nSitemap: ${new URL(hrefOf("/sitemap.xml"), origin).href}\n`;
}
