import { z } from "zod";
import { fitAnswer } from "../device-api/fit-answer.ts";
import { type Methods, method } from "../device-api/method.ts";
import { listComments } from "../store/comment.ts";
import type { Store } from "../store/open-store.ts";
import { COMMENT_STATES } from "./comment.ts";
import { type Comments, commentOf } from "./comments.ts";

const CURSOR = /^(\d{1,16})\.([A-Za-z0-9_-]{1,64})$/;

/** `comments.list` and `comments.moderate`: for devices that may write comments in the owner's name. */
export function commentMethods({ store, comments }: { store: Store; comments: Comments }): Methods {
  return {
    "comments.list": method({
      capability: "comment",
      roles: ["device", "vault"],
      params: z.strictObject({
        state: z.enum(COMMENT_STATES).optional(),
        /** The `cursor` of the last item seen. */
        before: z.string().regex(CURSOR).optional(),
        limit: z.int().min(1).max(100).default(50),
      }),
      run: ({ tenant }, { state, before, limit }) => {
        const [, received, id] = CURSOR.exec(before ?? "") ?? [];
        const after = id === undefined ? undefined : { received: Number(received), id };
        const rows = listComments(store, tenant.id, { state, before: after, limit: limit + 1 });
        const all = rows
          .slice(0, limit)
          .map(commentOf)
          .map((comment) => ({
            id: comment.id,
            page: comment.page,
            name: comment.name,
            guest: comment.guest,
            text: comment.text,
            state: comment.state,
            at: comment.at,
            cursor: `${comment.received}.${comment.id}`,
            ...(comment.address !== null && { address: comment.address }),
            ...(comment.identity !== null && { identity: comment.identity }),
            ...(comment.replyTo !== null && { replyTo: comment.replyTo }),
          }));
        const items = fitAnswer(all);
        return { items, more: rows.length > items.length };
      },
    }),
    "comments.moderate": method({
      capability: "comment",
      roles: ["device", "vault"],
      params: z.strictObject({
        id: z.string().max(64),
        /** Also back to pending: what was decided can be undone. */
        state: z.enum(COMMENT_STATES),
      }),
      run: ({ tenant }, { id, state }) => comments.moderate(tenant.id, id, state) ?? { ok: true },
    }),
  };
}
