import { join } from "node:path";
import { randomBytes } from "@courtyard/protocol/bytes.ts";
import { claimRoutes } from "./claim/claim-routes.ts";
import { type Config, type ConfigInput, configFrom } from "./config/config.ts";
import { contactMethods } from "./contacts/contact-methods.ts";
import { createDispatch } from "./device-api/dispatch.ts";
import type { Methods } from "./device-api/method.ts";
import { createTenantEvents } from "./events/tenant-events.ts";
import type { Feature, Gauges } from "./feature.ts";
import { features as allFeatures } from "./features.ts";
import { createHttp } from "./http/create-http.ts";
import { httpServer, listen } from "./http/listen.ts";
import { remoteAddress } from "./http/remote-address.ts";
import { extendRoutes } from "./identity/extend-routes.ts";
import { findAuthorMethods } from "./identity/find-author.ts";
import { identityMethods } from "./identity/identity-methods.ts";
import { identityRoutes } from "./identity/identity-routes.ts";
import { createLogSource } from "./identity/log-source.ts";
import { loadOwnIdentities } from "./identity/own-identity.ts";
import { createPutIdentity } from "./identity/put-identity.ts";
import { createRemoteIdentities } from "./identity/remote-identity.ts";
import { createRemotePrekeys } from "./identity/remote-prekeys.ts";
import { createServeKeys } from "./identity/serve-keys.ts";
import { createBatch } from "./inbox/batch.ts";
import type { EnvelopeHandler } from "./inbox/handler.ts";
import { inboxRoutes } from "./inbox/inbox-routes.ts";
import { createPolicy } from "./inbox/policy.ts";
import { createInbox, type Inbox } from "./inbox/receive.ts";
import { handlerFor } from "./link/handler-for.ts";
import { createLinkServer, type LinkServer } from "./link/link-server.ts";
import { createLog, type Logger } from "./log.ts";
import { createGuardedClient, type GuardedClient } from "./net/guarded-client.ts";
import { directTransport } from "./outbox/direct.ts";
import { createOutbox, type Outbox } from "./outbox/outbox.ts";
import { outboxMethods } from "./outbox/outbox-methods.ts";
import { createPeerLinks } from "./outbox/peer-links.ts";
import { pairRoutes } from "./pair/pair-routes.ts";
import { queueMethods } from "./queue/queue-methods.ts";
import { createSealedHandler } from "./queue/sealed-handler.ts";
import { createByFriend } from "./relay/by-friend.ts";
import { createRelayHandler } from "./relay/relay-handler.ts";
import { openStore, type Store } from "./store/open-store.ts";
import { countWaiting } from "./store/outbox.ts";
import { countSealed } from "./store/sealed.ts";
import { sweepStore } from "./store/sweep.ts";
import { createTenantDirectory, type TenantDirectory } from "./tenant/directory.ts";

/** What a test may put in the place of the real thing. */
export interface SidecarOptions extends ConfigInput {
  readonly clock?: () => number;
  readonly random?: (length: number) => Uint8Array;
  /** 0 to 1, for jitter. */
  readonly chance?: () => number;
  readonly log?: Logger;
  readonly net?: GuardedClient;
  readonly store?: Store;
}

/** A running sidecar. Disposing of it stops it as SIGTERM does. */
export interface Sidecar extends AsyncDisposable {
  readonly port: number;
  readonly config: Config;
  readonly store: Store;
  readonly tenants: TenantDirectory;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly gauges: () => Gauges;
  /** Stops accepting, answers what is in hand, says goodbye to sockets, closes the database. */
  close(): Promise<void>;
}

const SWEEP_EVERY = 30_000;
const SWEEP_AGAIN = 1_000;
const GOODBYE = 1_500;

