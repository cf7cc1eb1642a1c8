// Every envelope type there is. A new one is a file beside this and a line in the list.

import { commentCreate } from "./comment-create.ts";
import type { MessageType } from "./message-type.ts";
import { relayForward } from "./relay-forward.ts";
import { sealedMessage } from "./sealed-message.ts";

const types = new Map<string, MessageType>(
  [commentCreate, sealedMessage, relayForward].map((message) => [message.type, message]),
);

/** What is known of a type, or undefined. */
export function messageTypeOf(type: string): MessageType | undefined {
  return types.get(type);
}
