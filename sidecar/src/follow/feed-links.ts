import { fetchable } from "./follow-target.ts";

const FEED_TYPES = /^application\/(?:atom\+xml|rss\+xml|rdf\+xml|feed\+json|json)$/;
// Each pattern ends its search where the next one could begin, or a page of nothing but beginnings
// would hold up the process for minutes: a tag at `<`, a name only where a name starts.
const TAG = /<(link|base)\b((?:"[^"]*"|'[^']*'|[^'"<>])*)>/gi;
const ATTRIBUTE = /(?<![a-z-])([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi;
/** Where feeds live that no page names. */
const GUESSES = ["feed.xml", "atom.xml", "rss.xml", "index.xml", "feed.json", "feed/", "feed"];

/**
 * The feeds a page names by `<link rel=alternate>`, in its order; those of comments come last, since
 * nobody who follows a site means them.
 */
export function feedLinks(html: string, pageUrl: string): string[] {
  let base = pageUrl;
  const links: { url: string; comments: boolean }[] = [];
  // Feeds are named in the head; a page of megabytes is not read to its end.
  for (const [, name, rest] of html.slice(0, 512 * 1024).matchAll(TAG)) {
    const attributes = attributesOf(rest ?? "");
    const href = attributes.get("href");
    if (href === undefined || !URL.canParse(href, base)) continue;
    if (name?.toLowerCase() === "base") {
      base = new URL(href, pageUrl).href;
      continue;
    }
    const rel = (attributes.get("rel") ?? "").toLowerCase().split(/\s+/);
    const type = (attributes.get("type") ?? "").toLowerCase().split(";", 1)[0]?.trim() ?? "";
    if (!rel.includes("alternate") || !FEED_TYPES.test(type)) continue;
    // WordPress names its JSON API with the same type; it is no feed.
    if (/\/wp-json\b/.test(href)) continue;
    const url = fetchable(new URL(href, base));
    const comments = /comment/i.test(`${href} ${attributes.get("title") ?? ""}`);
    if (url !== undefined) links.push({ url, comments });
  }
  links.sort((a, b) => Number(a.comments) - Number(b.comments));
  return [...new Set(links.map(({ url }) => url))];
}

/** Usual places of a feed, beside the page and at the root of its site. */
export function feedGuesses(pageUrl: string): string[] {
  const folder = new URL(".", pageUrl).href;
  const root = new URL("/", pageUrl).href;
  const beside =
    folder === root ? [] : GUESSES.slice(0, 3).map((name) => new URL(name, folder).href);
  return [...beside, ...GUESSES.map((name) => new URL(name, root).href)];
}

function attributesOf(text: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name, double, single, bare] of text.matchAll(ATTRIBUTE)) {
    const value = double ?? single ?? bare ?? "";
    if (name) attributes.set(name.toLowerCase(), value.replaceAll("&amp;", "&").trim());
  }
  return attributes;
}
