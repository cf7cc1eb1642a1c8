import { LIMITS } from "@courtyard/protocol/limits.ts";
import type {
  ArchivedMessage,
  Conversation,
  HistoryPage,
  HistoryRequest,
} from "@courtyard/protocol/private-payload.ts";
import type { MessageStore, PageRow } from "../store/messages.ts";
import { isVaultRefusal } from "../vault-refusal.ts";

/** Room for the page around its messages: ids, brackets, the conversation list's own lines. */
const ENVELOPE_ROOM = 1024;
const BUDGET = LIMITS.sealedPlaintextBytes - ENVELOPE_ROOM;

/**
 * One page of the archive, newest first, at most `request.limit` messages and small enough to be
 * sealed. Without `peer`: the conversations, liveliest first, each with its newest message. `before`
 * is the cursor of the last message that the device has. A damaged row is left out.
 */
export function historyPage(messages: MessageStore, request: HistoryRequest): HistoryPage {
  const before = request.before === undefined ? undefined : cursorOf(request.before);
  return request.peer === undefined
    ? conversationPage(messages, { request, before })
    : messagePage(messages, { request, before });
}

interface Asked {
  request: HistoryRequest;
  before: number | undefined;
}

function messagePage(store: MessageStore, { request, before }: Asked): HistoryPage {
  const { limit, peer } = request;
  const rows = store.page({ conversation: peer, before, limit: limit + 1 });
  const page: HistoryPage = {
    v: 1,
    kind: "history.page",
    re: request.id,
    messages: [],
    more: false,
  };
  let room = BUDGET;
  for (const row of rows) {
    const message = archived(row);
    if (message === null) continue;
    room -= sizeOf(message);
    if (page.messages.length >= limit || (room < 0 && page.messages.length > 0))
      return { ...page, more: true };
    // One message alone always fits where it came from; with our two fields it may not, once.
    if (room < 0) {
      room = BUDGET;
      continue;
    }
    page.messages.push(message);
  }
  return { ...page, more: rows.length > limit };
}

function conversationPage(store: MessageStore, { request, before }: Asked): HistoryPage {
  const { limit } = request;
  const rows = store.conversations({ before, limit: limit + 1 });
  const conversations: Conversation[] = [];
  const messages: ArchivedMessage[] = [];
  let room = BUDGET;
  let more = rows.length > limit;
  for (const { head, newest } of rows.slice(0, limit)) {
    const message = newest && archived(newest);
    if (isVaultRefusal(head) || !message) continue;
    room -= sizeOf(message) + sizeOf(head);
    if (room < 0 && messages.length > 0) {
      more = true;
      break;
    }
    conversations.push(head);
    if (room < 0) room = BUDGET;
    else messages.push(message);
  }
  return { v: 1, kind: "history.page", re: request.id, conversations, messages, more };
}

function archived(row: PageRow): ArchivedMessage | null {
  if (isVaultRefusal(row)) return null;
  const { message, receivedAt } = row.record;
  return { ...message, receivedAt, cursor: String(row.seq) };
}

/** A cursor is the message's place; one that is none means the end. */
function cursorOf(text: string): number {
  return /^[1-9][0-9]{0,14}$/.test(text) ? Number(text) : 0;
}

function sizeOf(value: object): number {
  return Buffer.byteLength(JSON.stringify(value)) + 1;
}
