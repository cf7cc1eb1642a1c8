// Comments the owner writes on other people's pages: signed here, public there when the author says so.

import { type Address, originOf } from "@courtyard/protocol/address.ts";
import { makeEnvelope } from "@courtyard/protocol/envelope.ts";
import { commentCreateSchema } from "@courtyard/protocol/messages/comment-create.ts";
import { type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { Core } from "./core.ts";
import type { Delivery, OutgoingQueue } from "./outgoing.ts";
import { type AppStorage, sortable } from "./storage-port.ts";

/** Key: `TIME/ENVELOPE-ID`. */
export interface Comment {
  readonly id: string;
  readonly to: Address;
  /** Path of the page on the site of `to`. */
  readonly page: string;
  readonly text: string;
  readonly name: string;
  readonly at: number;
  readonly delivery: Delivery;
}

/** What the owner writes. */
export interface NewComment {
  readonly to: Address;
  readonly page: string;
  readonly text: string;
  readonly name: string;
  readonly replyTo?: string;
}

export interface Comments {
  /** Signs, keeps and sends a comment. Refuses `envelope-data` for what the protocol has no room for. */
  write(comment: NewComment): Promise<Comment | Refusal>;
}

/** The comments written on this device. */
export function createComments(core: Core, outgoing: OutgoingQueue): Comments {
  const { device, signer, storage, now, notify } = core;
  return {
    async write({ to, page, text, name, replyTo }) {
      const data = { page, text: text.toWellFormed(), name, ...(replyTo && { replyTo }) };
      const fits = commentCreateSchema.safeParse(data);
      if (!fits.success) return refuse("envelope-data", fits.error.issues[0]?.path.join("."));
      const { address: from, kid } = device;
      const at = now();
      const envelope = await makeEnvelope({
        from,
        to,
        type: "comment.create",
        data,
        signer,
        kid,
        now: at,
      });
      const { id } = envelope;
      const row: Comment = { id, to, page, text, name, at, delivery: { state: "waiting" } };
      const key = `${sortable(at)}/${id}`;
      await storage.write([
        { shelf: "comments", key, value: row },
        { shelf: "settings", key: "name", value: name },
        ...outgoing.enqueue(envelope, { shelf: "comments", key, topic: "comments" }),
      ]);
      notify("comments");
      void outgoing.flush();
      return row;
    },
  };
}

/** Comments written here, newest first. */
export async function listComments(storage: AppStorage, limit = 100): Promise<Comment[]> {
  const rows = await storage.list("comments", { newestFirst: true, limit });
  return rows.map((row) => row.value);
}

/** The web address of the page that a comment is on. */
export function commentUrl({ to, page }: Pick<Comment, "to" | "page">): string {
  return originOf(to) + encodeURI(page);
}
