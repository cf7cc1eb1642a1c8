// One connection to the sidecar: the socket, the handshake, and then frames. No retries here.

import { Agent as PlainAgent } from "node:http";
import { Agent as SecureAgent } from "node:https";
import { type Address, socketUrlOf } from "@courtyard/protocol/address.ts";
import type { Signer } from "@courtyard/protocol/ed25519.ts";
import {
  type Frame,
  parseFrameFrom,
  readFrameJson,
  refuseFrameOf,
  replyIdOf,
} from "@courtyard/protocol/frames.ts";
import { clientHandshake } from "@courtyard/protocol/handshake.ts";
import type { Identity } from "@courtyard/protocol/identity.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import { nodeBackend } from "@courtyard/protocol/node/ed25519.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import WebSocket from "ws";
import { lookup } from "../net/lookup.ts";
import { serial } from "../serial.ts";

const plainAgent = new PlainAgent({ lookup });
const secureAgent = new SecureAgent({ lookup });

/** A link that is ready. */
export interface OpenLink {
  send(frame: Frame): void;
  close(): void;
  /** Resolves when the socket is gone, for whatever reason. */
  readonly closed: Promise<void>;
}

export interface OpenLinkOptions {
  address: Address;
  identity: Identity;
  kid: string;
  signer: Signer;
  clock: () => number;
  signal: AbortSignal;
  onFrame: (frame: Frame, link: OpenLink) => void;
  /** A ping this often; without an answer by the next one, the link counts as dead. */
  pingEvery?: number;
}

/**
 * Connects as the vault and proves it; the server must prove a serve device of our own log. Refuses
 * with the handshake's codes, or `delivery-unreachable`.
 */
export function openLink(options: OpenLinkOptions): Promise<OpenLink | Refusal> {
  const { address, identity, kid, signer, clock, signal, onFrame, pingEvery = 30_000 } = options;
  const url = socketUrlOf(address);
  const socket = new WebSocket(url, ["courtyard.1"], {
    agent: url.startsWith("wss:") ? secureAgent : plainAgent,
    handshakeTimeout: LIMITS.handshakeTimeout,
    maxPayload: LIMITS.frameBytes,
    perMessageDeflate: false,
  });
  const handshake = clientHandshake({
    role: "vault",
    to: address,
    kid,
    signer,
    server: identity,
    start: clock(),
    backend: nodeBackend,
  });
  const inOrder = serial();
  let ready = false;
  let alive = true;

  return new Promise((resolve) => {
    let pings: NodeJS.Timeout | undefined;
    const { promise: closed, resolve: onClosed } = Promise.withResolvers<void>();
    const link: OpenLink = {
      send: (frame) => {
        if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
      },
      close: () => socket.close(1000),
      closed,
    };
    const abort = () => socket.terminate();
    const timeout = setTimeout(() => give(refuse("handshake-timeout")), LIMITS.handshakeTimeout);
    signal.addEventListener("abort", abort);

    function give(result: OpenLink | Refusal): void {
      clearTimeout(timeout);
      if (isRefusal(result)) socket.terminate();
      resolve(result);
    }
    async function shake(data: string): Promise<void> {
      const value = readFrameJson(data, { bytes: LIMITS.handshakeFrameBytes });
      const step = isRefusal(value) ? value : await handshake.receive(value, clock());
      if (isRefusal(step)) return give(step);
      if (step.state === "waiting") {
        socket.send(JSON.stringify(step.send));
        return;
      }
      ready = true;
      give(link);
    }
    function take(data: string): void {
      const value = readFrameJson(data);
      const frame = isRefusal(value)
        ? value
        : parseFrameFrom(value, { role: "vault", side: "server" });
      if (!isRefusal(frame)) onFrame(frame, link);
      else link.send(refuseFrameOf(frame, isRefusal(value) ? undefined : replyIdOf(value)));
    }

    socket.on("open", () => {
      socket.send(JSON.stringify(handshake.hello));
      pings = setInterval(() => {
        if (!alive) return socket.terminate();
        alive = false;
        socket.ping();
      }, pingEvery);
    });
    socket.on("pong", () => {
      alive = true;
    });
    // In order, since a frame may come in while the handshake still checks the one before.
    socket.on("message", (data, binary) => {
      if (binary) return link.send(refuseFrameOf(refuse("frame-binary")));
      const text = data.toString();
      void inOrder(async () => (ready ? take(text) : shake(text))).catch(() => socket.terminate());
    });
    socket.on("error", (error) => give(refuse("delivery-unreachable", error.message)));
    socket.on("close", () => {
      clearInterval(pings);
      signal.removeEventListener("abort", abort);
      give(refuse("delivery-unreachable", "the connection was closed"));
      onClosed();
    });
    if (signal.aborted) abort();
  });
}
