// The rows of every shelf. A row's type lives with the concept that owns it; this file only names the
// shelves, so that the storage adapters need to know nothing else.

import type { Comment } from "./comments.ts";
import type { Contact } from "./contacts.ts";
import type { Conversation, Message } from "./conversations.ts";
import type { DeviceRow } from "./device.ts";
import type { Draft } from "./drafts.ts";
import type { Held } from "./inbox.ts";
import type { Outgoing, Tracked } from "./outgoing.ts";
import type { StoredPrekey } from "./prekeys.ts";

/** Shelf name to row type. Keys are given where each row type is declared. */
export interface Rows {
  /** Key `self`: this device, once paired. */
  device: DeviceRow;
  prekeys: StoredPrekey;
  contacts: Contact;
  conversations: Conversation;
  messages: Message;
  /** Key `author/id` → the key in `messages`: the same message may come twice, by queue and by history. */
  messageKeys: string;
  inbox: Held;
  outgoing: Outgoing;
  tracked: Tracked;
  comments: Comment;
  drafts: Draft;
  /** What the sidecar last answered, for reading while offline. Key: what was asked. */
  cache: unknown;
  /** Small settings by name. */
  settings: string;
}

/** Every shelf, for adapters that must create them. */
export const SHELVES = [
  "device",
  "prekeys",
  "contacts",
  "conversations",
  "messages",
  "messageKeys",
  "inbox",
  "outgoing",
  "tracked",
  "comments",
  "drafts",
  "cache",
  "settings",
] as const satisfies readonly (keyof Rows)[];
