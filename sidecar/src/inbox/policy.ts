import { type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { ServerLimits } from "../config/server-limits.ts";
import { createBuckets } from "../limit/token-bucket.ts";
import type { ContactRow } from "../store/contact.ts";

/** Who may send how much. Asked after the signature: a forger must not use up a friend's share. */
export interface Policy {
  admit(
    tenant: string,
    sender: { identity: string; contact: ContactRow | undefined; own: boolean },
    now: number,
  ): Refusal | undefined;
}

export function createPolicy(limits: ServerLimits): Policy {
  const friends = createBuckets(limits.friendEnvelopes);
  const strangers = createBuckets(limits.strangerEnvelopes);
  const together = createBuckets(limits.strangersTogether);
  return {
    admit: (tenant, { identity, contact, own }, now) => {
      const key = `${tenant} ${identity}`;
      if (own || contact?.friend === 1) {
        return friends(key, now) ? undefined : refuse("rate-limited");
      }
      if (!strangers(key, now)) return refuse("rate-limited");
      return together(tenant, now) ? undefined : refuse("quota-exceeded", "strangers");
    },
  };
}
