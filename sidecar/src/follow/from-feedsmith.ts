import { parseFeed } from "feedsmith";
import type { RawFeed, RawItem, RawText } from "./feed-model.ts";

/** Reads RSS, Atom, RDF or JSON Feed with feedsmith. Throws for what it does not know. */
export function fromFeedsmith(text: string, maxItems: number): RawFeed {
  const parsed = parseFeed(text, { maxItems });
  switch (parsed.format) {
    case "rss":
      return {
        title: html(parsed.feed.title),
        site: parsed.feed.link ?? parsed.feed.atom?.links?.find(isPage)?.href,
        items: (parsed.feed.items ?? []).map(
          (item): RawItem => ({
            guid: item.guid?.value,
            title: html(item.title),
            url:
              item.link ??
              item.atom?.links?.find(isPage)?.href ??
              (item.guid?.isPermaLink === false ? undefined : urlOf(item.guid?.value)) ??
              item.enclosures?.[0]?.url,
            content: html(item.content?.encoded ?? item.description),
            summary: html(item.description),
            author:
              item.dc?.creators?.[0] ?? item.authors?.[0]?.name ?? item.itunes?.author ?? undefined,
            image:
              item.media?.thumbnails?.[0]?.url ??
              item.media?.contents?.find((content) => content.medium === "image")?.url ??
              item.enclosures?.find((enclosure) => enclosure.type?.startsWith("image/"))?.url ??
              item.itunes?.image,
            published: item.pubDate ?? item.dc?.dates?.[0] ?? item.atom?.published,
          }),
        ),
      };
    case "atom":
      return {
        title: atomText(parsed.feed.title),
        site: parsed.feed.links?.find(isPage)?.href,
        items: (parsed.feed.entries ?? []).map(
          (entry): RawItem => ({
            guid: entry.id,
            title: atomText(entry.title),
            url: entry.links?.find(isPage)?.href ?? entry.links?.[0]?.href,
            content: atomText(entry.content) ?? atomText(entry.summary),
            summary: atomText(entry.summary),
            author: entry.authors?.[0]?.name ?? parsed.feed.authors?.[0]?.name,
            image: entry.media?.thumbnails?.[0]?.url,
            published: entry.published ?? entry.updated,
          }),
        ),
      };
    case "rdf":
      return {
        title: html(parsed.feed.title),
        site: parsed.feed.link,
        items: (parsed.feed.items ?? []).map(
          (item): RawItem => ({
            guid: item.rdf?.about ?? item.link,
            title: html(item.title),
            url: item.link,
            content: html(item.content?.encoded ?? item.description),
            summary: html(item.description),
            author: item.dc?.creators?.[0],
            published: item.dc?.dates?.[0],
          }),
        ),
      };
    case "json":
      return {
        title: plain(parsed.feed.title),
        site: parsed.feed.home_page_url,
        items: (parsed.feed.items ?? []).map(
          (item): RawItem => ({
            guid: item.id,
            title: plain(item.title),
            url: item.url ?? item.external_url,
            content: html(item.content_html) ?? plain(item.content_text),
            summary: plain(item.summary),
            author: item.authors?.[0]?.name ?? parsed.feed.authors?.[0]?.name,
            image: item.image ?? item.banner_image,
            published: item.date_published ?? item.date_modified,
          }),
        ),
      };
  }
}

function html(value: string | undefined): RawText | undefined {
  return value === undefined ? undefined : { value, html: true };
}

function plain(value: string | undefined): RawText | undefined {
  return value === undefined ? undefined : { value, html: false };
}

/** RFC 4287 §3.1.1: without a type it is text, not markup. */
function atomText(text: { value?: string; type?: string } | undefined): RawText | undefined {
  if (text?.value === undefined) return undefined;
  const type = text.type?.toLowerCase() ?? "text";
  return { value: text.value, html: type !== "text" && type !== "text/plain" };
}

/** The link to the page itself; RFC 4287 §4.2.7.2: no `rel` means `alternate`. */
function isPage(link: { rel?: string; type?: string }): boolean {
  const { rel = "alternate", type } = link;
  return rel === "alternate" && (type === undefined || type.includes("html"));
}

function urlOf(value: string | undefined): string | undefined {
  return value !== undefined && /^https?:\/\//i.test(value) ? value : undefined;
}
