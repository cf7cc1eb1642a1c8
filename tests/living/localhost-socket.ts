import { lookup } from "node:dns";
import { WebSocket } from "ws";
import type { OpenSocket } from "../../app/src/transport/socket-port.ts";

/** A websocket for headless devices: `*.localhost` is loopback here too, as it is in browsers (RFC 6761). */
export const localhostSocket: OpenSocket = (url, protocol) =>
  new WebSocket(url, protocol, {
    lookup: (host: string, options: object, done: (...answer: never[]) => void) =>
      lookup(host.endsWith(".localhost") ? "127.0.0.1" : host, options, done as never),
  } as never) as unknown as ReturnType<OpenSocket>;
