import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { Reach } from "../net/guarded-client.ts";
import { decodeText } from "./decode-text.ts";
import { feedGuesses, feedLinks } from "./feed-links.ts";
import type { ParsedFeed } from "./feed-model.ts";
import type { GetProblem, GetResult, PoliteGet } from "./polite-get.ts";
import { readFeed } from "./read-feed-on-demand.ts";

/** Decoded bytes of a feed or a page. */
export const FEED_BYTES = 6 * 1024 * 1024;
/** A server that needs longer is asked again another time. */
export const FETCH_TIMEOUT = 30_000;
export const ACCEPT =
  "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, text/html;q=0.7, */*;q=0.1";

/** Requests for one `follow.add`; a page may name dozens of feeds. */
const NAMED_TRIED = 4;

/** A feed that was found, with what the next conditional request needs. */
export interface FoundFeed {
  readonly url: string;
  readonly feed: ParsedFeed;
  readonly content: Extract<GetResult, { kind: "content" }>;
}

/**
 * Finds and reads the feed that a URL means: the URL itself when it is one, else what its page names,
 * else what lies at the usual places. Refuses `feed-forbidden-address`, `feed-unreachable`,
 * `feed-too-large`, `feed-malformed`, `feed-not-found`.
 */
export async function findFeed(
  get: PoliteGet,
  url: string,
  reach: Reach,
): Promise<FoundFeed | Refusal> {
  const options = { reach, limit: FEED_BYTES, timeout: FETCH_TIMEOUT, accept: ACCEPT };
  const start = await get(url, options);
  if (start.kind === "problem") return refusalOf(start.problem, start.status);
  if (start.kind !== "content") return refuse("feed-unreachable");
  const text = decodeText(start.body, start.contentType);
  const page = looksLikePage(text);
  if (!page) {
    const feed = await readFeed(text, start.url);
    if (!isRefusal(feed)) return { url: start.permanent, feed, content: start };
    if (/\b(?:xml|json)\b/.test(start.contentType)) return feed;
  }
  const named = page ? feedLinks(text, start.url).slice(0, NAMED_TRIED) : [];
  for (const candidate of [...named, ...(named.length === 0 ? feedGuesses(start.url) : [])]) {
    const result = await get(candidate, options);
    if (result.kind !== "content") continue;
    const body = decodeText(result.body, result.contentType);
    const feed = looksLikePage(body) ? undefined : await readFeed(body, result.url);
    if (feed && !isRefusal(feed)) return { url: result.permanent, feed, content: result };
  }
  return refuse("feed-not-found");
}

/** HTML that is not a feed: parsers that forgive would find one in it. */
export function looksLikePage(text: string): boolean {
  const head = text.slice(0, 2048).replace(/<!--[\s\S]*?-->/g, "");
  return /^\s*(?:<\?xml[^>]*>\s*)?(?:<!doctype html|<html\b)/i.test(head);
}

/** A failed request as the refusal that a person sees. */
export function refusalOf(problem: GetProblem, status?: number): Refusal {
  const answered = status === undefined ? problem : `HTTP ${status}`;
  if (problem === "private") return refuse("feed-forbidden-address");
  if (problem === "too-large") return refuse("feed-too-large");
  return refuse("feed-unreachable", answered);
}
