import type { Refusal } from "@courtyard/protocol/refusal.ts";
import type { Tenant } from "../tenant/tenant.ts";

/** A reader's socket on a page: proved nothing, may only watch and offer. */
export interface GuestSocket {
  readonly tenant: Tenant;
  /** IP address, for quotas. */
  readonly remote: string;
  /**
   * Sends one frame, already written as JSON text; give the same Buffer to many sockets to fan
   * out. A socket whose reader does not keep up is closed, so this never buffers without bound.
   */
  send(frame: string | Buffer): void;
}

export interface WatchFrame {
  readonly t: "watch";
  readonly page: string;
}

export interface OfferFrame {
  readonly t: "offer";
  readonly id: string;
  readonly page: string;
  readonly name: string;
  readonly text: string;
}

/** What the comment feature does with guests' frames; the link has checked shape and rate. */
export interface GuestHandlers {
  watch(socket: GuestSocket, frame: WatchFrame): Refusal | undefined;
  offer(socket: GuestSocket, frame: OfferFrame): Refusal | undefined;
  /** Called once for every guest socket that ever watched or offered. */
  closed(socket: GuestSocket): void;
}
