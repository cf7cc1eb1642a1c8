import { sameAddress } from "@courtyard/protocol/address.ts";
import { isMessage, makeEnvelope } from "@courtyard/protocol/envelope.ts";
import { formatKid } from "@courtyard/protocol/kid.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import { type RelayForward, relayForward } from "@courtyard/protocol/messages/relay-forward.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import { type JsonObject, parseStrict } from "@courtyard/protocol/strict-json.ts";
import type { ServerLimits } from "../config/server-limits.ts";
import type { OwnIdentities } from "../identity/own-identity.ts";
import type { ServeKeys } from "../identity/serve-keys.ts";
import type { Commit, EnvelopeHandler, Received } from "../inbox/handler.ts";
import type { Inbox } from "../inbox/receive.ts";
import type { Outbox } from "../outbox/outbox.ts";
import { contactOf } from "../store/contact.ts";
import type { Store } from "../store/open-store.ts";
import { addRelayUsage, relayUsage } from "../store/relay-usage.ts";

const DAY = 24 * 60 * 60 * 1000;

/**
 * `relay.forward`: opened when it is for us, else passed on for a friend. Inbox and outbox come as
 * functions, since both are made after the handlers.
 */
export function createRelayHandler(options: {
  store: Store;
  own: OwnIdentities;
  serveKeys: (tenant: string) => Promise<ServeKeys | undefined>;
  inbox: () => Inbox;
  outbox: () => Outbox;
  limits: ServerLimits;
  clock: () => number;
}): EnvelopeHandler {
  const { store, own, serveKeys, limits, clock } = options;

  /** The inner envelope goes through the same inbox as any other, and its fate is the answer. */
  async function open({ tenant }: Received, data: RelayForward): Promise<Commit | Refusal> {
    const keys = await serveKeys(tenant.id);
    if (!keys) return refuse("relay-open-failed");
    // HPKE is loaded by the first who needs it: most houses relay nothing.
    const { openRelay } = await import("@courtyard/protocol/seal.ts");
    const text = await openRelay(data, { destination: tenant.address, privateKey: keys.sealKey });
    if (isRefusal(text)) return text;
    const inner = parseStrict(text, { bytes: LIMITS.envelopeBytes });
    if (isRefusal(inner)) return inner;
    const { type } = (inner.value ?? {}) as JsonObject;
    if (type === relayForward.type) return refuse("relay-loop");
    const result = await options.inbox().receive(tenant, inner.value);
    return isRefusal(result) ? result : () => undefined;
  }

  async function passOn(received: Received, data: RelayForward): Promise<Commit | Refusal> {
    const { tenant, sender, envelope, receivedAt } = received;
    const contact = contactOf(store, tenant.id, sender);
    if (contact?.friend !== 1 || contact.relay !== 1) return refuse("relay-not-friend");
    if (data.hops < 1) return refuse("relay-hops");
    if (sameAddress(data.to, envelope.from)) return refuse("relay-loop");
    const keys = await serveKeys(tenant.id);
    const identity = own.of(tenant.id);
    if (!keys || !identity) return refuse("relay-destination");
    const now = clock();
    const onward = await makeEnvelope({
      from: tenant.address,
      to: data.to,
      type: relayForward.type,
      data: { ...data, hops: data.hops - 1 },
      signer: keys.signer,
      kid: formatKid(identity.id, keys.record.id),
      now,
      ttl: Math.max(1, Math.min(LIMITS.envelopeTtl, envelope.exp - now)),
    });
    const bytes = data.ct.length;
    const day = { tenant: tenant.id, identity: sender, day: Math.floor(receivedAt / DAY) };
    return () => {
      const used = relayUsage(store, day);
      if (used.items >= limits.relayItemsPerDay || used.bytes + bytes > limits.relayBytesPerDay) {
        return refuse("relay-quota");
      }
      addRelayUsage(store, { ...day, bytes });
      return options.outbox().add(tenant, onward);
    };
  }

  return {
    type: relayForward.type,
    prepare: async (received) => {
      const { envelope, tenant } = received;
      if (!isMessage(envelope, relayForward)) return refuse("envelope-data");
      const forUs = sameAddress(envelope.data.to, tenant.address);
      return forUs ? open(received, envelope.data) : passOn(received, envelope.data);
    },
    commit: () => refuse("internal"),
  };
}
