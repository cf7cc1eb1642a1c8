import type { Methods } from "./device-api/method.ts";
import type { TenantEvents } from "./events/tenant-events.ts";
import type { Routes } from "./http/create-http.ts";
import type { OwnIdentities } from "./identity/own-identity.ts";
import type { EnvelopeHandler } from "./inbox/handler.ts";
import type { GuestHandlers } from "./link/guest.ts";
import type { Logger } from "./log.ts";
import type { GuardedClient } from "./net/guarded-client.ts";
import type { Store } from "./store/open-store.ts";
import type { TenantDirectory } from "./tenant/directory.ts";

/** What every feature is given. No feature sees another. */
export interface FeatureContext {
  readonly store: Store;
  readonly tenants: TenantDirectory;
  readonly identities: OwnIdentities;
  readonly events: TenantEvents;
  readonly net: GuardedClient;
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly random: (bytes: number) => Uint8Array;
  /** The sidecar's data folder, absolute. */
  readonly dir: string;
  /** Counts for health and metrics; read when asked, so cheap to offer. */
  readonly gauges: () => Gauges;
}

/** The network's present numbers. */
export interface Gauges {
  readonly sockets: Readonly<Record<"peer" | "vault" | "device" | "guest" | "handshaking", number>>;
  readonly outboxWaiting: number;
  readonly queued: number;
  /** Envelopes since the start: accepted into the database, and refused. */
  readonly accepted: number;
  readonly refused: number;
  /** Commits since the start; `accepted / batches` is the mean batch. */
  readonly batches: number;
  readonly startedAt: number;
}

/** What a feature adds to the process. `sidecar.ts` merges them in the order of `features.ts`. */
export interface Feature {
  /** Routes for any host: health, metrics. */
  readonly system?: Routes;
  /** Routes of a tenant. */
  readonly routes?: Routes;
  readonly methods?: Methods;
  readonly handlers?: readonly EnvelopeHandler[];
  readonly guests?: GuestHandlers;
  /** After the port is open: timers, first fetches. */
  start?(): void;
  /** Ends timers and waits for work in hand; the store closes after. */
  close?(): Promise<void>;
}

export type CreateFeature = (context: FeatureContext) => Feature;