/** Opens the database, the port and everything between. Throws when the port is taken. */
export async function startSidecar(options: SidecarOptions): Promise<Sidecar> {
  const config = configFrom(options);
  const { limits, retry, dir } = config;
  const { clock = Date.now, random = randomBytes, chance = Math.random } = options;
  const log = options.log ?? createLog({ level: config.logLevel });
  const startedAt = clock();
  const store = options.store ?? openStore(join(dir, "sidecar.db"), { now: startedAt });
  const net = options.net ?? createGuardedClient();
  const tenants = createTenantDirectory(store, { dir });
  const own = await loadOwnIdentities(store, log);
  const events = createTenantEvents();
  const serveKeys = createServeKeys(store);
  const source = createLogSource({ net, clock, tenants, own });
  const remote = createRemoteIdentities({ store, source, events, log, clock });
  const prekeys = createRemotePrekeys({ store, net, tenants, clock });
  const putIdentity = createPutIdentity({ store, own, tenants, serveKeys });
  const batch = createBatch({ store, log, most: limits.batch });
  const policy = createPolicy(limits);

  // Inbox, outbox and links know each other only through these: each is made once, below.
  const later: { inbox?: Inbox; outbox?: Outbox; server?: LinkServer } = {};
  const made = <T>(part: T | undefined): T => {
    if (part === undefined) throw new Error("used before the sidecar has started");
    return part;
  };
  const gauges = (): Gauges => ({
    sockets: { ...made(later.server).links.counts, handshaking: made(later.server).handshaking() },
    outboxWaiting: countWaiting(store),
    queued: countSealed(store),
    accepted: made(later.inbox).count.accepted,
    refused: made(later.inbox).count.refused,
    batches: batch.count.batches,
    startedAt,
  });
  const context = { store, tenants, identities: own, events, net, log, clock, random, dir, gauges };
  const features = allFeatures.map((create) => create(context));

  const sealed = createSealedHandler({
    own,
    limits,
    onQueued: (tenant, devices) => made(later.server).pumpQueues(tenant, devices),
  });
  const relay = createRelayHandler({
    ...{ store, own, serveKeys, limits, clock },
    inbox: () => made(later.inbox),
    outbox: () => made(later.outbox),
  });
  const handlers = byType([sealed, relay, ...features.flatMap((one) => one.handlers ?? [])]);
  const inbox = createInbox({ store, batch, policy, own, remote, handlers, clock });
  later.inbox = inbox;

  const links = createPeerLinks({ own, remote, serveKeys, net, clock, retry });
  const direct = directTransport({ tenants, inbox, links, net });
  const byFriend = createByFriend({ store, own, remote, serveKeys, direct, clock });
  const outbox = createOutbox({
    ...{ store, batch, inbox, own, tenants, events, log, clock, chance, limits, retry },
    ...{ direct, byFriend },
  });
  later.outbox = outbox;

  const methods = merge([
    identityMethods({ store, own, remote, prekeys, putIdentity }),
    findAuthorMethods({ tenants, net }),
    contactMethods({ store, remote }),
    outboxMethods(store),
    queueMethods(store, limits),
    ...features.map((one) => one.methods ?? {}),
  ]);
  const dispatch = createDispatch({ methods, log, clock });
  const remoteOf = (incoming: Parameters<typeof remoteAddress>[0]): string =>
    remoteAddress(incoming, config);
  const guests = features.find((one) => one.guests)?.guests;
  const server = createLinkServer({
    ...{ limits, clock, log, store, tenants, own, remote, serveKeys, remoteOf },
    handlerFor: handlerFor({ inbox, outbox, dispatch, events, store, batch, clock, guests }),
  });
  later.server = server;

  const app = createHttp({
    tenants,
    log,
    remoteOf: (env) => remoteOf(env.incoming),
    system: features.flatMap((one) => one.system ?? []),
    routes: [
      inboxRoutes({ inbox, limits, clock }),
      claimRoutes({ store, serveKeys, putIdentity, limits, clock }),
      pairRoutes({ links: () => server.links, limits, clock }),
      identityRoutes({ store, own, clock }),
      extendRoutes({ own, putIdentity, limits, clock }),
      ...features.flatMap((one) => one.routes ?? []),
    ],
  });
  const http = httpServer(app, config);
  server.attach(http);
  const port = await listen(http, config).catch(async (error: unknown) => {
    await server.close(0);
    await net.close();
    store.close();
    throw error;
  });
  for (const feature of features) feature.start?.();
  outbox.start();
  let sweeper: NodeJS.Timeout | undefined;
  const sweep = (): void => {
    outbox.expire();
    const more = sweepStore(store, clock());
    sweeper = setTimeout(sweep, more ? SWEEP_AGAIN : SWEEP_EVERY).unref();
  };
  sweep();

  let closing: Promise<void> | undefined;
  async function shutDown(): Promise<void> {
    clearTimeout(sweeper);
    const closed = new Promise<void>((resolve) => http.close(() => resolve()));
    http.closeIdleConnections();
    // What is in hand is committed and acknowledged before the sockets are told goodbye.
    batch.flush();
    await new Promise((turn) => setImmediate(turn));
    await server.close(GOODBYE);
    links.close();
    await within(GOODBYE, outbox.close());
    await within(GOODBYE, Promise.all(features.map((one: Feature) => one.close?.())));
    http.closeAllConnections();
    await within(500, closed);
    batch.flush();
    await net.close();
    store.checkpoint();
    store.close();
    log.info({ event: "stopped" });
  }
  const close = (): Promise<void> => {
    closing ??= shutDown();
    return closing;
  };
  return {
    ...{ port, config, store, tenants, inbox, outbox, gauges, close },
    [Symbol.asyncDispose]: close,
  };
}

function byType(handlers: readonly EnvelopeHandler[]): Map<string, EnvelopeHandler> {
  const map = new Map<string, EnvelopeHandler>();
  for (const handler of handlers) {
    if (map.has(handler.type)) throw new Error(`two handlers for ${handler.type}`);
    map.set(handler.type, handler);
  }
  return map;
}

function merge(parts: readonly Methods[]): Methods {
  const all: Record<string, Methods[string]> = {};
  for (const part of parts) {
    for (const [name, one] of Object.entries(part)) {
      if (Object.hasOwn(all, name)) throw new Error(`two methods called ${name}`);
      all[name] = one;
    }
  }
  return all;
}

/** Waits for the work, but not longer: a shutdown ends within five seconds whatever hangs. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}
