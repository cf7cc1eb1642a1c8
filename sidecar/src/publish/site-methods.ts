import { z } from "zod";
import { type Methods, method } from "../device-api/method.ts";
import type { Publishing } from "./publishing.ts";

/** `site.info`: what of the tenant's site is live, and what waits for its hour. */
export function siteMethods(publishing: Publishing): Methods {
  return {
    "site.info": method({
      anyDevice: true,
      roles: ["device", "vault"],
      params: z.strictObject({}),
      run: ({ tenant }) => {
        const { live, scheduled } = publishing.site(tenant);
        const header = live?.manifest.header;
        return {
          seq: header?.seq ?? 0,
          files: header?.count ?? 0,
          bytes: header?.bytes ?? 0,
          ...(live && { since: live.since }),
          scheduled: scheduled.map(({ header: { seq, activate } }) => ({
            seq,
            activate: activate ?? 0,
          })),
        };
      },
    }),
  };
}
