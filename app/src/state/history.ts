// Earlier messages, from the vault's archive: asked for by a sealed envelope to self, answered by
// sealed pages. Whatever comes is only ever added to what is here.

import {
  type HistoryPage,
  type HistoryRequest,
  newPayloadId,
} from "@courtyard/protocol/private-payload.ts";
import type { JsonObject } from "@courtyard/protocol/strict-json.ts";
import type { Chat } from "./chat.ts";
import { storeMessage } from "./conversations.ts";
import type { Core } from "./core.ts";
import type { OutgoingQueue } from "./outgoing.ts";

const PAGE = 50;
/** The cursor that says that the archive has no more. */
export const HISTORY_END = "end";

export interface History {
  /** Asks for the list of conversations, or for earlier messages with a peer. */
  ask(peer?: string): Promise<void>;
  /** Takes a page. */
  onPage(page: HistoryPage): Promise<void>;
  /** Whether an answer about a peer is awaited, and since when. */
  asked(peer: string): number | undefined;
}

/** The history of this device. */
export function createHistory(
  core: Core,
  chat: Pick<Chat, "sealForVault">,
  outgoing: OutgoingQueue,
): History {
  const { storage, device, now, notify } = core;
  /** Requests on their way: id to the peer, or to "" for the list. */
  const waiting = new Map<string, { peer: string; at: number }>();

  const asked = (peer: string) =>
    [...waiting.values()].find((request) => request.peer === peer)?.at;

  async function ask(peer = ""): Promise<void> {
    const cursor = peer ? (await storage.get("conversations", peer))?.history : undefined;
    const since = asked(peer);
    if (cursor === HISTORY_END || (since !== undefined && now() - since < ASK_AGAIN)) return;
    const request: HistoryRequest = {
      v: 1,
      kind: "history.request",
      id: newPayloadId(),
      limit: PAGE,
      ...(peer && { peer }),
      ...(cursor !== undefined && { before: cursor }),
    };
    waiting.set(request.id, { peer, at: now() });
    notify("history");
    const envelope = await chat.sealForVault({ ...request } as JsonObject);
    if (!envelope) return;
    await storage.write(outgoing.enqueue(envelope));
    void outgoing.flush();
  }

  async function onPage(page: HistoryPage): Promise<void> {
    const request = waiting.get(page.re);
    waiting.delete(page.re);
    await core.inTurn(() => keep(page, request?.peer));
    notify("history", "conversations");
    if (request?.peer) notify(`messages:${request.peer}`);
  }

  async function keep(page: HistoryPage, peer: string | undefined): Promise<void> {
    // The conversations first: they know the addresses that a message by a peer does not.
    for (const { peer: id, address, last } of page.conversations ?? []) {
      if (await storage.get("conversations", id)) continue;
      const value = { peer: id, address, active: last, unread: 0 };
      await storage.write([{ shelf: "conversations", key: id, value }]);
    }
    for (const { receivedAt, cursor: _, ...message } of page.messages) {
      const context = { me: device.me, came: receivedAt, count: false };
      const stored = await storeMessage(storage, message, context);
      if (stored) await storage.write(stored.changes);
    }
    const before = peer ? await storage.get("conversations", peer) : undefined;
    if (!peer || !before) return;
    // Newest first, so the last one is where the next page goes on.
    const history = page.more ? (page.messages.at(-1)?.cursor ?? HISTORY_END) : HISTORY_END;
    await storage.write([{ shelf: "conversations", key: peer, value: { ...before, history } }]);
  }

  return { ask, onPage, asked };
}

/** A request without an answer is made again no sooner than this. */
const ASK_AGAIN = 60_000;
