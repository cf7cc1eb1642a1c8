import { createHash } from "node:crypto";
import { setImmediate as turn } from "node:timers/promises";
import { type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import { cleanHtml, oneLine, plainOf } from "./clean-html.ts";
import type { ParsedFeed, ParsedItem, RawFeed, RawItem, RawText } from "./feed-model.ts";
import { fromFeedParser } from "./from-feed-parser.ts";
import { fromFeedsmith } from "./from-feedsmith.ts";
import { mendFeed } from "./mend-feed.ts";

/** Newest items that are read of one feed. */
export const MAX_ITEMS = 200;
/** After cleaning so much HTML others get a turn. In UTF-16 code units: some milliseconds of work. */
const TURN = 64 * 1024;
const TITLE_LENGTH = 300;
const SUMMARY_LENGTH = 280;
const GUID_LENGTH = 512;
const URL_LENGTH = 2048;

/**
 * Reads a feed of any kind: each parser reads what the other refuses (measured over 3,000 feeds), and
 * what both refuse is mended once. Refuses `feed-malformed`. Everything in the outcome is clean.
 */
export async function readFeed(text: string, url: string): Promise<ParsedFeed | Refusal> {
  const raw = parse(text);
  if (!raw) return refuse("feed-malformed");
  const site = absolute(raw.site, url) ?? "";
  const seen = new Set<string>();
  const items: ParsedItem[] = [];
  let worked = 0;
  for (const item of raw.items.slice(0, MAX_ITEMS)) {
    worked += item.content?.value.length ?? 0;
    if (worked > TURN) {
      worked = 0;
      await turn();
    }
    const parsed = itemOf(item, site === "" ? url : site);
    if (!parsed || seen.has(parsed.guid)) continue;
    seen.add(parsed.guid);
    items.push(parsed);
  }
  const title = cut(textOf(raw.title), TITLE_LENGTH);
  return { title: title === "" ? new URL(site === "" ? url : site).host : title, site, items };
}

function parse(text: string): RawFeed | undefined {
  const first = attempt(text);
  if (first && first.items.length > 0) return first;
  const mended = mendFeed(text);
  const second = mended === undefined ? undefined : attempt(mended);
  // A feed without items is a feed; but only when no reading finds any.
  return second && second.items.length > 0 ? second : (first ?? second);
}

function attempt(text: string): RawFeed | undefined {
  let empty: RawFeed | undefined;
  for (const parser of [fromFeedsmith, fromFeedParser]) {
    try {
      const feed = parser(text, MAX_ITEMS);
      if (feed.items.length > 0) return feed;
      empty ??= feed;
    } catch {
      // The next one may take it; which fault it was helps nobody.
    }
  }
  return empty;
}

function itemOf(item: RawItem, base: string): ParsedItem | undefined {
  const url = absolute(item.url, base) ?? "";
  const html = htmlOf(item.content, url === "" ? base : url);
  const title = cut(textOf(item.title), TITLE_LENGTH);
  const guid = guidOf(item, { url, title, html });
  if (guid === undefined) return undefined;
  const summary = cut(textOf(item.summary ?? item.content), SUMMARY_LENGTH);
  return {
    guid,
    title,
    url,
    html: html === "" ? htmlOf(item.summary, url === "" ? base : url) : html,
    summary,
    author: cut(
      textOf(item.author === undefined ? undefined : { value: item.author, html: true }),
      100,
    ),
    image:
      absolute(item.image, base) ?? /<img src="([^"]+)"/.exec(html)?.[1]?.replaceAll("&amp;", "&"),
    published: timeOf(item.published),
  };
}

/** The feed's own id, else the link, else what is written; undefined for an item without anything. */
function guidOf(
  { guid }: RawItem,
  { url, title, html }: { url: string; title: string; html: string },
): string | undefined {
  const own = guid?.trim() ?? "";
  if (own !== "") return own.length <= GUID_LENGTH ? own : hashOf(own);
  if (url !== "") return url.length <= GUID_LENGTH ? url : hashOf(url);
  return title === "" && html === "" ? undefined : hashOf(`${title}\n${html}`);
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}

function htmlOf(text: RawText | undefined, base: string): string {
  if (!text) return "";
  if (text.html) return cleanHtml(text.value, base);
  const paragraphs = text.value.trim().split(/\n{2,}/);
  return cleanHtml(
    paragraphs.map((part) => `<p>${escapeText(part).replaceAll("\n", "<br>")}</p>`).join(""),
    base,
  );
}

function textOf(text: RawText | undefined): string {
  if (!text) return "";
  return text.html ? plainOf(text.value) : oneLine(text.value);
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function cut(text: string, length: number): string {
  return text.length <= length
    ? text
    : `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

function absolute(url: string | undefined, base: string): string | undefined {
  const trimmed = url?.trim();
  if (trimmed === undefined || trimmed === "" || !URL.canParse(trimmed, base)) return undefined;
  const parsed = new URL(trimmed, base);
  if (parsed.protocol !== "http:" && parsed.protocol !== "https:") return undefined;
  return parsed.href.length <= URL_LENGTH ? parsed.href : undefined;
}

// Before the web there was nothing to date; a feed that says 1970 says that it does not know.
const EARLIEST = Date.UTC(1990, 0, 1);

function timeOf(date: string | undefined): number | undefined {
  if (date === undefined) return undefined;
  const time = Date.parse(date.trim());
  return Number.isNaN(time) || time < EARLIEST ? undefined : time;
}
