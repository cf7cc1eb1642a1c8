// What is inside a sealed message: a union by `kind`. Spec 06 §7. No sidecar sees any of this.

import * as z from "zod/mini";
import { randomBytes, toBase64url } from "./bytes.ts";
import {
  addressField,
  bytesField,
  hashField,
  integerField,
  someBytesField,
  textField,
  timeField,
} from "./fields.ts";
import { LIMITS } from "./limits.ts";
import { isRefusalCode, type Refusal, type RefusalCode, refuse } from "./refusal.ts";
import type { JsonValue } from "./strict-json.ts";

const ID_BYTES = 16;
const CURSOR_LENGTH = 64;

const id = bytesField(ID_BYTES);
const cursor = z.string().check(z.minLength(1), z.maxLength(CURSOR_LENGTH));

const chatMessageShape = {
  v: z.literal(1),
  kind: z.literal("chat.message"),
  id,
  author: hashField,
  peer: z.strictObject({ id: hashField, address: addressField }),
  text: textField(LIMITS.chatLength),
  at: timeField,
  n: integerField(1, Number.MAX_SAFE_INTEGER),
};

const chatMessage = z.strictObject(chatMessageShape);

/**
 * One chat message. `author` wrote it and `peer` is whom it is for, the same in the copies for the
 * peer's devices and for the author's own; `n` counts the messages of the sending device from 1.
 */
export type ChatMessage = z.infer<typeof chatMessage>;

const historyRequest = z.strictObject({
  v: z.literal(1),
  kind: z.literal("history.request"),
  id,
  peer: z.optional(hashField),
  before: z.optional(cursor),
  limit: integerField(1, LIMITS.historyPage),
});

/**
 * A device asks its own vault for the messages with `peer` before a cursor, newest first; without
 * `peer`, for the list of conversations.
 */
export type HistoryRequest = z.infer<typeof historyRequest>;

const archivedMessage = z.strictObject({ ...chatMessageShape, receivedAt: timeField, cursor });

/** A chat message as the vault keeps it. `receivedAt` is the vault's clock; `cursor` is opaque. */
export type ArchivedMessage = z.infer<typeof archivedMessage>;

const conversation = z.strictObject({
  peer: hashField,
  address: addressField,
  last: timeField,
  unread: z.optional(integerField(0, Number.MAX_SAFE_INTEGER)),
});

/** One line of the conversation list; `last` is the time of its newest message. */
export type Conversation = z.infer<typeof conversation>;

const historyPage = z.strictObject({
  v: z.literal(1),
  kind: z.literal("history.page"),
  re: id,
  conversations: z.optional(z.array(conversation).check(z.maxLength(LIMITS.historyPage))),
  messages: z.array(archivedMessage).check(z.maxLength(LIMITS.historyPage)),
  more: z.boolean(),
});

/**
 * The vault's answer to a `history.request` with the id `re`. With `conversations`, `messages` holds
 * the newest message of each. A page is cut short where it would be over the bound of a payload.
 */
export type HistoryPage = z.infer<typeof historyPage>;

const vaultAlarm = z.strictObject({
  v: z.literal(1),
  kind: z.literal("vault.alarm"),
  identity: hashField,
  address: addressField,
  code: z.enum(["identity-rollback", "identity-fork", "identity-other"]),
  at: timeField,
});

/**
 * The vault warns the owner's devices: what its sidecar showed it at `address` does not continue the
 * log of `identity` that it had pinned. `at` is the vault's clock when it saw that last.
 */
export type VaultAlarm = z.infer<typeof vaultAlarm>;

const deviceRevoke = z.strictObject({
  v: z.literal(1),
  kind: z.literal("device.revoke"),
  /** A device id: 16 bytes too. */
  device: id,
});

/** A device asks its own vault to end the rights of another one, such as a lost telephone's. */
export type DeviceRevoke = z.infer<typeof deviceRevoke>;

const deskRequest = z.strictObject({
  v: z.literal(1),
  kind: z.literal("desk.request"),
  id,
  method: z.string().check(z.regex(/^[a-z][a-z.]{0,31}$/)),
  body: z.string().check(z.maxLength(LIMITS.deskRequestLength)),
});

/**
 * A device asks its own vault for something of the publisher that runs beside it. `body` is JSON text,
 * which the protocol does not look into: an object whose keys are the method's.
 */
export type DeskRequest = z.infer<typeof deskRequest>;

const deskAnswer = z.strictObject({
  v: z.literal(1),
  kind: z.literal("desk.answer"),
  re: id,
  part: integerField(1, LIMITS.deskParts),
  parts: integerField(1, LIMITS.deskParts),
  data: someBytesField(LIMITS.deskPartBytes),
});

/** `part` of `parts` of the gzipped body that answers the `desk.request` with the id `re`. */
export type DeskAnswer = z.infer<typeof deskAnswer>;

const deskRefusal = z.strictObject({
  v: z.literal(1),
  kind: z.literal("desk.refusal"),
  re: id,
  code: z.custom<RefusalCode>(isRefusalCode),
  detail: z.optional(z.string().check(z.maxLength(LIMITS.detailLength))),
});

/** Why the `desk.request` with the id `re` has no answer. */
export type DeskRefusal = z.infer<typeof deskRefusal>;

const privatePayload = z.discriminatedUnion("kind", [
  chatMessage,
  historyRequest,
  historyPage,
  vaultAlarm,
  deviceRevoke,
  deskRequest,
  deskAnswer,
  deskRefusal,
]);

/** Anything that a sealed message may hold. */
export type PrivatePayload = z.infer<typeof privatePayload>;

/** A new id for a message or a request: 16 random bytes as base64url. */
export function newPayloadId(): string {
  return toBase64url(randomBytes(ID_BYTES));
}

/**
 * Reads the payload of a sealed message that `sender` (the identity of the envelope's `kid`) sent to
 * `me`. Refuses `sealed-payload` for a wrong shape, for a chat message that is not the sender's own
 * or not for me or by me, and for any other kind that is not between my own devices.
 */
export function parsePrivatePayload(
  value: JsonValue,
  { sender, me }: { sender: string; me: string },
): PrivatePayload | Refusal {
  const parsed = privatePayload.safeParse(value);
  if (!parsed.success) return refuse("sealed-payload", issueOf(parsed.error));
  const payload = parsed.data;
  if (payload.kind !== "chat.message") {
    return sender === me ? payload : refuse("sealed-payload", `${payload.kind} of somebody else`);
  }
  if (payload.author !== sender) return refuse("sealed-payload", "written by somebody else");
  if (sender !== me && payload.peer.id !== me) {
    return refuse("sealed-payload", "meant for somebody else");
  }
  return payload;
}

/** Where it is wrong, never what it held. */
function issueOf(error: z.core.$ZodError): string {
  return (error.issues[0]?.path ?? []).join(".") || "payload";
}

/** The identity id under which a message stands in my conversations. */
export function conversationOf(message: ChatMessage, me: string): string {
  return message.author === me ? message.peer.id : message.author;
}
