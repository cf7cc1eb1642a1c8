import type { RefusalCode } from "@courtyard/protocol/refusal.ts";

/** The receiver's state, not the envelope's fault: tried until the envelope expires. */
const PASSING: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  "rate-limited",
  "quota-exceeded",
  "queue-full",
  "shutting-down",
  "internal",
  "timeout",
  "tenant-unknown",
  "identity-unreachable",
  "link-limit",
  "link-idle",
  "link-slow",
  "handshake-timeout",
  "delivery-unreachable",
  "relay-quota",
]);

/**
 * What the receiver may see otherwise once it has read our newest identity log, or somebody has
 * set a clock right; after some tries it is taken as the answer.
 */
const DOUBTFUL: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  "identity-address",
  "key-unknown",
  "from-other",
  "envelope-future",
  "device-future",
]);
const PATIENCE = 12;

/** Whether an envelope that was refused with this code should be tried again. */
export function isRetryable(code: RefusalCode, attempts: number): boolean {
  return PASSING.has(code) || (DOUBTFUL.has(code) && attempts < PATIENCE);
}
