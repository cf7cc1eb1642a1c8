import { formatIdentityLog } from "@courtyard/protocol/identity-log.ts";
import type { Routes } from "../http/create-http.ts";
import type { Store } from "../store/open-store.ts";
import type { OwnIdentities } from "./own-identity.ts";
import { ownPrekeys } from "./remote-prekeys.ts";

/** The public files of an identity: its log, and the prekeys of its devices. */
export function identityRoutes({
  store,
  own,
  clock,
}: {
  store: Store;
  own: OwnIdentities;
  clock: () => number;
}): Routes {
  return (app) => {
    // Anybody's page may read who somebody is; nothing here depends on who asks.
    const open = { "access-control-allow-origin": "*", "x-content-type-options": "nosniff" };

    app.get("/.well-known/courtyard/identity.jsonl", (c) => {
      const identity = own.of(c.get("tenant").id);
      if (!identity) return c.text("Nobody has moved in yet.\n", 404);
      const etag = `"${identity.hash}"`;
      const headers = { ...open, etag, "cache-control": "public, max-age=60" };
      if (c.req.header("if-none-match") === etag) return c.body(null, 304, headers);
      return c.body(formatIdentityLog(identity), 200, {
        ...headers,
        "content-type": "application/jsonl; charset=utf-8",
      });
    });

    app.get("/.well-known/courtyard/prekeys.json", (c) => {
      const prekeys = ownPrekeys(store, c.get("tenant").id, clock());
      return c.json({ v: 1, prekeys }, 200, { ...open, "cache-control": "no-cache" });
    });
  };
}
