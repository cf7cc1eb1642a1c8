import type { RefusalCode } from "@courtyard/protocol/refusal.ts";

/**
 * Refusals that may be gone at the next try: the receiver's state, not the envelope's fault.
 * `key-unknown` and `from-other` are here because the receiver may not have read our newest
 * identity log yet, and `device-future` and `envelope-future` because clocks are set right.
 */
const RETRYABLE: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  "rate-limited",
  "quota-exceeded",
  "queue-full",
  "shutting-down",
  "internal",
  "timeout",
  "tenant-unknown",
  "identity-unreachable",
  "identity-address",
  "key-unknown",
  "from-other",
  "envelope-future",
  "device-future",
  "link-limit",
  "link-idle",
  "link-slow",
  "handshake-timeout",
  "delivery-unreachable",
  "sealed-not-for-me",
  "relay-quota",
]);

/** After this many tries even a retryable refusal by the receiver itself is taken as its answer. */
const PATIENCE = 12;

/** Whether an envelope that was refused with this code should be tried again. */
export function isRetryable(code: RefusalCode, attempts: number): boolean {
  if (!RETRYABLE.has(code)) return false;
  return code === "delivery-unreachable" || attempts < PATIENCE;
}
