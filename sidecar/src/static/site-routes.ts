import type { Routes } from "../http/create-http.ts";
import type { Resource } from "../serve/resource.ts";
import { blobResource } from "../serve/resource.ts";
import { respond } from "../serve/respond.ts";
import { securityHeaders } from "../serve/security-headers.ts";
import { fileAt, type LiveSite, type Sites } from "../site/live-site.ts";
import { findFile, requestPath } from "../site/request-path.ts";
import { cachePolicy } from "./cache-policy.ts";
import { createSiteRedirects } from "./site-redirects.ts";

/** A page with its comments, when there are any; undefined means: serve the blob. */
export type PageOverlay = (tenant: string, path: string) => Promise<Resource | undefined>;

/** Every path that no other route took: the tenant's site. */
export function siteRoutes({ sites, overlay }: { sites: Sites; overlay: PageOverlay }): Routes {
  const redirects = createSiteRedirects();
  return (app) => {
    app.all("*", async (c) => {
      const { id, origin } = c.get("tenant");
      const headers = securityHeaders("site", origin);
      if (c.req.method !== "GET" && c.req.method !== "HEAD") {
        return c.text("Method not allowed.\n", 405, { ...headers, allow: "GET, HEAD" });
      }
      const url = new URL(c.req.url);
      const path = requestPath(url.pathname);
      const site = sites.of(id);
      if (!site) return c.text("Nothing has been published here yet.\n", 404, headers);
      if (path === undefined) return c.text("This is not a path of this site.\n", 400, headers);
      // Before the files: an old address has a page as well, for servers that read no such list.
      const moved = redirects.find(id, site, path);
      const to = moved instanceof Promise ? await moved : moved;
      if (to !== undefined) return permanently(to, url.search, headers);
      const found = findFile(path, (name) => fileAt(site, name) !== undefined);
      if (found.kind === "redirect") return permanently(found.to, url.search, headers);
      // The sidecar's own folder never falls back to the site's 404 page.
      const missing = path.startsWith("_courtyard/") ? undefined : "404.html";
      const name = found.kind === "file" ? found.path : missing;
      const resource = name === undefined ? undefined : await resourceAt(site, name, id);
      if (!resource || name === undefined) return c.text("There is nothing here.\n", 404, headers);
      // Feeds and data are there to be read by other people's pages too.
      if (/xml|json/.test(resource.type)) headers["access-control-allow-origin"] = "*";
      return respond(c.req.raw, resource, {
        headers,
        cacheControl: found.kind === "file" ? cachePolicy(name) : "public, no-cache",
        status: found.kind === "file" ? 200 : 404,
      });
    });
  };

  async function resourceAt(
    site: LiveSite,
    path: string,
    tenant: string,
  ): Promise<Resource | undefined> {
    const entry = fileAt(site, path);
    if (!entry) return undefined;
    const page = entry.type.startsWith("text/html") ? await overlay(tenant, path) : undefined;
    return page ?? blobResource(site.blobs, entry);
  }
}

/** A 301 to an encoded path of the same site, with the query that was asked with. */
function permanently(to: string, search: string, headers: Record<string, string>): Response {
  return new Response(null, {
    status: 301,
    headers: { ...headers, location: `${to}${search}`, "cache-control": "public, no-cache" },
  });
}
