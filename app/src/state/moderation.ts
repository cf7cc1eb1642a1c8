import { isRefusal, type Refusal } from "@courtyard/protocol/refusal.ts";
import * as z from "zod/mini";
import type { Core } from "./core.ts";
import { ask, keep, kept } from "./remote.ts";

/** What the owner has decided of a comment. */
export const COMMENT_STATES = ["pending", "approved", "rejected"] as const;
export type CommentState = (typeof COMMENT_STATES)[number];

const optionalText = z.optional(z.nullable(z.string()));
const receivedSchema = z.object({
  id: z.string(),
  page: z.string(),
  name: z.string(),
  address: optionalText,
  identity: optionalText,
  guest: z.boolean(),
  text: z.string(),
  state: z.enum(COMMENT_STATES),
  at: z.number(),
  /** Where the next page goes on. */
  cursor: z.optional(z.string()),
});
const pageSchema = z.object({
  items: z.array(receivedSchema),
  more: z.catch(z.boolean(), false),
});

/** A comment that somebody left on one of the owner's pages. Plain text. */
export type ReceivedComment = z.infer<typeof receivedSchema>;
export type ReceivedPage = z.infer<typeof pageSchema>;

const PAGE = 50;

export interface Moderation {
  page(state: CommentState, before?: string): Promise<ReceivedPage | Refusal>;
  stored(state: CommentState): Promise<ReceivedPage | undefined>;
  decide(id: string, state: CommentState): Promise<undefined | Refusal>;
}

/** The comments on the owner's own pages, over the link. */
export function createModeration(core: Core): Moderation {
  return {
    async page(state, before) {
      const params = { state, limit: PAGE, ...(before !== undefined && { before }) };
      const page = await ask(core, "comments.list", params, pageSchema);
      if (!isRefusal(page) && before === undefined) await keep(core, `comments/${state}`, page);
      return page;
    },
    stored: (state) => kept(core, `comments/${state}`, pageSchema),
    async decide(id, state) {
      const answer = await ask(core, "comments.moderate", { id, state }, z.unknown());
      if (isRefusal(answer)) return answer;
      core.notify("moderation");
      return undefined;
    },
  };
}
