import { type Address, isAddress } from "@courtyard/protocol/address.ts";
import { z } from "zod";

const address = z.custom<Address>(isAddress);

// The shape was checked by `parsePrivatePayload` before it was sealed into the file; here it says what
// an authentic row of this version holds.
const chatMessage = z.strictObject({
  v: z.literal(1),
  kind: z.literal("chat.message"),
  id: z.string(),
  author: z.string(),
  peer: z.strictObject({ id: z.string(), address }),
  text: z.string(),
  at: z.int(),
  n: z.int(),
});

/** One archived message. */
export const chatRecord = z.strictObject({
  message: chatMessage,
  /** The conversation: the identity id of the other person. */
  peer: z.string(),
  /** Where that person was reached or wrote from. */
  address,
  /** The vault's clock. */
  receivedAt: z.int(),
  /** The envelope it came in, for a person who looks into a dispute. */
  envelope: z.string(),
});
export type ChatRecord = z.infer<typeof chatRecord>;

/** The head of a conversation. `last` is the time of its newest message. */
export const conversationRecord = z.strictObject({ peer: z.string(), address, last: z.int() });
export type ConversationRecord = z.infer<typeof conversationRecord>;
