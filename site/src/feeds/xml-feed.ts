// RSS 2.0 and Atom 1.0 (RFC 4287) by feedsmith. A feed is written as a head around items that were
// written before: feedsmith writes each part as a feed of its own, of which the wanted piece is cut.

import { generateAtomFeed, generateRssFeed } from "feedsmith";
import { escapeHtml } from "../markdown/highlight.ts";
import type { SiteModel } from "../model/site-model.ts";
import type { FeedItem } from "./feed-item.ts";
import type { FeedHead } from "./feed-model.ts";
import { xmlSafe } from "./xml-text.ts";

/** Where the look of a feed stands that somebody opens in a browser. */
export const FEED_STYLE = "/feed.css";
const stylesheets = [{ type: "text/css", href: FEED_STYLE }];
const GENERATOR = "Courtyard";

/** A feed in RSS 2.0 around its written items. */
export function rssFeed(head: FeedHead, items: readonly string[], { settings }: SiteModel): string {
  const { podcast } = settings;
  const { title, description, lang, home, self, author, updated, hub, icon, artwork } = head;
  const avatar = author.avatar && /\.(png|jpe?g|gif)$/.test(author.avatar) && author.avatar;
  const picture = icon?.[144] ?? avatar;
  const xml = generateRssFeed(
    {
      title: plain(title),
      // RSS requires one.
      description: plain(description === "" ? title : description),
      link: home,
      language: lang,
      lastBuildDate: updated,
      generator: GENERATOR,
      xml: { lang },
      ...(picture ? { image: { url: picture, title: plain(title), link: home } } : {}),
      atom: {
        links: [
          { href: self, rel: "self", type: "application/rss+xml" },
          ...(hub ? [{ href: hub, rel: "hub" }] : []),
        ],
      },
      ...(podcast
        ? {
            itunes: {
              author: xmlSafe(podcast.author ?? author.name),
              ...(artwork ? { image: artwork } : {}),
              owner: { name: author.name, email: podcast.email },
              categories: [{ text: podcast.category }],
              explicit: podcast.explicit,
              type: "episodic",
            },
          }
        : {}),
      // Namespaces are declared for what is there: this stands for all that an item may have.
      items: [
        {
          title: "-",
          content: { encoded: "-" },
          dc: { creators: ["-"] },
          ...(podcast ? { itunes: { duration: 1 } } : {}),
        },
      ],
    },
    { stylesheets },
  );
  return around(tidy(xml), "item", items);
}

/** Endings that podcast directories take. */
const ITUNES = /\.(m4a|mp3|mov|mp4|m4v)$/i;

/** One item in RSS. */
export function rssItem(item: FeedItem, { settings }: SiteModel): string {
  const [enclosure] = item.enclosures;
  const episode = settings.podcast && enclosure && ITUNES.test(enclosure.url);
  const xml = generateRssFeed({
    title: "-",
    link: "-",
    description: "-",
    items: [
      {
        title: plain(item.title),
        link: item.url,
        // Markup by RSS's rules, and wanted wherever the full text stands.
        description: escapeHtml(item.summary === "" ? item.title : item.summary),
        categories: item.tags.map((name) => ({ name: plain(name) })),
        guid: { value: item.url, isPermaLink: true },
        pubDate: item.published,
        dc: { creators: item.authors.map(({ name }) => name) },
        content: { encoded: item.html === "" ? escapeHtml(item.title) : item.html },
        // One and no more, by the RSS Advisory Board; Atom and JSON Feed carry all.
        ...(enclosure
          ? {
              enclosures: [
                { url: enclosure.url, length: enclosure.bytes ?? 0, type: enclosure.type },
              ],
            }
          : {}),
        ...(episode && enclosure.seconds !== undefined
          ? { itunes: { duration: enclosure.seconds, explicit: settings.podcast.explicit } }
          : episode
            ? { itunes: { explicit: settings.podcast.explicit } }
            : {}),
      },
    ],
  });
  return piece(tidy(xml), "item");
}

/**
 * RSS does not say whether a title is text or markup, and readers differ. A title that speaks of
 * `</b>` keeps its look and is no tag for either (an invisible word joiner stands in it).
 */
function plain(text: string): string {
  return text.replace(/<\/(?=\w)/g, "<\u2060/");
}

/** A feed in Atom around its written items. */
export function atomFeed(head: FeedHead, items: readonly string[]): string {
  const { title, description, lang, home, self, author, updated, hub, icon } = head;
  const xml = generateAtomFeed(
    {
      id: home,
      title: { value: title, type: "text" },
      ...(description === "" ? {} : { subtitle: { value: description, type: "text" } }),
      updated,
      authors: [{ name: author.name, uri: author.url }],
      links: [
        { href: self, rel: "self", type: "application/atom+xml" },
        { href: home, rel: "alternate", type: "text/html" },
        ...(hub ? [{ href: hub, rel: "hub" }] : []),
      ],
      generator: { text: GENERATOR },
      ...(icon ? { icon: icon[64], logo: icon[512] } : {}),
      ...(!icon && author.avatar ? { icon: author.avatar } : {}),
      xml: { lang },
      entries: [{ id: "-", title: { value: "-" }, updated }],
    },
    { stylesheets },
  );
  return around(tidy(xml), "entry", items);
}

/** One entry in Atom. */
export function atomItem(item: FeedItem): string {
  const xml = generateAtomFeed({
    id: "-",
    title: { value: "-" },
    updated: item.updated,
    entries: [
      {
        id: item.url,
        title: { value: item.title, type: "text" },
        published: item.published,
        updated: new Date(item.updated.getTime() + fraction(item)),
        authors: item.authors.map(({ name, url }) => ({ name, uri: url })),
        ...(item.summary === "" ? {} : { summary: { value: item.summary, type: "text" } }),
        content: { value: item.html === "" ? escapeHtml(item.title) : item.html, type: "html" },
        categories: item.tags.map((term) => ({ term })),
        links: [
          { href: item.url, rel: "alternate", type: "text/html" },
          ...item.enclosures.map(({ url, type, title, bytes }) => ({
            href: url,
            rel: "enclosure",
            type,
            ...(title ? { title } : {}),
            ...(bytes === undefined ? {} : { length: bytes }),
          })),
        ],
        xml: { lang: item.lang },
      },
    ],
  });
  return piece(tidy(xml), "entry");
}

/**
 * Milliseconds that a writer never gives: two posts of one day would share a moment, and whoever keeps
 * entries by it takes them for one (the W3C's validator warns).
 */
function fraction({ url, updated }: FeedItem): number {
  if (updated.getTime() % 1000 !== 0) return 0;
  let sum = 0;
  for (const char of url) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 997;
  return sum;
}

/** No reader looks at the indentation, and around a title's CDATA it would be part of the title. */
function tidy(xml: string): string {
  return xml.replace(/>\s*\n\s*<!\[CDATA\[/g, "><![CDATA[").replace(/\]\]>\s*\n\s*<\//g, "]]></");
}

function piece(xml: string, tag: string): string {
  return xml.slice(xml.indexOf(`<${tag}`), xml.lastIndexOf(`</${tag}>`) + tag.length + 3);
}

/** `xml` with `items` where its one stand-in was. */
function around(xml: string, tag: string, items: readonly string[]): string {
  const start = xml.indexOf(`<${tag}`);
  const end = xml.lastIndexOf(`</${tag}>`) + tag.length + 3;
  return `${xml.slice(0, start)}${items.join("\n")}${xml.slice(end).trimEnd()}\n`;
}
