import { formatAddress } from "@courtyard/protocol/address.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { JsonObject } from "@courtyard/protocol/strict-json.ts";
import { z } from "zod";
import type { ServerLimits } from "../config/server-limits.ts";
import type { Routes } from "../http/create-http.ts";
import { readJson } from "../http/read-json.ts";
import { refuseHttp } from "../http/status-of.ts";
import type { PutIdentity } from "../identity/put-identity.ts";
import type { ServeKeys } from "../identity/serve-keys.ts";
import { createBuckets } from "../limit/token-bucket.ts";
import { deleteClaim } from "../store/claim.ts";
import type { Store } from "../store/open-store.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { checkClaimCode } from "./claim-code.ts";

const code = z.string().max(64);
const request = z.discriminatedUnion("step", [
  z.strictObject({ v: z.literal(1), code, step: z.literal("begin") }),
  z.strictObject({
    v: z.literal(1),
    code,
    step: z.literal("finish"),
    log: z.string().max(LIMITS.identityBytes),
  }),
]);
type ClaimRequest = z.infer<typeof request>;

/**
 * `POST /_courtyard/claim`: a vault takes the place that an operator made for it. `begin` tells
 * the address and the serve device to include; `finish` brings the log, and uses the code up.
 */
export function claimRoutes(options: {
  store: Store;
  serveKeys: (tenant: string) => Promise<ServeKeys | undefined>;
  putIdentity: PutIdentity;
  limits: ServerLimits;
  clock: () => number;
}): Routes {
  const { store, clock } = options;
  const allowed = createBuckets(options.limits.requests);

  async function claim(tenant: Tenant, wanted: ClaimRequest): Promise<JsonObject | Refusal> {
    if (tenant.identityId !== null) return refuse("claim-done");
    const now = clock();
    const wrong = checkClaimCode(store, tenant.id, { code: wanted.code, now });
    if (wrong) return wrong;
    if (wanted.step === "begin") {
      const keys = await options.serveKeys(tenant.id);
      if (!keys) return refuse("tenant-unknown");
      return { ok: true, address: formatAddress(tenant.address), serve: keys.record };
    }
    const consume = (): void => deleteClaim(store, tenant.id);
    const identity = await options.putIdentity(tenant, wanted.log, now, consume);
    return isRefusal(identity) ? identity : { ok: true };
  }

  return (app) => {
    app.post("/_courtyard/claim", async (c) => {
      if (!allowed(c.get("remote"), clock())) return refuseHttp(c, refuse("rate-limited"));
      const body = await readJson(c, { bytes: 2 * LIMITS.identityBytes });
      if (isRefusal(body)) return refuseHttp(c, body);
      const parsed = request.safeParse(body.value);
      if (!parsed.success) return refuseHttp(c, refuse("pairing-shape"));
      const answer = await claim(c.get("tenant"), parsed.data);
      return isRefusal(answer) ? refuseHttp(c, answer) : c.json(answer);
    });
  };
}
