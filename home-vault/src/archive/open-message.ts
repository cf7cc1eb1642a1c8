import { type Address, parseAddress } from "@courtyard/protocol/address.ts";
import { STATIC_PREKEY } from "@courtyard/protocol/cipher-suite.ts";
import { isMessage, type VerifiedEnvelope, verifyEnvelope } from "@courtyard/protocol/envelope.ts";
import type { Envelope } from "@courtyard/protocol/envelope-shape.ts";
import type { Identity } from "@courtyard/protocol/identity.ts";
import { parseKid } from "@courtyard/protocol/kid.ts";
import { sealedMessage } from "@courtyard/protocol/messages/sealed-message.ts";
import { nodeBackend } from "@courtyard/protocol/node/ed25519.ts";
import { type PrivatePayload, parsePrivatePayload } from "@courtyard/protocol/private-payload.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import { openSealed } from "@courtyard/protocol/seal.ts";
import type { Senders } from "../identity/senders.ts";
import type { VaultDevice } from "../identity/vault-device.ts";
import { prekeyPrivate } from "../prekeys/schedule.ts";
import type { VaultStore } from "../store/vault-store.ts";

/** A sealed message that was verified and opened. */
export interface OpenedMessage {
  envelope: VerifiedEnvelope;
  /** The identity that signed. */
  sender: string;
  payload: PrivatePayload;
}

/** Whether nobody can be looked up just now, since our own line to the sidecar is down. */
export const isLineDown = ({ code }: Refusal): boolean => code === "delivery-unreachable";

/**
 * Verifies who sent an envelope and opens it with the vault's keys. The sidecar verified it too, but
 * the sidecar is not trusted: everything is judged again here. `receivedAt` is when it first came, so
 * that a message from quarantine does not expire by waiting there. Refuses, besides what those refuse,
 * what `senders` does.
 */
export async function openMessage(
  store: VaultStore,
  {
    envelope,
    me,
    device,
    senders,
    receivedAt,
  }: {
    envelope: Envelope;
    me: Identity;
    device: VaultDevice;
    senders: Senders;
    receivedAt: number;
  },
): Promise<OpenedMessage | Refusal> {
  const identity = await senders.of(envelope);
  if (isRefusal(identity)) return identity;
  const verified = await verifyEnvelope(envelope, {
    identity,
    now: receivedAt,
    to: addressesOf(me),
    backend: nodeBackend,
  });
  if (isRefusal(verified)) return verified;
  if (!isMessage(verified, sealedMessage)) return refuse("envelope-type-unknown", verified.type);
  const { from, to, kid, data } = verified;
  const opened = await openSealed(data, {
    from,
    to,
    kid,
    device: device.id,
    privateKeyFor: (id) => (id === STATIC_PREKEY ? device.sealKey : prekeyPrivate(store, id)),
  });
  if (isRefusal(opened)) return opened;
  const sender = parseKid(kid)?.identityId ?? "";
  const payload = parsePrivatePayload(opened, { sender, me: me.id });
  return isRefusal(payload) ? payload : { envelope: verified, sender, payload };
}

/** Every address that the person has had: a message may have been on its way during a move. */
function addressesOf(me: Identity): Address[] {
  const urls = new Set(me.entries.flatMap((entry) => entry.urls));
  return [...urls].map(parseAddress).filter((address): address is Address => !isRefusal(address));
}
