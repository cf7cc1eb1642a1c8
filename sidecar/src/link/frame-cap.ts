import { LIMITS } from "@courtyard/protocol/limits.ts";
import type { WebSocket } from "ws";

/** Frames over this are refused by code; over twice this the socket is closed (1009) unread. */
export const HANDSHAKE_CAP = LIMITS.handshakeFrameBytes;

/**
 * Sets how much of one message `ws` will buffer before it gives up on a socket. The option is
 * per server, and a server does not know at the upgrade who is coming: with the cap of a peer,
 * 5,000 strangers could make us hold 5,000 half-sent frames of 512 KiB. The field is private to
 * `ws` 8 (lib/receiver.js); should it go, the server-wide bound still holds, and a test tells.
 */
export function setFrameCap(socket: WebSocket, bytes: number): void {
  const { _receiver } = socket as unknown as { _receiver?: { _maxPayload?: number } };
  if (typeof _receiver?._maxPayload === "number") _receiver._maxPayload = 2 * bytes;
}
