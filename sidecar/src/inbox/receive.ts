import { hash } from "node:crypto";
import { sameAddress } from "@courtyard/protocol/address.ts";
import { toBase64url } from "@courtyard/protocol/bytes.ts";
import { type Envelope, parseEnvelope, verifyEnvelopeSync } from "@courtyard/protocol/envelope.ts";
import { envelopeBytes } from "@courtyard/protocol/envelope-shape.ts";
import type { Identity } from "@courtyard/protocol/identity.ts";
import { parseKid } from "@courtyard/protocol/kid.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import { nodeBackend } from "@courtyard/protocol/node/ed25519.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { JsonValue } from "@courtyard/protocol/strict-json.ts";
import type { OwnIdentities } from "../identity/own-identity.ts";
import type { RemoteIdentities } from "../identity/remote-identity.ts";
import { contactOf } from "../store/contact.ts";
import type { Store } from "../store/open-store.ts";
import { rememberSeen, wasSeen } from "../store/seen.ts";
import type { Tenant } from "../tenant/tenant.ts";
import type { Batch } from "./batch.ts";
import type { EnvelopeHandler, Received } from "./handler.ts";
import type { Policy } from "./policy.ts";

/** Committed, now or by an earlier delivery of the same envelope. */
export interface Accepted {
  readonly ok: true;
  readonly id: string;
}

/** The one way in for envelopes, whatever carried them. */
export interface Inbox {
  /**
   * Parse, know what was accepted before, resolve the sender, verify, policy, commit; answers after
   * the commit. What is refused leaves no row (an identity alarm apart).
   */
  receive(tenant: Tenant, value: JsonValue): Promise<Accepted | Refusal>;
  readonly count: { accepted: number; refused: number };
}

/**
 * A stolen key can backdate. What a revoked device had on its way may still arrive for this long
 * by our own clock; later its signatures count for nothing, whatever time they claim.
 */
export const REVOKED_GRACE = 10 * 60_000;

/** OpenSSL's SHA-256, several times faster than the portable one. */
export const nodeSha256 = (bytes: Uint8Array): Uint8Array => hash("sha256", bytes, "buffer");

export function createInbox({
  store,
  batch,
  policy,
  own,
  remote,
  handlers,
  clock,
}: {
  store: Store;
  batch: Batch;
  policy: Policy;
  own: OwnIdentities;
  remote: RemoteIdentities;
  handlers: ReadonlyMap<string, EnvelopeHandler>;
  clock: () => number;
}): Inbox {
  const count = { accepted: 0, refused: 0 };

  /** Comparisons only, before a stranger's envelope may make us fetch anything. */
  function cheapChecks(tenant: Tenant, envelope: Envelope, now: number): Refusal | undefined {
    if (!sameAddress(envelope.to, tenant.address)) return refuse("to-other");
    if (envelope.exp <= now) return refuse("envelope-expired");
    if (envelope.ts > now + LIMITS.clockSkew) return refuse("envelope-future");
    if (!handlers.has(envelope.type)) return refuse("envelope-type-unknown");
    return undefined;
  }

  /** The id is a claim until it is the hash of the bytes: then this is that very envelope. */
  function wasAccepted(tenant: Tenant, envelope: Envelope): boolean {
    if (!wasSeen(store, tenant.id, envelope.id)) return false;
    return toBase64url(nodeSha256(envelopeBytes(envelope))) === envelope.id;
  }

  async function senderOf(tenant: Tenant, { from, kid }: Envelope): Promise<Identity | Refusal> {
    if (sameAddress(from, tenant.address)) return own.of(tenant.id) ?? refuse("key-unknown");
    const device = parseKid(kid)?.deviceId ?? "";
    return remote.resolve(tenant, from, { device });
  }

  async function process(tenant: Tenant, value: JsonValue): Promise<Accepted | Refusal> {
    const envelope = parseEnvelope(value);
    if (isRefusal(envelope)) return envelope;
    const now = clock();
    const cheap = cheapChecks(tenant, envelope, now);
    if (cheap) return cheap;
    // Before the sender is judged: since it was accepted, its device may have been revoked.
    if (wasAccepted(tenant, envelope)) return { ok: true, id: envelope.id };
    const claimed = parseKid(envelope.kid)?.identityId ?? "";
    const contact = contactOf(store, tenant.id, claimed);
    if (contact?.blocked === 1) return refuse("blocked");

    const identity = await senderOf(tenant, envelope);
    if (isRefusal(identity)) return identity;
    const verified = verifyEnvelopeSync(envelope, {
      identity,
      now,
      to: [tenant.address],
      revokedGrace: REVOKED_GRACE,
      backend: nodeBackend,
      sha256: nodeSha256,
    });
    if (isRefusal(verified)) return verified;

    const { id } = verified;
    const mine = identity.id === tenant.identityId;
    const stopped = policy.admit(tenant.id, { identity: identity.id, contact, own: mine }, now);
    if (stopped) return stopped;

    const received: Received = {
      tenant,
      envelope: verified,
      sender: identity.id,
      friend: contact?.friend === 1,
      receivedAt: now,
    };
    const handler = handlers.get(verified.type) as EnvelopeHandler;
    const prepared = await handler.prepare?.(received);
    if (isRefusal(prepared)) return prepared;

    const outcome = await batch.submit(() => {
      if (!rememberSeen(store, tenant.id, id, verified.exp)) return undefined;
      const stranger = contact === undefined;
      const full = mine
        ? undefined
        : remote.pin(tenant, verified.from, identity, { now, stranger });
      if (full) return full;
      return prepared ? prepared(store) : handler.commit(store, received);
    });
    return outcome ?? { ok: true, id };
  }

  return {
    receive: async (tenant, value) => {
      const result = await process(tenant, value);
      if (result.ok) count.accepted += 1;
      else count.refused += 1;
      return result;
    },
    count,
  };
}
