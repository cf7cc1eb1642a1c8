import { z } from "zod";
import { type Methods, method } from "../device-api/method.ts";
import type { Store } from "../store/open-store.ts";
import { recentOutbox } from "../store/outbox.ts";

/** `outbox.list`: what was sent lately and where it stands, the newest first. */
export function outboxMethods(store: Store): Methods {
  return {
    "outbox.list": method({
      roles: ["device", "vault"],
      params: z.strictObject({ limit: z.int().min(1).max(500).optional() }),
      run: ({ tenant }, { limit = 100 }) => ({
        items: recentOutbox(store, tenant.id, limit).map((row) => ({
          id: row.id,
          to: row.destination,
          type: row.type,
          state: row.state,
          ...(row.code !== null && { code: row.code }),
          ...(row.via !== null && { via: row.via }),
          attempts: row.attempts,
          nextAt: row.next_at,
          at: row.at,
        })),
      }),
    }),
  };
}
