// A real websocket server that says what a test tells it to say. It shakes hands as a sidecar does;
// after that every frame goes to `onFrame`.

import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { Address } from "@courtyard/protocol/address.ts";
import type { Frame } from "@courtyard/protocol/frames.ts";
import { parseFrameFrom, readFrameJson } from "@courtyard/protocol/frames.ts";
import { serverHandshake } from "@courtyard/protocol/handshake.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { type WebSocket, WebSocketServer } from "ws";
import type { TestPerson } from "./people.ts";

/** One connection of a client that has proved itself. */
export interface ScriptedClient {
  readonly role: string;
  readonly device: string;
  say(frame: Frame): void;
  /** Ends the connection without a word, as a machine that dies does. */
  die(): void;
}

export interface ScriptedSidecar extends AsyncDisposable {
  readonly address: Address;
  readonly clients: ReadonlySet<ScriptedClient>;
  /** How many connections were dialled, good or bad. */
  dialled: number;
  owner: TestPerson | undefined;
  onFrame: (frame: Frame, client: ScriptedClient) => void;
  onReady: (client: ScriptedClient) => void;
}

/** Listens on a free port of 127.0.0.1. Give it an `owner` before anybody dials. */
export async function scriptedSidecar(username: string): Promise<ScriptedSidecar> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const clients = new Set<ScriptedClient>();
  const sidecar: ScriptedSidecar = {
    address: { host: "127.0.0.1", port, username },
    clients,
    dialled: 0,
    owner: undefined,
    onFrame: () => {},
    onReady: () => {},
    async [Symbol.asyncDispose]() {
      for (const socket of server.clients) socket.terminate();
      server.close();
      await once(server, "close");
    },
  };
  server.on("connection", (socket) => {
    sidecar.dialled += 1;
    serve(socket, sidecar, clients);
  });
  return sidecar;
}

function serve(socket: WebSocket, sidecar: ScriptedSidecar, clients: Set<ScriptedClient>): void {
  const { owner } = sidecar;
  if (!owner) throw new Error("a scripted sidecar needs an owner");
  const handshake = serverHandshake({
    start: Date.now(),
    faceOf: () => owner.serve,
    identityOf: () => owner.identity,
  });
  let client: ScriptedClient | undefined;
  let taken = Promise.resolve();
  socket.on("message", (data) => {
    taken = taken.then(async () => {
      const value = readFrameJson(String(data));
      if (isRefusal(value)) throw new Error(value.code);
      if (client) {
        const frame = parseFrameFrom(value, { role: "device", side: "client" });
        if (isRefusal(frame)) throw new Error(`${frame.code} ${frame.detail}`);
        return sidecar.onFrame(frame, client);
      }
      const step = await handshake.receive(value, Date.now());
      if (isRefusal(step)) {
        socket.send(JSON.stringify({ t: "refuse", code: step.code }));
        return socket.close();
      }
      socket.send(JSON.stringify(step.send));
      if (step.state !== "ready" || step.peer.role === "guest") return;
      client = {
        role: step.peer.role,
        device: step.peer.device.id,
        say: (frame) => socket.send(JSON.stringify(frame)),
        die: () => socket.terminate(),
      };
      clients.add(client);
      sidecar.onReady(client);
    });
  });
  socket.on("close", () => {
    if (client) clients.delete(client);
  });
}
