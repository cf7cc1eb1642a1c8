import { type Address, socketUrlOf } from "@courtyard/protocol/address.ts";
import { parseFrameFrom, readFrameJson } from "@courtyard/protocol/frames.ts";
import { clientHandshake } from "@courtyard/protocol/handshake.ts";
import type { Identity } from "@courtyard/protocol/identity.ts";
import { formatKid } from "@courtyard/protocol/kid.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import { nodeBackend } from "@courtyard/protocol/node/ed25519.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import { type RawData, WebSocket } from "ws";
import type { ServeKeys } from "../identity/serve-keys.ts";
import { type GuardedClient, reachOf } from "../net/guarded-client.ts";
import type { Tenant } from "../tenant/tenant.ts";

/** An open socket of ours to another sidecar. */
export interface PeerLink {
  readonly open: boolean;
  /** undefined when acknowledged; `delivery-unreachable` when the link failed before an answer. */
  deliver(id: string, envelope: string): Promise<Refusal | undefined>;
  close(): void;
}

export interface PeerLinkOptions {
  readonly tenant: Tenant;
  readonly destination: Address;
  /** Whose sidecar it must be. */
  readonly server: Identity;
  /** Ours. */
  readonly identity: string;
  readonly keys: ServeKeys;
  readonly net: GuardedClient;
  readonly clock: () => number;
  readonly ackTimeout: number;
  readonly onClose: () => void;
}

/** Connects and shakes hands as `peer`. Refuses `delivery-unreachable` with what went wrong as detail. */
export function openPeerLink(options: PeerLinkOptions): Promise<PeerLink | Refusal> {
  const { tenant, destination, net, clock, keys } = options;
  const url = new URL(socketUrlOf(destination));
  const reach = reachOf(tenant);
  if (!net.mayConnect(url.hostname, reach)) {
    return Promise.resolve(refuse("delivery-unreachable", "not a public address"));
  }
  const start = clock();
  const handshake = clientHandshake({
    role: "peer",
    to: destination,
    from: tenant.address,
    kid: formatKid(options.identity, keys.record.id),
    signer: keys.signer,
    server: options.server,
    start,
    backend: nodeBackend,
  });
  const socket = new WebSocket(url, "courtyard.1", {
    lookup: net.lookup(reach),
    handshakeTimeout: LIMITS.handshakeTimeout,
    maxPayload: LIMITS.frameBytes,
    perMessageDeflate: false,
    followRedirects: false,
  });
  return new Promise((resolve) => {
    let link: ReturnType<typeof linkOver> | undefined;
    const timer = setTimeout(() => fail("handshake-timeout"), LIMITS.handshakeTimeout);
    function fail(detail: string): void {
      clearTimeout(timer);
      socket.terminate();
      resolve(refuse("delivery-unreachable", detail));
    }
    async function greet(data: RawData): Promise<void> {
      const value = readFrameJson(data as Buffer, { bytes: LIMITS.handshakeFrameBytes });
      if (isRefusal(value)) return fail(value.code);
      if (isRefuseFrame(value)) return fail(value.code);
      const step = await handshake.receive(value, clock());
      if (isRefusal(step)) return fail(step.code);
      if (step.state === "waiting") return socket.send(JSON.stringify(step.send));
      clearTimeout(timer);
      link = linkOver(socket, options.ackTimeout);
      resolve(link);
    }
    socket.on("open", () => socket.send(JSON.stringify(handshake.hello)));
    socket.on("message", (data) => {
      if (link) link.receive(data);
      else greet(data).catch((error: unknown) => fail(String(error)));
    });
    socket.on("error", (error) => fail(error.message));
    socket.on("close", () => {
      fail("closed");
      link?.ended();
      options.onClose();
    });
  });
}

function linkOver(socket: WebSocket, ackTimeout: number) {
  const waiting = new Map<string, (answer: Refusal | undefined) => void>();
  function settle(id: string, answer: Refusal | undefined): void {
    waiting.get(id)?.(answer);
  }
  return {
    get open() {
      return socket.readyState === WebSocket.OPEN;
    },
    deliver: (id: string, envelope: string): Promise<Refusal | undefined> =>
      new Promise((resolve) => {
        if (socket.readyState !== WebSocket.OPEN) {
          return resolve(refuse("delivery-unreachable", "closed"));
        }
        const timer = setTimeout(() => socket.terminate(), ackTimeout);
        waiting.set(id, (answer) => {
          clearTimeout(timer);
          waiting.delete(id);
          resolve(answer);
        });
        socket.send(`{"t":"deliver","envelope":${envelope}}`);
      }),
    receive(data: RawData): void {
      const value = readFrameJson(data as Buffer);
      const frame = isRefusal(value)
        ? value
        : parseFrameFrom(value, { role: "peer", side: "server" });
      if (isRefusal(frame)) return;
      if (frame.t === "ack") settle(frame.id, undefined);
      else if (frame.t === "refuse" && frame.re !== undefined) {
        settle(frame.re, refuse(frame.code, frame.detail));
      }
    },
    ended(): void {
      for (const id of [...waiting.keys()]) settle(id, refuse("delivery-unreachable", "closed"));
    },
    close: () => socket.close(1000),
  };
}

function isRefuseFrame(value: unknown): value is { t: "refuse"; code: string } {
  const { t, code } = (value ?? {}) as { t?: unknown; code?: unknown };
  return t === "refuse" && typeof code === "string";
}
