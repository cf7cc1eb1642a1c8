/**
 * What this server grants, as its operator may set it. The bounds that all ends agree on are in
 * the protocol's `LIMITS`; these are policy. Times in ms, sizes in bytes, rates per second.
 */
export interface ServerLimits {
  /** Open TCP connections from one IP address. Loopback (a proxy, one machine) counts as one too. */
  readonly connectionsPerIp: number;
  /** Open sockets of guests, per tenant. */
  readonly guestsPerTenant: number;
  /** Open sockets of peers, per tenant, and of one identity. */
  readonly peersPerTenant: number;
  readonly socketsPerIdentity: number;
  /** Sockets between TCP and `ready`, all tenants together. */
  readonly handshaking: number;
  /** From connect to `ready`. */
  readonly handshakeTimeout: number;
  /** A socket that has not answered a ping for two of these is closed. */
  readonly pingEvery: number;
  /** Time to send all request headers; time to send a whole request. */
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  /** An upload may take longer, as long as so much of it comes in each `requestTimeout`. */
  readonly uploadBytes: number;
  /** Largest frame a guest may send, and largest unsent backlog of a guest and of others. */
  readonly guestFrameBytes: number;
  readonly guestBacklogBytes: number;
  readonly backlogBytes: number;
  /** Frames of one socket. */
  readonly guestFrames: Rate;
  readonly frames: Rate;
  /** Envelopes of one remote identity. */
  readonly strangerEnvelopes: Rate;
  readonly friendEnvelopes: Rate;
  /** Envelopes of all strangers together, to one tenant. */
  readonly strangersTogether: Rate;
  /** Requests of one IP address to inbox, claim and pair. */
  readonly requests: Rate;
  /** New upgrade requests of one IP address. */
  readonly upgrades: Rate;
  /** Most envelopes in one commit. */
  readonly batch: number;
  /** Sealed bytes that wait for one tenant's devices; strangers may fill half of it. */
  readonly queueBytes: number;
  /** Waiting envelopes in one tenant's outbox. */
  readonly outboxItems: number;
  /** What one friend may have relayed in a day. */
  readonly relayItemsPerDay: number;
  readonly relayBytesPerDay: number;
}

/** `burst` at once, refilled by `perSecond`; when empty, closed until `resume` are there again. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
  readonly resume?: number;
}

const MIB = 1024 * 1024;

export const DEFAULT_SERVER_LIMITS: ServerLimits = Object.freeze({
  connectionsPerIp: 512,
  guestsPerTenant: 10_000,
  peersPerTenant: 1_000,
  socketsPerIdentity: 16,
  handshaking: 2_000,
  handshakeTimeout: 10_000,
  pingEvery: 30_000,
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  uploadBytes: 512 * 1024,
  guestFrameBytes: 32 * 1024,
  guestBacklogBytes: 256 * 1024,
  backlogBytes: 8 * MIB,
  guestFrames: { perSecond: 1, burst: 20 },
  frames: { perSecond: 200, burst: 2_000, resume: 64 },
  strangerEnvelopes: { perSecond: 2, burst: 240, resume: 64 },
  friendEnvelopes: { perSecond: 50, burst: 2_000, resume: 64 },
  strangersTogether: { perSecond: 10, burst: 5_000 },
  requests: { perSecond: 5, burst: 100 },
  upgrades: { perSecond: 20, burst: 200 },
  batch: 256,
  queueBytes: 64 * MIB,
  outboxItems: 20_000,
  relayItemsPerDay: 2_000,
  relayBytesPerDay: 64 * MIB,
});
