import { LIMITS } from "@courtyard/protocol/limits.ts";
import { isRefusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { ServerLimits } from "../config/server-limits.ts";
import type { Routes } from "../http/create-http.ts";
import { readJson } from "../http/read-json.ts";
import { refuseHttp } from "../http/status-of.ts";
import { createBuckets } from "../limit/token-bucket.ts";
import type { Inbox } from "./receive.ts";

/** `POST /_courtyard/inbox`: one envelope; 202 after the commit. */
export function inboxRoutes({
  inbox,
  limits,
  clock,
}: {
  inbox: Inbox;
  limits: ServerLimits;
  clock: () => number;
}): Routes {
  const allowed = createBuckets(limits.requests);
  return (app) => {
    app.post("/_courtyard/inbox", async (c) => {
      if (!allowed(c.get("remote"), clock())) return refuseHttp(c, refuse("rate-limited"));
      const body = await readJson(c, { bytes: LIMITS.envelopeBytes });
      if (isRefusal(body)) {
        const tooLarge = body.code === "json-too-large";
        return refuseHttp(c, tooLarge ? refuse("envelope-too-large") : body);
      }
      const result = await inbox.receive(c.get("tenant"), body.value);
      return isRefusal(result) ? refuseHttp(c, result) : c.json({ ok: true, id: result.id }, 202);
    });
  };
}
