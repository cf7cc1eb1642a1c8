import { formatIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import { isRefusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { JsonValue } from "@courtyard/protocol/strict-json.ts";
import { z } from "zod";
import type { ServerLimits } from "../config/server-limits.ts";
import type { Routes } from "../http/create-http.ts";
import { readJson } from "../http/read-json.ts";
import { refuseHttp } from "../http/status-of.ts";
import { createBuckets } from "../limit/token-bucket.ts";
import type { Tenant } from "../tenant/tenant.ts";
import type { OwnIdentities } from "./own-identity.ts";
import type { PutIdentity } from "./put-identity.ts";

const request = z.strictObject({ v: z.literal(1), log: z.string().max(LIMITS.identityBytes) });

/**
 * `POST /_courtyard/identity`, `{ v: 1, log }`: takes a log that extends the tenant's own. Who asks
 * does not matter, since only the root key, or the recovery phrase, makes such a log; a vault that
 * was made anew from the phrase has no device here yet to call `identity.put` with.
 */
export function extendRoutes({
  own,
  putIdentity,
  limits,
  clock,
}: {
  own: OwnIdentities;
  putIdentity: PutIdentity;
  limits: ServerLimits;
  clock: () => number;
}): Routes {
  const allowed = createBuckets(limits.requests);

  async function extend(tenant: Tenant, value: JsonValue) {
    const parsed = request.safeParse(value);
    if (!parsed.success) return refuse("params-shape");
    const { log } = parsed.data;
    const before = own.of(tenant.id);
    // An unclaimed place is taken with the operator's code only.
    if (!before) return refuse("not-found");
    // A comparison of texts, so that a stranger's log costs us no curve.
    if (!log.startsWith(formatIdentityLog(before))) return refuse("identity-fork");
    const put = await putIdentity(tenant, log, clock());
    return isRefusal(put) ? put : { ok: true, seq: put.head.seq };
  }

  return (app) => {
    app.post("/_courtyard/identity", async (c) => {
      if (!allowed(c.get("remote"), clock())) return refuseHttp(c, refuse("rate-limited"));
      const body = await readJson(c, { bytes: 2 * LIMITS.identityBytes });
      const answer = isRefusal(body) ? body : await extend(c.get("tenant"), body.value);
      return isRefusal(answer) ? refuseHttp(c, answer) : c.json(answer);
    });
  };
}
