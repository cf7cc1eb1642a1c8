// A site's own redirects: the file `_redirects` of its live version, in the format that Netlify and
// Cloudflare Pages read, of which we know the plain lines: `/old/ /new/ 301`.

import { readFile } from "node:fs/promises";
import { fileAt, type LiveSite } from "../site/live-site.ts";
import { encodePath, requestPath } from "../site/request-path.ts";

/** A larger file is left alone: ten thousand old addresses are some 800 kB. */
const MOST_BYTES = 2 * 1024 * 1024;
const MOST_LINES = 20_000;

/** Encoded absolute paths by the path that they are asked by, without a last slash. */
type Rules = ReadonlyMap<string, string>;

const NONE: Rules = new Map();

export interface SiteRedirects {
  /** Where a request path (decoded) leads on to: an encoded path of the same site. */
  find(
    tenant: string,
    site: LiveSite,
    path: string,
  ): string | undefined | Promise<string | undefined>;
}

/** Reads each version of a site's file once; a site without one costs a look at its manifest. */
export function createSiteRedirects(): SiteRedirects {
  const known = new Map<string, { sha256: string; rules: Rules | Promise<Rules> }>();
  return {
    find(tenant, site, path) {
      const file = fileAt(site, "_redirects");
      if (!file) return undefined;
      let entry = known.get(tenant);
      if (entry?.sha256 !== file.sha256) {
        const fresh = { sha256: file.sha256, rules: NONE as Rules | Promise<Rules> };
        fresh.rules = readRules(site, file).then(
          (rules) => {
            fresh.rules = rules;
            return rules;
          },
          () => {
            // The version may have been replaced in between; the next request reads the next one.
            if (known.get(tenant) === fresh) known.delete(tenant);
            return NONE;
          },
        );
        known.set(tenant, fresh);
        entry = fresh;
      }
      const name = bare(path);
      const { rules } = entry;
      return rules instanceof Promise ? rules.then((all) => all.get(name)) : rules.get(name);
    },
  };
}

async function readRules(
  { blobs }: LiveSite,
  { sha256, size }: { sha256: string; size: number },
): Promise<Rules> {
  return size > MOST_BYTES ? NONE : parseRedirects(await readFile(blobs.pathOf(sha256), "utf8"));
}

/** The rules of a `_redirects` file; lines that are not plain 301s within the site are left out. */
export function parseRedirects(text: string): Rules {
  const rules = new Map<string, string>();
  for (const line of text.split("\n", MOST_LINES)) {
    const [from = "", to = "", status = "301", ...rest] = line.trim().split(/\s+/);
    if (from.startsWith("#") || status !== "301" || rest.length > 0) continue;
    const name = pathOf(from);
    const target = pathOf(to);
    // Patterns (`*`, `:name`) are for servers that know them; `//host` is another site's.
    if (name === undefined || target === undefined || /[*:]/.test(from)) continue;
    if (bare(name) === bare(target) || rules.has(bare(name))) continue;
    rules.set(bare(name), `/${encodePath(target)}`);
  }
  return rules;
}

/** A path of this site, decoded and without its first slash; undefined for anything else. */
function pathOf(text: string): string | undefined {
  return /^\/(?!\/)[^?#]*$/.test(text) ? requestPath(text) : undefined;
}

function bare(path: string): string {
  return path.endsWith("/") ? path.slice(0, -1) : path;
}
