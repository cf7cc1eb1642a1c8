import { formatAddress } from "@courtyard/protocol/address.ts";
import type { CreateFeature } from "./feature.ts";
import type { Tenant } from "./tenant/tenant.ts";

/** Link relation of the identity log: an extension relation is any URI (RFC 8288 §2.1.2). */
const IDENTITY_RELATION = "courtyard:identity";

/**
 * `GET /.well-known/webfinger` (RFC 7033): discovery only. Nothing that follows from it is believed
 * before the identity log says the same.
 */
export const createWebfinger: CreateFeature = () => ({
  routes: (app) => {
    app.get("/.well-known/webfinger", (c) => {
      const headers = { "access-control-allow-origin": "*", "cache-control": "public, no-cache" };
      const resource = c.req.query("resource");
      if (resource === undefined) return c.text("The query needs a resource.\n", 400, headers);
      const tenant = c.get("tenant");
      if (!names(resource, tenant)) return c.text("Nobody here has that name.\n", 404, headers);
      const wanted = c.req.queries("rel");
      const links = linksOf(tenant).filter(({ rel }) => !wanted || wanted.includes(rel));
      const body = JSON.stringify({
        subject: subjectOf(tenant),
        aliases: [`${tenant.origin}/`],
        links,
      });
      return c.body(body, 200, { ...headers, "content-type": "application/jrd+json" });
    });
  },
});

function subjectOf({ address }: Tenant): string {
  return `acct:${formatAddress(address)}`;
}

/** `acct:alice@alice.example`, with or without the port, or the URL of the site. */
function names(resource: string, tenant: Tenant): boolean {
  const { username, host, origin } = tenant;
  const asked = resource.toLowerCase();
  return (
    asked === subjectOf(tenant) ||
    asked === `acct:${username}@${host}` ||
    asked === origin ||
    asked === `${origin}/`
  );
}

function linksOf({ origin }: Tenant): { rel: string; type?: string; href: string }[] {
  return [
    {
      rel: "http://webfinger.net/rel/profile-page",
      type: "text/html",
      href: `${origin}/`,
    },
    {
      rel: IDENTITY_RELATION,
      type: "application/jsonl",
      href: `${origin}/.well-known/courtyard/identity.jsonl`,
    },
  ];
}
