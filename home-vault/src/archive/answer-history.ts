import { parseAddress } from "@courtyard/protocol/address.ts";
import { type Envelope, makeEnvelope } from "@courtyard/protocol/envelope.ts";
import { findDevice, type Identity } from "@courtyard/protocol/identity.ts";
import { formatKid } from "@courtyard/protocol/kid.ts";
import { nodeBackend } from "@courtyard/protocol/node/ed25519.ts";
import { type Prekey, sealRecipients } from "@courtyard/protocol/prekey.ts";
import type { HistoryPage } from "@courtyard/protocol/private-payload.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import { sealPayload } from "@courtyard/protocol/seal.ts";
import { type JsonObject, parseStrict } from "@courtyard/protocol/strict-json.ts";
import type { VaultDevice } from "../identity/vault-device.ts";
import type { MessageStore } from "../store/messages.ts";
import { historyPage } from "./history.ts";
import type { AskedHistory } from "./receive.ts";

/** A page is of no use to a device that went away; it asks again when it returns. */
const PAGE_LIFE = 60 * 60 * 1000;

interface AnswerOptions {
  messages: MessageStore;
  me: Identity;
  device: VaultDevice;
  /** Where the person lives, `user@host:port`. */
  address: string;
  /** The prekeys of our own devices, as the sidecar has them; unverified. */
  prekeys: readonly Prekey[];
  now: number;
}

/**
 * The envelope that answers a device's request: its page, sealed for that device alone. Refuses
 * `capability-missing` when the device may not chat, or no longer.
 */
export async function answerHistory(
  { request, kid }: AskedHistory,
  { messages, me, device, address, prekeys, now }: AnswerOptions,
): Promise<Envelope | Refusal> {
  const home = parseAddress(address);
  if (isRefusal(home)) return home;
  const asking = findDevice(me, kid);
  const recipients = await sealRecipients(asking ? [asking] : [], {
    prekeys,
    now,
    backend: nodeBackend,
  });
  if (recipients.length === 0) return refuse("capability-missing");
  const context = { from: home, to: home, kid: formatKid(me.id, device.id) };
  const page = asJson(historyPage(messages, request));
  if (isRefusal(page)) return page;
  const data = await sealPayload(page, { ...context, recipients });
  const { signer } = device;
  return makeEnvelope({ ...context, type: "sealed.message", data, signer, now, ttl: PAGE_LIFE });
}

/** The page as the other end will read it. */
function asJson(page: HistoryPage): JsonObject | Refusal {
  const parsed = parseStrict(JSON.stringify(page));
  return isRefusal(parsed) ? parsed : (parsed.value as JsonObject);
}
