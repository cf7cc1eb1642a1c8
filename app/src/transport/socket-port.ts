// The one thing the transport needs of a platform: a websocket. Browsers and Node 26 have a global
// one; a program that must resolve `*.localhost` itself gives its own.

/** What both the DOM's WebSocket and the `ws` package offer. */
export interface SocketLike {
  send(data: string): void;
  close(): void;
  addEventListener(
    type: "open" | "message" | "close" | "error",
    listener: (event: { readonly data?: unknown }) => void,
  ): void;
}

/** Dials a URL with a subprotocol. May throw for a URL it cannot dial. */
export type OpenSocket = (url: string, protocol: string) => SocketLike;

/** The platform's own websocket. */
export const platformSocket: OpenSocket = (url, protocol) =>
  new WebSocket(url, protocol) as SocketLike;
