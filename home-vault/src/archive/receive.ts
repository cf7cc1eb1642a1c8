// What comes from the queue: verified, opened, archived, and only then acknowledged. Whatever cannot
// be opened goes to quarantine as it came, so that one bad envelope neither gets lost nor blocks.

import { sha256, toBase64url, utf8 } from "@courtyard/protocol/bytes.ts";
import { canonicalText } from "@courtyard/protocol/canonical.ts";
import { type Envelope, parseEnvelope, readEnvelope } from "@courtyard/protocol/envelope.ts";
import type { Identity } from "@courtyard/protocol/identity.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import { conversationOf, type HistoryRequest } from "@courtyard/protocol/private-payload.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { JsonObject } from "@courtyard/protocol/strict-json.ts";
import type { Logger } from "pino";
import type { Senders } from "../identity/senders.ts";
import type { VaultDevice } from "../identity/vault-device.ts";
import type { VaultStore } from "../store/vault-store.ts";
import { type OpenedMessage, openMessage } from "./open-message.ts";
import type { Quarantined } from "./quarantine.ts";
import type { ChatRecord } from "./records.ts";

/** A device's request for history, with the device it came from. */
export interface AskedHistory {
  request: HistoryRequest;
  kid: string;
}

export interface Receiver {
  /** When this returns, every item is committed and may be acknowledged. */
  receive(items: readonly JsonObject[]): Promise<void>;
  /** Tries quarantined envelopes again: those that may open by now, or, at a start, all of them. */
  retry(which: "temporary" | "all"): Promise<void>;
}

interface ReceiverOptions {
  me: () => Identity;
  device: VaultDevice;
  senders: Senders;
  clock: () => number;
  log: Logger;
  onHistory: (asked: AskedHistory) => void;
}

/** Refusals that another day may bring to an end: the sender was away, or had just changed. */
const TEMPORARY = new Set([
  "identity-unreachable",
  "key-unknown",
  "from-other",
  "identity-address",
]);
/** A device that asked an hour ago has asked again since, or is gone. */
const ASK_LIFE = 60 * 60 * 1000;
/** Senders are known to the sidecar, but not to be trusted with the disk: the oldest go first. */
const QUARANTINE_MOST = 2000;

/** The receiving end of the vault's archive. */
export function createReceiver(store: VaultStore, options: ReceiverOptions): Receiver {
  const { me, device, senders, clock, log, onHistory } = options;

  async function open(envelope: Envelope, receivedAt: number): Promise<OpenedMessage | Refusal> {
    try {
      return await openMessage(store, { envelope, me: me(), device, senders, receivedAt });
    } catch (error) {
      // A fault of ours with one envelope must not come back for ever and hold up all the others.
      log.error({ id: envelope.id, err: error }, "opening failed");
      return refuse("internal");
    }
  }

  /** Runs in a transaction. */
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

  /** Runs in a transaction. */
  function setAside(item: JsonObject, code: string, receivedAt: number): void {
    const envelope = canonicalText(item);
    const id = typeof item.id === "string" ? item.id : toBase64url(sha256(utf8(envelope)));
    log.warn({ id, code }, "message quarantined");
    store.quarantine.add(id, { envelope, id, code, receivedAt });
    if (store.quarantine.count() > QUARANTINE_MOST) dropOldest();
  }
  function dropOldest(): void {
    const byAge = store.quarantine.all().records.sort((a, b) => a.receivedAt - b.receivedAt);
    for (const old of byAge.slice(0, QUARANTINE_MOST / 10)) store.quarantine.delete(old.id);
    log.warn({ dropped: QUARANTINE_MOST / 10 }, "quarantine was full");
  }

  function answer({ payload, envelope }: OpenedMessage): void {
    if (payload.kind !== "history.request" || clock() - envelope.ts > ASK_LIFE) return;
    onHistory({ request: payload, kid: envelope.kid });
  }

  async function retryOne(held: Quarantined): Promise<void> {
    const envelope = readEnvelope(held.envelope);
    if (isRefusal(envelope)) return;
    const result = await open(envelope, held.receivedAt);
    if (isRefusal(result)) return;
    store.transaction(() => {
      archive(result, held.receivedAt);
      store.quarantine.delete(held.id);
    });
    log.info({ id: held.id }, "message left quarantine");
  }

  return {
    receive: async (items) => {
      const now = clock();
      const results: { item: JsonObject; result: OpenedMessage | Refusal }[] = [];
      for (const item of items) {
        const envelope = parseEnvelope(item);
        const result = isRefusal(envelope) ? envelope : await open(envelope, now);
        results.push({ item, result });
      }
      store.transaction(() => {
        for (const { item, result } of results) {
          if (isRefusal(result)) setAside(item, result.code, now);
          else archive(result, now);
        }
      });
      for (const { result } of results) if (!isRefusal(result)) answer(result);
    },
    retry: async (which) => {
      const horizon = clock() - 3 * LIMITS.envelopeTtl;
      for (const held of store.quarantine.all().records) {
        if (held.receivedAt < horizon) store.quarantine.delete(held.id);
        else if (which === "all" || TEMPORARY.has(held.code)) await retryOne(held);
      }
    },
  };
}
