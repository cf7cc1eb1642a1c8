import { isRefusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { JsonObject } from "@courtyard/protocol/strict-json.ts";
import type { ServerLimits } from "../config/server-limits.ts";
import type { Routes } from "../http/create-http.ts";
import { readJson } from "../http/read-json.ts";
import { refuseHttp } from "../http/status-of.ts";
import { createBuckets } from "../limit/token-bucket.ts";
import type { Links } from "../link/links.ts";

const BODY_BYTES = 16 * 1024;
const TIMEOUT = 20_000;

/**
 * `POST /_courtyard/pair`: carries a new device's request to the tenant's vault and its answer
 * back. Both are bound by a code that the sidecar never sees. Refuses `vault-away`, `timeout`.
 */
export function pairRoutes({
  links,
  limits,
  clock,
}: {
  links: () => Links;
  limits: ServerLimits;
  clock: () => number;
}): Routes {
  const allowed = createBuckets(limits.requests);
  return (app) => {
    app.post("/_courtyard/pair", async (c) => {
      if (!allowed(c.get("remote"), clock())) return refuseHttp(c, refuse("rate-limited"));
      const body = await readJson(c, { bytes: BODY_BYTES });
      if (isRefusal(body)) return refuseHttp(c, body);
      const { value } = body;
      if (typeof value !== "object" || value === null || Array.isArray(value)) {
        return refuseHttp(c, refuse("pairing-shape"));
      }
      const vault = links().vaultOf(c.get("tenant").id);
      if (!vault) return refuseHttp(c, refuse("vault-away"));
      const answer = await vault.request("pair", value as JsonObject, TIMEOUT);
      return isRefusal(answer) ? refuseHttp(c, answer) : c.json(answer);
    });
  };
}
