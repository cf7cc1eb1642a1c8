import { formatAddress } from "@courtyard/protocol/address.ts";
import { formatEnvelope, type VerifiedEnvelope } from "@courtyard/protocol/envelope.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import type { CommentCreate } from "@courtyard/protocol/messages/comment-create.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { TenantEvents } from "../events/tenant-events.ts";
import type { Sites } from "../site/live-site.ts";
import {
  approvedComments,
  type CommentRow,
  type CommentSummary,
  commentRow,
  eraseComment,
  insertComment,
  setCommentState,
} from "../store/comment.ts";
import type { Store } from "../store/open-store.ts";
import { markTreePaths } from "../store/publication.ts";
import type { Comment, CommentState } from "./comment.ts";
import { commentItemHtml } from "./comment-html.ts";
import { type PageTarget, pageTarget } from "./page-target.ts";
import { createPendingRoom } from "./pending-room.ts";
import { cleanLine, cleanText } from "./plain-text.ts";

/** Takes comments in and moves them between their states; each change is one commit. */
export interface Comments {
  /** For the inbox: runs inside its transaction. Refuses strangers beyond what may wait. */
  receive(received: ReceivedComment): Refusal | undefined;
  /** A guest's comment, already within its quota. */
  add(guest: GuestComment): Refusal | undefined;
  /** Refuses `not-found`. Moving to the state it has is no change. */
  moderate(tenant: string, id: string, state: CommentState): Refusal | undefined;
  target(tenant: string, page: string): PageTarget | Refusal;
  approvedOf(tenant: string, page: string): Comment[];
}

export interface ReceivedComment {
  readonly tenant: string;
  readonly envelope: VerifiedEnvelope;
  /** Identity id of the sender. */
  readonly sender: string;
  /** A friend of the owner, or the owner: seen at once. */
  readonly trusted: boolean;
  readonly receivedAt: number;
}

export interface GuestComment {
  readonly tenant: string;
  readonly id: string;
  readonly page: string;
  readonly name: string;
  readonly text: string;
  readonly at: number;
}

/** A page whose visible comments changed, for overlays, the public tree and open pages. */
export interface PageChange {
  readonly tenant: string;
  readonly target: PageTarget;
  /** The frame for readers who have the page open; undefined when it would be too large. */
  readonly frame: CommentFrame | undefined;
}

export interface CommentFrame {
  readonly t: "comment";
  readonly page: string;
  readonly id: string;
  readonly html: string;
  readonly state: "approved" | "removed";
}

export function createComments({
  store,
  sites,
  events,
  onPageChange,
}: {
  store: Store;
  sites: Sites;
  events: Pick<TenantEvents, "emit">;
  /** Called after the commit. */
  onPageChange: (change: PageChange) => void;
}): Comments {
  const hasRoom = createPendingRoom(store);
  const target = (tenant: string, page: string) => pageTarget(sites.of(tenant), page);
  const approvedOf = (tenant: string, page: string): Comment[] =>
    approvedComments(store, tenant, page).map(commentOf);

  function insert(row: CommentRow, place: PageTarget): void {
    insertComment(store, row);
    if (row.state === "approved") changed(row, place);
    else {
      const { tenant, id, page } = row;
      store.afterCommit(() => events.emit(tenant, "comment.pending", { id, page }));
    }
  }

  /** Inside the transaction that changed what readers see of a page. */
  function changed(row: CommentRow, place: PageTarget): void {
    const { tenant, id } = row;
    markTreePaths(store, tenant, [place.path]);
    store.afterCommit(() => {
      const approved = approvedOf(tenant, place.page);
      const comment = approved.find((other) => other.id === id);
      const html = comment ? commentItemHtml(comment, { lang: place.lang, approved }) : "";
      const state = comment ? "approved" : "removed";
      const frame = { t: "comment", page: place.page, id, html, state } as const;
      const fits = html.length <= LIMITS.commentHtmlLength;
      onPageChange({ tenant, target: place, frame: fits ? frame : undefined });
    });
  }

  return {
    target,
    approvedOf,
    receive: ({ tenant, envelope, sender, trusted, receivedAt }) => {
      const data = envelope.data as CommentCreate;
      const place = target(tenant, data.page);
      if (isRefusal(place)) return place;
      const text = cleanText(data.text);
      const name = cleanLine(data.name);
      if (text === "" || name === "") return refuse("envelope-data", "nothing to read");
      if (!trusted && !hasRoom(tenant, receivedAt)) return refuse("quota-exceeded", "comments");
      insert(
        {
          tenant,
          id: envelope.id,
          page: place.page,
          name,
          text,
          reply_to: data.replyTo ?? null,
          state: trusted ? "approved" : "pending",
          guest: 0,
          identity: sender,
          address: formatAddress(envelope.from),
          envelope: formatEnvelope(envelope),
          at: envelope.ts,
          received: receivedAt,
        },
        place,
      );
      return undefined;
    },
    add: ({ tenant, id, page, name, text, at }) => {
      const place = target(tenant, page);
      if (isRefusal(place)) return place;
      store.transaction(() =>
        insert(
          {
            tenant,
            id,
            page: place.page,
            name,
            text,
            reply_to: null,
            state: "pending",
            guest: 1,
            identity: null,
            address: null,
            envelope: null,
            at,
            received: at,
          },
          place,
        ),
      );
      return undefined;
    },
    moderate: (tenant, id, state) =>
      store.transaction(() => {
        const row = commentRow(store, tenant, id);
        if (!row || row.state === "deleted") return refuse("not-found", "comment");
        if (row.state === state) return undefined;
        if (state === "deleted") eraseComment(store, tenant, id);
        else setCommentState(store, tenant, id, state);
        // Only what was or becomes visible changes the page, and only while the page is there.
        if (row.state === "approved" || state === "approved") {
          const place = target(tenant, row.page);
          if (!isRefusal(place)) changed(row, place);
        }
        return undefined;
      }),
  };
}

/** A comment as the features know it. */
export function commentOf(row: CommentSummary): Comment {
  const { reply_to, guest, ...rest } = row;
  return { ...rest, replyTo: reply_to, guest: guest === 1 };
}
