import type { Envelope } from "@courtyard/protocol/envelope.ts";
import { findDevice } from "@courtyard/protocol/identity.ts";
import type { Refusal } from "@courtyard/protocol/refusal.ts";
import { type OwnSealing, sealToOwn } from "../identity/seal-to-own.ts";
import type { MessageStore } from "../store/messages.ts";
import { historyPage } from "./history.ts";
import type { AskedHistory } from "./receive.ts";

/** A page is of no use to a device that went away; it asks again when it returns. */
const PAGE_LIFE = 60 * 60 * 1000;

/**
 * The envelope that answers a device's request: its page, sealed for that device alone. Refuses
 * `capability-missing` when the device may not chat, or no longer.
 */
export async function answerHistory(
  { request, kid }: AskedHistory,
  { messages, ...sealing }: OwnSealing & { messages: MessageStore },
): Promise<Envelope | Refusal> {
  const asking = findDevice(sealing.me, kid);
  const devices = asking ? [asking] : [];
  return sealToOwn(historyPage(messages, request), { ...sealing, devices, ttl: PAGE_LIFE });
}
