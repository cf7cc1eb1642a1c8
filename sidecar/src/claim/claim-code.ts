import { timingSafeEqual } from "node:crypto";
import { type Bytes, randomBytes, sha256, utf8 } from "@courtyard/protocol/bytes.ts";
import { newPairingCode, normalisePairingCode } from "@courtyard/protocol/pairing.ts";
import { type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import { claimOf, countClaimTry, putClaim } from "../store/claim.ts";
import type { Store } from "../store/open-store.ts";

/** An operator may hand the code over by mail, so it lives longer than a device's pairing code. */
const CLAIM_LIFE = 24 * 60 * 60 * 1000;

/**
 * 80 random bits are not guessed in any number of tries; the bound only ends an attack that would
 * fill the log. It is wide, so that a stranger cannot burn the owner's code by five bad requests.
 */
const CLAIM_TRIES = 100;

/** Makes and stores (as a hash) a new code in place of any former one; returns it in clear. */
export function issueClaimCode(
  store: Store,
  tenant: string,
  { now, random = randomBytes }: { now: number; random?: (length: number) => Uint8Array },
): string {
  const code = newPairingCode((length) => random(length) as Bytes);
  putClaim(store, { tenant, code_hash: hashOf(code), expires: now + CLAIM_LIFE, tries: 0 });
  return code;
}

/** null when the code is right and in time; else `claim-code`, `pairing-expired`, `pairing-tries`. */
export function checkClaimCode(
  store: Store,
  tenant: string,
  { code, now }: { code: string; now: number },
): Refusal | null {
  const row = claimOf(store, tenant);
  if (!row) return refuse("claim-code");
  if (row.tries >= CLAIM_TRIES) return refuse("pairing-tries");
  if (row.expires <= now) return refuse("pairing-expired");
  if (timingSafeEqual(row.code_hash, hashOf(code))) return null;
  countClaimTry(store, tenant);
  return refuse("claim-code");
}

function hashOf(code: string): Uint8Array {
  return sha256(utf8(`courtyard-claim/1\n${normalisePairingCode(code) ?? ""}`));
}
