import type { CreateFeature } from "./feature.ts";
import { version } from "./version.ts";

/** `GET /healthz`, for any host: whether the process answers and its database reads. */
export const createHealth: CreateFeature = ({ tenants, gauges, clock }) => ({
  system: (app) => {
    app.get("/healthz", (c) => {
      // Reading the tenant table is a read of the database: a broken file shows here.
      tenants.reload();
      const uptime = Math.round((clock() - gauges().startedAt) / 1000);
      const body = { ok: true, version, tenants: tenants.all().length, uptime };
      return c.json(body, 200, { "cache-control": "no-store" });
    });
  },
});
