// `comment.create`: a comment on a page of the receiver's site. Spec 04 §5.

import * as z from "zod/mini";
import { hashField, lineField, pageField, textField } from "../fields.ts";
import { LIMITS } from "../limits.ts";
import type { MessageType } from "./message-type.ts";

/** `text` is plain text; `replyTo` is the envelope id of another comment on the page. */
export const commentCreateSchema = z.strictObject({
  page: pageField,
  text: textField(LIMITS.commentLength),
  name: lineField(LIMITS.nameLength),
  replyTo: z.optional(hashField),
});

export type CommentCreate = z.infer<typeof commentCreateSchema>;

export const commentCreate: MessageType<"comment.create", CommentCreate> = {
  type: "comment.create",
  capability: "comment",
  schema: commentCreateSchema,
};
