// Old addresses of texts: pages that lead on, and a list that servers read.

import { escapeAttribute } from "../images/picture.ts";
import type { Entry } from "../store/entry.ts";
import { type Problem, placeIn } from "../store/problem.ts";
import { absoluteUrl, hrefOf } from "./permalink.ts";

/** One old address. */
export interface Redirect {
  /** Root-relative, decoded: `/old/` or `/old.html`. */
  readonly from: string;
  readonly to: string;
  readonly lang: string;
  /** Whether the list may name it: an unlisted text's address stands nowhere. */
  readonly listed: boolean;
}

export interface Redirects {
  readonly all: readonly Redirect[];
  readonly problems: readonly Problem[];
}

/** The file under the site's root that answers for an old address. */
export function redirectFile(from: string): string {
  return from.endsWith("/") ? `${from.slice(1)}index.html` : from.slice(1);
}

/**
 * The redirects of the texts that stand, by file name. One that would stand where a page, a file of the
 * core's or another text's redirect is, is left out (E120); so is what no address can be (E121).
 */
export function redirectsOf(
  standing: readonly Entry[],
  {
    folder,
    addresses,
    reserved,
  }: {
    folder: string;
    addresses: ReadonlyMap<string, string>;
    reserved: (url: string) => boolean;
  },
): Redirects {
  const problems: Problem[] = [];
  if (standing.every(({ redirects }) => redirects.length === 0)) return { all: [], problems };
  const owners = new Map<string, string>();
  /** Folders of pages and redirects: none of them can be a file as well. */
  const folders = new Set<string>();
  const occupy = (url: string) => {
    for (let end = url.indexOf("/", 1); end > 0; end = url.indexOf("/", end + 1)) {
      folders.add(url.slice(0, end));
    }
  };
  for (const [file, url] of addresses) {
    owners.set(url, file);
    if (url.includes(".")) occupy(url);
  }
  const all: Redirect[] = [];
  for (const entry of standing) {
    const to = addresses.get(entry.file) ?? "/";
    for (const given of entry.redirects) {
      const say = (code: "E120" | "E121" | "E122", values: Record<string, string>) => {
        const place = placeIn(`${folder}/${entry.file}`, "");
        problems.push(place.problem(code, { line: 1, column: 1 }, values));
      };
      const from = oldAddress(given);
      if (from === undefined) {
        say("E121", { url: given });
        continue;
      }
      const owner = owners.get(from);
      if (owner === entry.file) continue;
      const parents = from.split("/").slice(1, -1);
      const above = parents.map((_, index) => `/${parents.slice(0, index + 1).join("/")}`);
      const file = above.find((folder) => owners.has(folder));
      if (owner !== undefined || reserved(from) || file !== undefined || folders.has(from)) {
        say(owner === undefined && file === undefined ? "E122" : "E120", {
          url: from,
          other: owner ?? file ?? "",
        });
        continue;
      }
      owners.set(from, entry.file);
      occupy(from);
      all.push({ from, to, lang: entry.lang, listed: entry.visibility !== "unlisted" });
    }
  }
  return { all, problems };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
const PART = /^(?!\.{1,2}$)(?!\s)[^\u0000-\u001f\u007f\\?#%:*"<>|]+(?<!\s)$/;

/** `/a/旅行/` or `/a/rain.html` from any way of writing it; undefined for what no static file can answer. */
function oldAddress(text: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(text.replace(/#.*$/, "")).normalize("NFC");
  } catch {
    return undefined;
  }
  const bare = decoded.replace(/(^|\/)index\.html?$/i, "$1");
  const parts = bare.split("/").filter((part) => part !== "");
  if (parts.length === 0 || !parts.every((part) => PART.test(part))) return undefined;
  if (parts.some((part) => Buffer.byteLength(part) > 200)) return undefined;
  const path = `/${parts.join("/")}`;
  const from = /\.html?$/i.test(path) ? path : `${path}/`;
  return Buffer.byteLength(from) <= 480 ? from : undefined;
}

/** The page at an old address, for servers that read no list. */
export function redirectPage({ to, lang }: Redirect, origin: string): string {
  const href = escapeAttribute(hrefOf(to));
  const full = escapeAttribute(absoluteUrl(to, origin));
  return `<!doctype html>
<html lang="${escapeAttribute(lang)}">
<head>
<meta charset="utf-8">
<title>${full}</title>
<meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width">
<link rel="canonical" href="${full}">
<meta http-equiv="refresh" content="0; url=${href}">
</head>
<body><p><a href="${href}">${full}</a></p></body>
</html>
`;
}

/** `_redirects`, as Netlify and Cloudflare Pages read it, and our sidecar. */
export function redirectList(redirects: readonly Redirect[]): string {
  return redirects
    .filter(({ listed }) => listed)
    .map(({ from, to }) => `${hrefOf(from)} ${hrefOf(to)} 301\n`)
    .sort()
    .join("");
}
