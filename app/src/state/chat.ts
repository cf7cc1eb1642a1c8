// Writing to a person: sealed here for each of their devices and for the owner's own others, stored,
// put in line, all in one write, so that a crash leaves either nothing or a message that goes out.

import { type Address, sameAddress } from "@courtyard/protocol/address.ts";
import { type Envelope, makeEnvelope } from "@courtyard/protocol/envelope.ts";
import type { DeviceRecord } from "@courtyard/protocol/identity.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import { sealRecipients } from "@courtyard/protocol/prekey.ts";
import { type ChatMessage, newPayloadId } from "@courtyard/protocol/private-payload.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import { type SealRecipient, sealPayload } from "@courtyard/protocol/seal.ts";
import type { JsonObject } from "@courtyard/protocol/strict-json.ts";
import { webBackend } from "@courtyard/protocol/web/ed25519.ts";
import { type Contacts, contactAt, type Person } from "./contacts.ts";
import { type Message, messageKey, storeMessage } from "./conversations.ts";
import type { Core } from "./core.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import type { OutgoingQueue } from "./outgoing.ts";

/** How long writing waits for news of the person's devices before it seals for the known ones. */
const PATIENCE = 1500;

export interface Chat {
  /**
   * Opens a conversation with who lives at an address; gives the identity id. With `adopt`, a new
   * owner of a known address is taken as a new person. Refuses as `identity.lookup`, and `identity-*`.
   */
  start(address: Address, options?: { adopt?: boolean }): Promise<string | Refusal>;
  /** Writes a message. Refuses `not-found`, an identity alarm, `sealed-not-for-me` without any device. */
  send(peer: string, text: string): Promise<Message | Refusal>;
  /**
   * Seals a payload for the owner's vault, as an envelope to self that lives `ttl` milliseconds (30
   * days unless told); null when there is no vault.
   */
  sealForVault(payload: JsonObject, options?: { ttl?: number }): Promise<Envelope | null>;
  /** Nothing is unread here any more. */
  markRead(peer: string): Promise<void>;
}

/** A vault may do all that a person may (spec 03 §3); no other device asks for that. */
export const isVault = ({ can }: DeviceRecord): boolean =>
  can.includes("publish") && can.includes("comment") && can.includes("chat");

/** The chat of this device. */
export function createChat(core: Core, contacts: Contacts, outgoing: OutgoingQueue): Chat {
  const { device, signer, storage, now, notify } = core;
  const sends = oneAtATime();

  async function start(
    address: Address,
    { adopt = false }: { adopt?: boolean } = {},
  ): Promise<string | Refusal> {
    if (sameAddress(address, device.address)) return refuse("identity-address", "self");
    const before = await contactAt(storage, address);
    let person = before
      ? await contacts.fresh(before.id, { maxAge: 0 })
      : await contacts.lookup(address);
    const alarmed = before && (await storage.get("contacts", before.id));
    if (adopt && alarmed?.alarm?.code === "identity-other") person = await contacts.trust(alarmed);
    if (isRefusal(person)) return person;
    const { id } = person.contact;
    await core.inTurn(async () => {
      if (await storage.get("conversations", id)) return;
      const value = { peer: id, address, active: now(), unread: 0 };
      await storage.write([{ shelf: "conversations", key: id, value }]);
    });
    notify("conversations");
    return id;
  }

  function recipientsOf({ contact, identity }: Person): Promise<SealRecipient[]> {
    return sealRecipients(identity.head.devices, {
      prekeys: contact.prekeys,
      now: now(),
      except: device.id,
      backend: webBackend,
    });
  }

  async function sealFor(
    to: Address,
    recipients: SealRecipient[],
    payload: JsonObject,
    life: { ttl?: number } = {},
  ): Promise<Envelope> {
    const context = { from: device.address, to, kid: device.kid };
    const data = await sealPayload(payload, { ...context, recipients });
    return makeEnvelope({ ...context, ...life, type: "sealed.message", data, signer, now: now() });
  }

  async function sealForOwn(
    payload: JsonObject,
    wanted: (device: DeviceRecord) => boolean = () => true,
    life: { ttl?: number } = {},
  ): Promise<Envelope | null> {
    const self = await contacts.known(device.me);
    if (!self) return null;
    const chosen = new Set(self.identity.head.devices.filter(wanted).map(({ id }) => id));
    const recipients = (await recipientsOf(self)).filter((one) => chosen.has(one.device));
    return recipients.length === 0 ? null : sealFor(device.address, recipients, payload, life);
  }

  async function send(peer: string, text: string): Promise<Message | Refusal> {
    if (text.trim() === "" || text.length > LIMITS.chatLength) return refuse("envelope-data");
    const person = await contacts.fresh(peer, { patience: PATIENCE });
    if (isRefusal(person)) return person;
    const recipients = await recipientsOf(person);
    if (recipients.length === 0) return refuse("sealed-not-for-me", "no device can chat");
    return core.inTurn(() => write(person, recipients, text.toWellFormed()));
  }

  async function write(
    { contact: { id: peer, address } }: Person,
    recipients: SealRecipient[],
    text: string,
  ): Promise<Message | Refusal> {
    const n = Number((await storage.get("settings", "sent")) ?? "0") + 1;
    const before = { prefix: `${peer}/`, limit: 1, newestFirst: true };
    const [last] = await storage.list("messages", before);
    const chat: ChatMessage = {
      v: 1,
      kind: "chat.message",
      id: newPayloadId(),
      author: device.me,
      peer: { id: peer, address },
      text,
      // Never before what is said already: the order of writing is the order of reading.
      at: Math.max(now(), (last?.value.at ?? 0) + 1),
      n,
    };
    const context = { me: device.me, came: chat.at, count: false };
    const delivery = { state: "waiting" } as const;
    const stored = await storeMessage(storage, chat, { ...context, delivery });
    if (!stored) return refuse("envelope-replayed");
    const toPeer = await sealFor(address, recipients, chat);
    const toOwn = await sealForOwn(chat);
    const topic = `messages:${peer}` as const;
    const key = messageKey(stored.message);
    await storage.write([
      ...stored.changes,
      { shelf: "settings", key: "sent", value: String(n) },
      ...outgoing.enqueue(toPeer, { shelf: "messages", key, topic }),
      ...(toOwn ? outgoing.enqueue(toOwn) : []),
    ]);
    notify(topic, "conversations");
    void outgoing.flush();
    return stored.message;
  }

  async function markRead(peer: string): Promise<void> {
    const conversation = await storage.get("conversations", peer);
    if (!conversation || conversation.unread === 0) return;
    const value = { ...conversation, unread: 0 };
    await storage.write([{ shelf: "conversations", key: peer, value }]);
    notify("conversations");
  }

  return {
    start,
    // In turn: a message written second must not overtake the first while that looks the person up.
    send: (peer, text) => sends(() => send(peer, text)),
    sealForVault: (payload, life) => sealForOwn(payload, isVault, life),
    markRead: (peer) => core.inTurn(() => markRead(peer)),
  };
}
