// What is remembered of another person's history, so that it cannot be rewritten unnoticed. Spec 01 §6.

import type { Identity } from "./identity.ts";
import { type Refusal, refuse } from "./refusal.ts";

/** The last entry that was seen: its place and its hash. */
export type Pin = { readonly id: string; readonly seq: number; readonly hash: string };

/** The pin of a verified identity as it stands. */
export function pinOf(identity: Identity): Pin {
  return { id: identity.id, seq: identity.head.seq, hash: identity.hash };
}

/**
 * Whether an identity is the pinned one, or the pinned one grown. The new pin comes with it. Alarms,
 * to be shown to the person: `identity-other`, `identity-rollback` (shorter), `identity-fork`.
 */
export function comparePin(
  pin: Pin,
  identity: Identity,
): { readonly ok: true; readonly kind: "same" | "extended"; readonly pin: Pin } | Refusal {
  if (identity.id !== pin.id) return refuse("identity-other");
  if (identity.head.seq < pin.seq) {
    return refuse("identity-rollback", `${identity.head.seq} after ${pin.seq}`);
  }
  // The hash of an entry is written in the one that follows it.
  const same = identity.head.seq === pin.seq;
  const hash = same ? identity.hash : identity.entries[pin.seq + 1]?.prev;
  if (hash !== pin.hash) return refuse("identity-fork", `at entry ${pin.seq}`);
  return { ok: true, kind: same ? "same" : "extended", pin: pinOf(identity) };
}
