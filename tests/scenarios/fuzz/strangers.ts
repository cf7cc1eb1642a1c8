// Callers from many addresses: all of 127.0.0.0/8 is this machine, and limits count by address.

import { request } from "node:http";
import { connect } from "node:net";
import { WebSocket } from "ws";

let last = 1;

/** A loopback address that has not called before in this process. */
export function newAddress(): string {
  last += 1;
  return `127.${1 + (last >> 16)}.${(last >> 8) & 255}.${last & 255}`;
}

export interface Call {
  readonly port: number;
  readonly host: string;
  readonly path: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: Buffer;
}

/** What came back; `status` 0 where the connection was ended without an answer. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** One HTTP request from an address of its own. */
export function call({
  port,
  host,
  path,
  method = "GET",
  headers = {},
  body,
}: Call): Promise<Answer> {
  return new Promise((resolve) => {
    const sent = request(
      {
        ...{ host: "127.0.0.1", port, path, method, agent: false, localAddress: newAddress() },
        headers: { host, ...(body && { "content-length": body.length }), ...headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        const done = () =>
          resolve({
            status: response.statusCode ?? 0,
            text: Buffer.concat(chunks).toString("latin1"),
          });
        response.on("end", done);
        response.on("error", done);
      },
    );
    sent.on("error", () => resolve({ status: 0, text: "" }));
    sent.end(body);
  });
}

/** Writes bytes on a bare TCP connection, closes its half and reads what comes until the other end closes. */
export function shout(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port, localAddress: newAddress() });
    const chunks: Buffer[] = [];
    socket.on("data", (chunk) => chunks.push(chunk as Buffer));
    socket.on("error", () => {});
    socket.on("close", () => resolve(Buffer.concat(chunks).toString("latin1")));
    socket.on("connect", () => socket.end(bytes));
  });
}

/** A websocket that tells the text of every frame that came. */
export interface StrangerSocket {
  readonly frames: string[];
  send(bytes: Buffer, options: { binary: boolean }): void;
  /** Resolves when a frame has come that fits, or the socket is closed. */
  heard(fits: (frame: string) => boolean): Promise<void>;
  /** Resolves when the socket is closed, by whomever. */
  close(): Promise<void>;
}

/** A websocket from an address of its own, without a handshake; undefined where the upgrade is refused. */
export function strangerSocket(port: number, host: string): Promise<StrangerSocket | undefined> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/_courtyard/ws`, "courtyard.1", {
    headers: { host },
    perMessageDeflate: false,
    localAddress: newAddress(),
  });
  const frames: string[] = [];
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const look of [...waiting]) look();
  };
  const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()));
  socket.on("message", (data) => {
    frames.push(String(data));
    wake();
  });
  socket.on("close", wake);
  return new Promise((resolve) => {
    socket.once("error", () => resolve(undefined));
    socket.once("open", () => {
      socket.on("error", () => {});
      resolve({
        frames,
        send: (bytes, { binary }) => {
          if (socket.readyState === WebSocket.OPEN) socket.send(bytes, { binary });
        },
        heard: (fits) =>
          new Promise((done) => {
            const look = (): void => {
              if (!frames.some(fits) && socket.readyState === WebSocket.OPEN) return;
              waiting.delete(look);
              done();
            };
            waiting.add(look);
            look();
          }),
        close: () => {
          socket.close();
          return closed;
        },
      });
    });
  });
}
