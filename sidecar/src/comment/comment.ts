/** pending waits for the owner; only approved ones are seen; deleted ones are emptied. */
export const COMMENT_STATES = ["pending", "approved", "rejected", "deleted"] as const;
export type CommentState = (typeof COMMENT_STATES)[number];

/** One comment on one page of a tenant's site. */
export interface Comment {
  /** The envelope's id, or 32 random bytes for a guest; base64url. */
  readonly id: string;
  /** Decoded URL path of the page, such as `/posts/旅行/`. */
  readonly page: string;
  readonly name: string;
  readonly text: string;
  readonly replyTo: string | null;
  readonly state: CommentState;
  readonly guest: boolean;
  readonly identity: string | null;
  /** `user@host[:port]` of the writer; null for a guest. */
  readonly address: string | null;
  /** When the writer says it was written. */
  readonly at: number;
  /** When it came here: the order of a page. */
  readonly received: number;
}
