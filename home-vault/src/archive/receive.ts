// What comes from the queue: verified, opened, archived, and only then acknowledged. Whatever cannot
// be opened goes to quarantine as it came, so that one bad envelope neither gets lost nor blocks; and
// what one sender wrote is archived in the order of the queue.

import { canonicalText } from "@courtyard/protocol/canonical.ts";
import {
  type Envelope,
  parseEnvelope,
  type VerifiedEnvelope,
} from "@courtyard/protocol/envelope.ts";
import type { Identity } from "@courtyard/protocol/identity.ts";
import {
  conversationOf,
  type DeskRequest,
  type DeviceRevoke,
  type HistoryRequest,
} from "@courtyard/protocol/private-payload.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { JsonObject } from "@courtyard/protocol/strict-json.ts";
import type { Logger } from "pino";
import type { Senders } from "../identity/senders.ts";
import type { VaultDevice } from "../identity/vault-device.ts";
import { serial } from "../serial.ts";
import type { VaultStore } from "../store/vault-store.ts";
import { isLineDown, type OpenedMessage, openMessage } from "./open-message.ts";
import { createQuarantine, senderOf } from "./quarantine.ts";
import type { ChatRecord } from "./records.ts";
import { retryQuarantine } from "./retry.ts";

/** A device's request for history, with the device it came from. */
export interface AskedHistory {
  request: HistoryRequest;
  kid: string;
}

export interface Receiver {
  /**
   * When this returns null, every item is committed and may be acknowledged. A refusal: nothing was
   * committed, since our own line broke while a sender was looked up.
   */
  receive(items: readonly JsonObject[]): Promise<Refusal | null>;
  /**
   * Tries quarantined envelopes again: those that may open by now, or, at a start, all of them. Says
   * whether some still wait for their sender.
   */
  retry(which: "temporary" | "all"): Promise<boolean>;
  /** Resolves when no retry is under way. */
  settled(): Promise<void>;
}

interface ReceiverOptions {
  me: () => Identity;
  device: VaultDevice;
  senders: Senders;
  clock: () => number;
  log: Logger;
  onHistory: (asked: AskedHistory) => void;
  onDesk: (request: DeskRequest, envelope: VerifiedEnvelope) => void;
  /** Ends a device's rights; committed when it resolves. What is refused is not asked again. */
  onRevoke: (asked: DeviceRevoke, kid: string) => Promise<void>;
  /** Something was set aside until its sender can be looked up. */
  onWaiting: () => void;
}

/** A device that asked an hour ago has asked again since, or is gone. */
const ASK_LIFE = 60 * 60 * 1000;
const BEHIND = refuse("identity-unreachable", "an earlier one of this sender waits");

/** The receiving end of the vault's archive. */
export function createReceiver(store: VaultStore, options: ReceiverOptions): Receiver {
  const { me, device, senders, clock, log, onHistory, onDesk, onRevoke, onWaiting } = options;
  const quarantine = createQuarantine(store.quarantine, { own: () => me().id, log });
  const oneRetryAtATime = serial();

  async function open(envelope: Envelope, receivedAt: number): Promise<OpenedMessage | Refusal> {
    try {
      return await openMessage(store, { envelope, me: me(), device, senders, receivedAt });
    } catch (error) {
      // A fault of ours with one envelope must not come back for ever and hold up all the others.
      log.error({ id: envelope.id, err: error }, "opening failed");
      return refuse("internal");
    }
  }

  function archive({ envelope, payload }: OpenedMessage, receivedAt: number): void {
    if (payload.kind !== "chat.message") return;
    const mine = payload.author === me().id;
    const record: ChatRecord = {
      message: payload,
      peer: conversationOf(payload, me().id),
      address: mine ? payload.peer.address : envelope.from,
      receivedAt,
      envelope: envelope.id,
    };
    if (!store.messages.add(record)) log.info({ id: envelope.id }, "message archived before");
  }

  function answer({ payload, envelope }: OpenedMessage): void {
    if (payload.kind === "desk.request") onDesk(payload, envelope);
    if (payload.kind !== "history.request" || clock() - envelope.ts > ASK_LIFE) return;
    onHistory({ request: payload, kid: envelope.kid });
  }

  async function judge(item: JsonObject, now: number) {
    const envelope = parseEnvelope(item);
    if (isRefusal(envelope)) return { item, sender: "", result: envelope };
    const sender = senderOf(envelope);
    const result = quarantine.isWaiting(sender) ? BEHIND : await open(envelope, now);
    return { item, sender, result };
  }

  return {
    receive: async (items) => {
      const now = clock();
      const judged: Awaited<ReturnType<typeof judge>>[] = [];
      for (const item of items) {
        const one = await judge(item, now);
        if (isRefusal(one.result) && isLineDown(one.result)) return one.result;
        judged.push(one);
      }
      const archived: OpenedMessage[] = [];
      store.transaction(() => {
        for (const { item, sender, result } of judged) {
          // Asked anew: one before it may have been set aside, or all that waited archived, since.
          const code = isRefusal(result) ? result.code : BEHIND.code;
          if (isRefusal(result) || quarantine.isWaiting(sender))
            quarantine.hold(canonicalText(item), { sender, code, receivedAt: now });
          else {
            archive(result, now);
            archived.push(result);
          }
        }
      });
      archived.forEach(answer);
      // Before the acknowledgement: after a crash it comes again, and a second time changes nothing.
      for (const { payload, envelope } of archived)
        if (payload.kind === "device.revoke") await onRevoke(payload, envelope.kid);
      if (judged.some(({ sender }) => quarantine.isWaiting(sender))) onWaiting();
      return null;
    },
    retry: (which) =>
      oneRetryAtATime(async () => {
        await retryQuarantine(quarantine, which, { open, archive, clock, log });
        return quarantine.held().some(({ waits }) => waits);
      }),
    settled: () => oneRetryAtATime(async () => {}),
  };
}
