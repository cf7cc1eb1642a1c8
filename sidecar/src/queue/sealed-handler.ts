import { isMessage } from "@courtyard/protocol/envelope.ts";
import { findDevice } from "@courtyard/protocol/identity.ts";
import { sealedMessage } from "@courtyard/protocol/messages/sealed-message.ts";
import { refuse } from "@courtyard/protocol/refusal.ts";
import type { ServerLimits } from "../config/server-limits.ts";
import type { OwnIdentities } from "../identity/own-identity.ts";
import type { EnvelopeHandler } from "../inbox/handler.ts";
import { insertSealed, sealedUsage } from "../store/sealed.ts";

/**
 * Queues a sealed message for those devices of the tenant that it names. Refuses
 * `sealed-not-for-me` when there is none in force, `queue-full` when the tenant's queue is:
 * strangers may fill half of it, so that they cannot shut out the tenant's friends.
 */
export function createSealedHandler({
  own,
  limits,
  onQueued,
}: {
  own: OwnIdentities;
  limits: ServerLimits;
  onQueued: (tenant: string, devices: readonly string[]) => void;
}): EnvelopeHandler {
  return {
    type: sealedMessage.type,
    commit(store, { tenant, envelope, sender, friend, receivedAt }) {
      if (!isMessage(envelope, sealedMessage)) return refuse("envelope-data");
      const identity = own.of(tenant.id);
      const mine = identity?.head.devices ?? [];
      const from = identity && findDevice(identity, envelope.kid);
      const named = new Set(envelope.data.keys.map((key) => key.device));
      const devices = mine
        .filter(({ id, until }) => named.has(id) && (until === undefined || until > receivedAt))
        .map(({ id }) => id)
        .filter((id) => id !== from?.id);
      if (devices.length === 0) return refuse("sealed-not-for-me");
      const text = JSON.stringify(envelope);
      const bytes = Buffer.byteLength(text);
      const trusted = friend || sender === tenant.identityId;
      const room = trusted ? limits.queueBytes : limits.queueBytes / 2;
      if (sealedUsage(store, tenant.id).bytes + bytes > room) return refuse("queue-full");
      const { id, exp } = envelope;
      insertSealed(store, { tenant: tenant.id, id, envelope: text, bytes, exp }, devices);
      store.afterCommit(() => onQueued(tenant.id, devices));
      return undefined;
    },
  };
}
