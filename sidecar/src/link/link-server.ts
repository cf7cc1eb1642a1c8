import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { sameAddress } from "@courtyard/protocol/address.ts";
import { type ServerHandshake, serverHandshake } from "@courtyard/protocol/handshake.ts";
import { formatKid } from "@courtyard/protocol/kid.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import { nodeBackend } from "@courtyard/protocol/node/ed25519.ts";
import { type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import { WebSocketServer } from "ws";
import type { ServerLimits } from "../config/server-limits.ts";
import type { OwnIdentities } from "../identity/own-identity.ts";
import type { RemoteIdentities } from "../identity/remote-identity.ts";
import type { ServeKeys } from "../identity/serve-keys.ts";
import { createBuckets } from "../limit/token-bucket.ts";
import type { Logger } from "../log.ts";
import { contactOf } from "../store/contact.ts";
import type { Store } from "../store/open-store.ts";
import type { TenantDirectory } from "../tenant/directory.ts";
import type { Tenant } from "../tenant/tenant.ts";
import type { FrameHandler } from "./link.ts";
import { createLinks, type Links } from "./links.ts";
import { Session } from "./session.ts";

/** The websocket side of the process. */
export interface LinkServer {
  readonly links: Links;
  readonly handshaking: () => number;
  /** Something was queued for these devices of a tenant. */
  pumpQueues(tenant: string, devices: readonly string[]): void;
  /** Takes over `upgrade` requests of an HTTP server. */
  attach(server: Server): void;
  /** Closes every socket with 1001; those that do not answer within `grace` ms are cut. */
  close(grace: number): Promise<void>;
}

export interface LinkServerOptions {
  readonly limits: ServerLimits;
  readonly clock: () => number;
  readonly log: Logger;
  readonly store: Store;
  readonly tenants: TenantDirectory;
  readonly own: OwnIdentities;
  readonly remote: RemoteIdentities;
  readonly serveKeys: (tenant: string) => Promise<ServeKeys | undefined>;
  readonly remoteOf: (incoming: IncomingMessage) => string;
  /** Who handles the frames of a socket that has just proved itself. */
  readonly handlerFor: (session: Session) => FrameHandler;
}

export const SOCKET_PATH = "/_courtyard/ws";
export const SUBPROTOCOL = "courtyard.1";
const SWEEP_EVERY = 1_000;

export function createLinkServer(options: LinkServerOptions): LinkServer {
  const { limits, clock, log, tenants } = options;
  const links = createLinks(limits);
  const handshaking = new Set<Session>();
  const upgrades = createBuckets(limits.upgrades);
  const perRemote = new Map<string, number>();
  const sockets = new WebSocketServer({
    noServer: true,
    // Compression costs a sliding window of memory for each socket, and mixes secrets with guests' text.
    perMessageDeflate: false,
    maxPayload: 2 * LIMITS.frameBytes,
    clientTracking: false,
    handleProtocols: () => SUBPROTOCOL,
  });
  let nextPing = clock() + limits.pingEvery;
  let closing = false;

  const owner = {
    limits,
    clock,
    admit(session: Session): FrameHandler | Refusal {
      handshaking.delete(session);
      const no = closing ? refuse("shutting-down") : (foreignGuest(session) ?? links.add(session));
      return no ?? options.handlerFor(session);
    },
    refused(session: Session, { code, detail }: Refusal): void {
      const role = session.ready ? session.peer.role : "handshake";
      log.debug(
        { tenant: session.tenant.id, remote: session.remote, role, code, detail },
        "refused",
      );
    },
    failed(session: Session, error: unknown): void {
      log.error({ err: error, tenant: session.tenant.id }, "frame failed");
    },
    gone(session: Session): void {
      const left = (perRemote.get(session.remote) ?? 1) - 1;
      if (left === 0) perRemote.delete(session.remote);
      else perRemote.set(session.remote, left);
      handshaking.delete(session);
      links.remove(session);
    },
  };

  async function handshakeFor(tenant: Tenant): Promise<ServerHandshake | undefined> {
    const keys = await options.serveKeys(tenant.id);
    if (!keys) return undefined;
    const server = { id: options.own.of(tenant.id)?.id, device: keys.record.id };
    return serverHandshake({
      start: clock(),
      backend: nodeBackend,
      faceOf: (to) =>
        server.id !== undefined && sameAddress(to, tenant.address)
          ? { kid: formatKid(server.id, server.device), signer: keys.signer }
          : refuse("tenant-unknown"),
      identityOf: ({ role, from, kid }) => {
        if (role !== "peer") return options.own.of(tenant.id) ?? refuse("tenant-unknown");
        if (!from) return refuse("handshake-shape", "from");
        const [identity = "", device = ""] = kid.split("#");
        if (contactOf(options.store, tenant.id, identity)?.blocked === 1) return refuse("blocked");
        return options.remote.resolve(tenant, from, { device });
      },
    });
  }

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    // Until `ws` takes over, a reset by the client must not become an uncaught error.
    socket.on("error", ignore);
    const tenant = tenants.byHost(request.headers.host);
    if (request.url?.split("?")[0] !== SOCKET_PATH || !tenant) return deny(socket, 404);
    const protocols = (request.headers["sec-websocket-protocol"] ?? "").split(/\s*,\s*/);
    if (!protocols.includes(SUBPROTOCOL)) return deny(socket, 400);
    const remote = options.remoteOf(request);
    if (closing || handshaking.size >= limits.handshaking) return deny(socket, 503);
    const open = perRemote.get(remote) ?? 0;
    if (open >= limits.connectionsPerIp || !upgrades(remote, clock())) return deny(socket, 429);
    const handshake = await handshakeFor(tenant);
    if (!handshake || socket.destroyed) return deny(socket, 404);
    sockets.handleUpgrade(request, socket, head, (client) => {
      perRemote.set(remote, (perRemote.get(remote) ?? 0) + 1);
      const { origin } = request.headers;
      handshaking.add(new Session(client, { tenant, remote, origin, handshake, owner }));
    });
  }

  /** The only timer: deadlines of handshakes and of devices each second, pings now and then. */
  function sweep(): void {
    const now = clock();
    for (const session of handshaking) {
      if (now - session.openedAt < limits.handshakeTimeout) continue;
      handshaking.delete(session);
      session.close(1008, refuse("handshake-timeout"));
      // Who was too slow to say hello may be too slow to say goodbye.
      setTimeout(() => session.terminate(), SWEEP_EVERY).unref();
    }
    links.endRevoked(now);
    if (now < nextPing) return;
    nextPing = now + limits.pingEvery;
    for (const session of links.all()) {
      if (session.alive) session.ping();
      else session.terminate();
    }
  }
  const sweeper = setInterval(sweep, SWEEP_EVERY).unref();
  options.own.onChange((tenant, identity) => links.identityChanged(tenant, identity, clock()));

  return {
    links,
    handshaking: () => handshaking.size,
    pumpQueues: (tenant, devices) => {
      for (const session of links.owned(tenant)) {
        const { peer } = session;
        if (peer.role !== "guest" && devices.includes(peer.device.id)) session.pump();
      }
    },
    attach: (server) => {
      server.on("upgrade", (request, socket, head) => {
        upgrade(request, socket, head).catch((error) => {
          log.error({ err: error }, "upgrade failed");
          deny(socket, 500);
        });
      });
    },
    close: async (grace) => {
      closing = true;
      clearInterval(sweeper);
      const open = [...handshaking, ...links.all()];
      for (const session of open) session.close(1001);
      const end = Date.now() + grace;
      while (handshaking.size + total(links) > 0 && Date.now() < end) {
        await new Promise((wake) => setTimeout(wake, 20));
      }
      for (const session of open) session.terminate();
      sockets.close();
    },
  };
}

/** A page elsewhere must not make its visitors comment here; owners prove a key, wherever they are. */
function foreignGuest({ peer, origin, tenant }: Session): Refusal | undefined {
  if (peer.role !== "guest" || origin === undefined || origin === tenant.origin) return undefined;
  return refuse("policy-refused", "another origin");
}

function total({ counts }: Links): number {
  return counts.peer + counts.vault + counts.device + counts.guest;
}

// Outside of `upgrade`, or it would hold the request and the handshake as long as the socket lives.
function ignore(): void {}

const REASONS: Readonly<Record<number, string>> = {
  400: "Bad Request",
  404: "Not Found",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

function deny(socket: Duplex, status: number): void {
  if (socket.destroyed) return;
  socket.end(
    `HTTP/1.1 ${status} ${REASONS[status]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
  );
}
