// What a page is, for machines: schema.org as JSON-LD. Data and no script: browsers do not run it, and
// no content policy minds it.

import { durationText } from "../i18n/quantity.ts";
import { translatorFor } from "../i18n/words.ts";
import { authorsFor, authorWithSlug, siteAuthor } from "./author.ts";
import { enclosuresOf } from "./enclosure.ts";
import { absoluteUrl } from "./permalink.ts";
import type { SharePicture } from "./share-picture.ts";
import type { SiteModel } from "./site-model.ts";
import type { PageTarget } from "./target.ts";
import { categorySlugs, termIndexPath, termPath } from "./term.ts";

type Node = Readonly<Record<string, unknown>>;
type Crumb = readonly [name: string, path: string];

interface Around {
  readonly model: SiteModel;
  readonly origin: string;
  /** Root-relative, decoded. */
  readonly path: string;
  readonly description: string;
  readonly picture: SharePicture | undefined;
}

/** The page's JSON-LD, safe between script tags; undefined for pages that are nothing by themselves. */
export function structuredData(target: PageTarget, around: Around): string | undefined {
  const nodes = nodesOf(target, around);
  if (nodes.length === 0) return undefined;
  const json = JSON.stringify({ "@context": "https://schema.org", "@graph": nodes });
  return json.replaceAll("<", "\\u003c");
}

function nodesOf(target: PageTarget, around: Around): Node[] {
  const { model, origin, path, description, picture } = around;
  const { tree } = target;
  const { lang, prefix, words } = tree;
  const at = (of: string) => absoluteUrl(of, origin);
  const home: Crumb = [words.title, `${prefix}/`];
  const site = {
    "@type": "WebSite",
    "@id": `${at(`${prefix}/`)}#site`,
    name: words.title,
    url: at(`${prefix}/`),
  };
  const summary = description === "" ? {} : { description };
  const image = picture ? { image: new URL(picture.src, origin).href } : {};
  const page = { url: at(path), inLanguage: lang, isPartOf: { "@id": site["@id"] }, ...summary };
  const t = translatorFor(lang);
  switch (target.kind) {
    case "home":
      return [
        {
          ...site,
          inLanguage: lang,
          ...summary,
          publisher: person(siteAuthor(model, lang), around, true),
        },
      ];
    case "post": {
      const { entry } = target;
      const [category = []] = entry.categories;
      const within = categorySlugs(category).map(
        ({ slug, name }): Crumb => [name, termPath("category", { prefix, slug })],
      );
      const media = enclosuresOf(entry, model.content).map((one) => ({
        "@type":
          one.kind === "audio"
            ? "AudioObject"
            : one.kind === "video"
              ? "VideoObject"
              : "MediaObject",
        contentUrl: new URL(one.url, origin).href,
        encodingFormat: one.type,
        name: one.title ?? entry.title,
        ...(one.bytes === undefined ? {} : { contentSize: String(one.bytes) }),
        ...(one.seconds === undefined ? {} : { duration: isoDuration(one.seconds) }),
      }));
      return [
        {
          "@type": "BlogPosting",
          headline: entry.title,
          ...page,
          mainEntityOfPage: at(path),
          datePublished: new Date(entry.date).toISOString(),
          dateModified: new Date(Math.max(entry.date, entry.updated ?? 0)).toISOString(),
          author: authorsFor(entry, model).map((one) => person(one, around)),
          ...image,
          ...(entry.tags.length > 0 ? { keywords: entry.tags } : {}),
          ...(media.length > 0 ? { associatedMedia: media } : {}),
        },
        site,
        ...crumbs([home, ...within, [entry.title, path]], origin),
      ];
    }
    case "page":
      return [{ "@type": "WebPage", name: target.entry.title, ...page, ...image }, site];
    case "term": {
      const { of, term } = target;
      const folder = of === "tag" ? "tags" : of === "category" ? "categories" : "authors";
      const within = target.within.map(
        ({ slug, name }): Crumb => [name, termPath(of, { prefix, slug })],
      );
      const trail = crumbs(
        [
          home,
          [t(folder), termIndexPath(of, prefix)],
          ...within,
          [term.name, termPath(of, { prefix, slug: term.slug })],
        ],
        origin,
      );
      if (of !== "author")
        return [{ "@type": "CollectionPage", name: term.name, ...page }, site, ...trail];
      const who = person(authorWithSlug(term, { model, lang }), around, true);
      return [{ "@type": "ProfilePage", mainEntity: who, ...page }, site, ...trail];
    }
    case "series": {
      const { name } = target.term;
      const trail = crumbs(
        [home, [t("series"), termIndexPath("series", prefix)], [name, path]],
        origin,
      );
      return [{ "@type": "CollectionPage", name, ...page }, site, ...trail];
    }
    default:
      return [];
  }
}

function person(
  { name, url, bio, photo, website }: ReturnType<typeof siteAuthor>,
  { model, origin }: Around,
  full = false,
): Node {
  const elsewhere = [
    ...(website ? [website] : []),
    ...(name === model.settings.author.name ? model.settings.social.map((one) => one.url) : []),
  ].filter((address) => address.startsWith("http"));
  return {
    "@type": "Person",
    name,
    url: new URL(url, origin).href,
    ...(full && bio ? { description: bio } : {}),
    ...(photo ? { image: new URL(photo.src, origin).href } : {}),
    ...(full && elsewhere.length > 0 ? { sameAs: elsewhere } : {}),
  };
}

function crumbs(trail: readonly Crumb[], origin: string): Node[] {
  return [
    {
      "@type": "BreadcrumbList",
      itemListElement: trail.map(([name, path], index) => ({
        "@type": "ListItem",
        position: index + 1,
        name,
        item: absoluteUrl(path, origin),
      })),
    },
  ];
}

/** ISO 8601: `PT1H2M3S`. */
function isoDuration(seconds: number): string {
  const [rest = 0, minutes = 0, hours = 0] = durationText(seconds).split(":").reverse().map(Number);
  return `PT${hours > 0 ? `${hours}H` : ""}${minutes > 0 ? `${minutes}M` : ""}${rest}S`;
}
