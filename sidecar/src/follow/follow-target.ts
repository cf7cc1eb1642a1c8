import { originOf, parseAddress } from "@courtyard/protocol/address.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { isLocalhostName } from "../net/lookup.ts";

const LONGEST = 2048;

/**
 * The URL that somebody means who asks to follow: an address `user@host[:port]`, a site or a feed, with
 * or without its scheme. undefined for anything that is no http(s) URL, or that holds credentials.
 */
export function targetUrl(target: string): string | undefined {
  const typed = target
    .trim()
    .replace(/^acct:/i, "")
    .replace(/^feed:(\/\/)?/i, "");
  if (typed === "" || typed.length > LONGEST) return undefined;
  const address = parseAddress(typed.replace(/^@/, "").toLowerCase());
  if (!isRefusal(address)) return `${originOf(address)}/`;
  const absolute = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : withScheme(typed);
  return URL.canParse(absolute) ? fetchable(new URL(absolute)) : undefined;
}

/** The URL as we ask for it: http or https, no credentials, no fragment. */
export function fetchable(url: URL): string | undefined {
  if (url.protocol !== "http:" && url.protocol !== "https:") return undefined;
  if (url.username !== "" || url.password !== "") return undefined;
  url.hash = "";
  return url.href.length > LONGEST ? undefined : url.href;
}

function withScheme(typed: string): string {
  const host = typed.split(/[/:?]/, 1)[0] ?? "";
  return `${isLocalhostName(host) || host === "127.0.0.1" ? "http" : "https"}://${typed}`;
}
