import type { Frame } from "@courtyard/protocol/frames.ts";
import type { LinkPeer } from "@courtyard/protocol/handshake.ts";
import type { Refusal } from "@courtyard/protocol/refusal.ts";
import type { JsonObject, JsonValue } from "@courtyard/protocol/strict-json.ts";
import type { Tenant } from "../tenant/tenant.ts";

/** One open socket after `ready`. */
export interface Link {
  readonly tenant: Tenant;
  readonly peer: LinkPeer;
  /** IP address of the other end. */
  readonly remote: string;
  /** Sends frame text as it is. A reader who does not keep up is cut off. */
  send(frame: string | Buffer): void;
  sendFrame(frame: Frame): void;
  refuse(refusal: Refusal, re?: string): void;
  /** Sends a `req` and waits for its answer; refuses `timeout`, and `vault-away` when it closes. */
  request(method: string, params: JsonObject, timeout: number): Promise<JsonValue | Refusal>;
  close(code: number, refusal?: Refusal): void;
}

/** Someone of a role after the handshake: `P` is the proven kind. */
export type ProvenPeer = Exclude<LinkPeer, { role: "guest" }>;
export type ProvenLink = Link & { readonly peer: ProvenPeer };

export function isProven(link: Link): link is ProvenLink {
  return link.peer.role !== "guest";
}

/** What a role does with its frames. `parseFrameFrom` has checked that the role may send them. */
export interface FrameHandler {
  /** After `ready` was sent: the first moment at which frames may go out. */
  opened?(): void;
  /** Something was queued for this device. */
  pump?(): void;
  /** A promise holds back the socket's reading when too many are unanswered. */
  frame(frame: Frame): Promise<void> | void;
  closed?(): void;
}
