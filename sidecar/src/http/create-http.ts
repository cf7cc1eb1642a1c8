import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import type { Logger } from "../log.ts";
import type { TenantDirectory } from "../tenant/directory.ts";
import type { Tenant } from "../tenant/tenant.ts";

/** What a route finds in its context: `c.get("tenant")`, `c.get("remote")`, `c.env.incoming`. */
export interface HttpEnv {
  Bindings: HttpBindings;
  Variables: {
    tenant: Tenant;
    /** The caller's IP address, as rate limits and guest quotas count it. */
    remote: string;
  };
}

/** A feature's routes: it adds them to the app, in the order `sidecar.ts` lists the features. */
export type Routes = (app: Hono<HttpEnv>) => void;

/**
 * Assembles the HTTP app. `system` routes (health, metrics) answer for any host; all others run
 * only when the `Host` header names a tenant, and see that tenant alone. Static serving is the
 * last of `routes`, since it takes every path that is left.
 */
export function createHttp({
  tenants,
  system,
  routes,
  log,
  remoteOf,
}: {
  tenants: TenantDirectory;
  system: Routes[];
  routes: Routes[];
  log: Logger;
  remoteOf: (env: HttpBindings) => string;
}): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.use(async (c, next) => {
    c.set("remote", remoteOf(c.env));
    await next();
  });
  for (const add of system) add(app);
  app.use(async (c, next) => {
    const tenant = tenants.byHost(c.req.header("host"));
    if (!tenant) return c.text("Nobody lives at this address.\n", 404);
    c.set("tenant", tenant);
    await next();
  });
  for (const add of routes) add(app);
  app.onError((error, c) => {
    log.error({ err: error, path: c.req.path, tenant: c.get("tenant")?.id }, "request failed");
    return c.json({ ok: false, code: "internal" }, 500);
  });
  return app;
}
