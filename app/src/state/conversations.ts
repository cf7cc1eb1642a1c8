// Conversations and their messages as this device keeps them. A message has one place however often
// it comes: from the queue, from another own device, from the vault's history.

import type { Address } from "@courtyard/protocol/address.ts";
import { type ChatMessage, conversationOf } from "@courtyard/protocol/private-payload.ts";
import type { Delivery } from "./outgoing.ts";
import { type AppStorage, type Change, sortable } from "./storage-port.ts";

/** Key: the other person's identity id. */
export interface Conversation {
  readonly peer: string;
  readonly address: Address;
  readonly last?: { readonly text: string; readonly at: number; readonly mine: boolean };
  /** When something last happened, for the order of the list. */
  readonly active: number;
  readonly unread: number;
  /** The vault's cursor of the oldest message fetched from its history; `end` when there is no more. */
  readonly history?: string;
}

/** Key: `PEER/TIME/AUTHOR/ID`, so that listing a prefix is the conversation in order. */
export interface Message {
  readonly id: string;
  readonly peer: string;
  readonly author: string;
  readonly text: string;
  /** The time by which it is placed: the author's, but never after it came here. */
  readonly at: number;
  readonly n: number;
  /** For what this device wrote. */
  readonly delivery?: Delivery;
}

/** A message with its key, which is the cursor for reading further back. */
export type KeyedMessage = Message & { readonly key: string };

/** The key of a message. Two of one millisecond and author stand in the order of their counter. */
export function messageKey({ peer, at, author, n, id }: Message): string {
  return `${peer}/${sortable(at)}/${author}/${sortable(n)}/${id}`;
}

/**
 * The changes that store a message: none when it is here already. `came` is when it reached this
 * device; `count` says whether it counts as unread.
 */
export async function storeMessage(
  storage: AppStorage,
  chat: ChatMessage,
  options: { me: string; came: number; count: boolean; from?: Address; delivery?: Delivery },
): Promise<{ changes: Change[]; message: Message } | null> {
  const { me, came, count, from, delivery } = options;
  const seen = `${chat.author}/${chat.id}`;
  if ((await storage.get("messageKeys", seen)) !== undefined) return null;
  const peer = conversationOf(chat, me);
  const mine = chat.author === me;
  const message: Message = {
    id: chat.id,
    peer,
    author: chat.author,
    text: chat.text,
    // A clock that runs ahead must not pin its message to the end of the conversation.
    at: Math.min(chat.at, came),
    n: chat.n,
    ...(delivery && { delivery }),
  };
  const key = messageKey(message);
  const before = await storage.get("conversations", peer);
  const newest = !before?.last || before.last.at <= message.at;
  const address = mine ? (before?.address ?? chat.peer.address) : (from ?? before?.address);
  const conversation: Conversation | undefined = address && {
    ...before,
    peer,
    address,
    active: Math.max(before?.active ?? 0, message.at),
    unread: (before?.unread ?? 0) + (count && !mine ? 1 : 0),
    ...(newest && { last: { text: firstLine(chat.text), at: message.at, mine } }),
  };
  return {
    message,
    changes: [
      { shelf: "messages", key, value: message },
      { shelf: "messageKeys", key: seen, value: key },
      ...(conversation
        ? [{ shelf: "conversations" as const, key: peer, value: conversation }]
        : []),
    ],
  };
}

const PREVIEW = 120;

function firstLine(text: string): string {
  return (text.trimStart().split("\n", 1)[0] ?? "").slice(0, PREVIEW).toWellFormed();
}

/** All conversations, the liveliest first. */
export async function listConversations(storage: AppStorage): Promise<Conversation[]> {
  const rows = await storage.list("conversations");
  return rows.map((row) => row.value).sort((a, b) => b.active - a.active);
}

/** Up to `limit` messages before a key, in reading order. */
export async function listMessages(
  storage: AppStorage,
  peer: string,
  { before, limit = 50 }: { before?: string; limit?: number } = {},
): Promise<KeyedMessage[]> {
  const rows = await storage.list("messages", {
    prefix: `${peer}/`,
    limit,
    newestFirst: true,
    ...(before !== undefined && { before }),
  });
  return rows.reverse().map(({ key, value }) => ({ key, ...value }));
}
