import { z } from "zod";
import type { ServerLimits } from "../config/server-limits.ts";
import { type Methods, method } from "../device-api/method.ts";
import type { Store } from "../store/open-store.ts";
import { sealedUsage, waitingPerDevice } from "../store/sealed.ts";

/** `queue.info`: how many sealed envelopes wait, for which devices, and how full the queue is. */
export function queueMethods(store: Store, limits: ServerLimits): Methods {
  return {
    "queue.info": method({
      roles: ["device", "vault"],
      params: z.strictObject({}),
      run: ({ tenant }) => ({
        ...sealedUsage(store, tenant.id),
        mostBytes: limits.queueBytes,
        devices: waitingPerDevice(store, tenant.id).map(({ device, items }) => ({ device, items })),
      }),
    }),
  };
}
