// The device's line to its own sidecar. It is dialled, proven, kept and dialled again; what is asked
// fails when there is no line, what is delivered waits for the next one and goes with the same
// envelope id, and what is queued is acknowledged only after the caller has committed it.

import { type Address, formatAddress } from "@courtyard/protocol/address.ts";
import type { Signer } from "@courtyard/protocol/ed25519.ts";
import type { Envelope } from "@courtyard/protocol/envelope.ts";
import type { Frame, FrameOf } from "@courtyard/protocol/frames.ts";
import type { Identity } from "@courtyard/protocol/identity.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { JsonObject, JsonValue } from "@courtyard/protocol/strict-json.ts";
import { backoff } from "./backoff.ts";
import { type Connection, connect } from "./connection.ts";
import { type OpenSocket, platformSocket } from "./socket-port.ts";

/** How the line is. `lastSeen` is when the sidecar last said anything on it, if ever. */
export type LinkState =
  | { readonly kind: "connecting"; readonly lastSeen: number | null }
  | { readonly kind: "ready"; readonly lastSeen: number }
  | {
      readonly kind: "waiting";
      readonly lastSeen: number | null;
      readonly retryAt: number;
      readonly refusal: Refusal;
    }
  | { readonly kind: "closed"; readonly lastSeen: number | null };

export type Answer = { readonly ok: true; readonly result: JsonValue };
export type Delivered = { readonly ok: true; readonly id: string };

/** The line. */
export interface DeviceLink extends AsyncDisposable {
  readonly state: LinkState;
  /** Calls a method. Refuses as the sidecar does, and `timeout` when there is no line or no answer. */
  request(method: string, params: JsonObject): Promise<Answer | Refusal>;
  /** Hands an envelope over; resolves when the sidecar has committed or refused it, however long. */
  deliver(envelope: Envelope): Promise<Delivered | Refusal>;
  /** The network or the screen is back: dial now, or make sure that the line still lives. */
  nudge(): void;
}

export interface DeviceLinkOptions {
  readonly address: Address;
  readonly kid: string;
  readonly signer: Signer;
  /** The own identity as verified and pinned; asked before each dial, since it grows. */
  readonly identity: () => Promise<Identity> | Identity;
  /** Commits queued envelopes. Acknowledged when it resolves; when it rejects they come again. */
  readonly onQueued: (items: FrameOf<"queued">["items"]) => Promise<void>;
  readonly onEvent?: (event: string, data: JsonObject) => void;
  readonly onState?: (state: LinkState) => void;
  /** The server proved a key that the pinned log does not know; the log may have grown. */
  readonly onStrangeServer?: () => Promise<void>;
  readonly openSocket?: OpenSocket;
  readonly now?: () => number;
  readonly random?: () => number;
}

const REQUEST_TIMEOUT = 25_000;
/** After this long without a word the sidecar is asked whether it is there. */
const QUIET = 30_000;
const PROBE_TIMEOUT = 10_000;

/** Opens the line and keeps it until disposed. */
export function openDeviceLink(options: DeviceLinkOptions): DeviceLink {
  const { address, kid, signer, identity, onQueued, onEvent, onState, onStrangeServer } = options;
  const { openSocket = platformSocket, now = Date.now, random = Math.random } = options;

  let connection: Connection | undefined;
  let state: LinkState = { kind: "connecting", lastSeen: null };
  let failures = 0;
  let closed = false;
  let requests = 0;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let quietTimer: ReturnType<typeof setTimeout> | undefined;
  const asked = new Map<string, (answer: Answer | Refusal) => void>();
  const sent = new Map<string, { envelope: Envelope; done: (end: Delivered | Refusal) => void }>();

  function become(next: LinkState): void {
    state = next;
    onState?.(next);
  }

  async function dial(): Promise<void> {
    clearTimeout(retryTimer);
    if (closed) return;
    become({ kind: "connecting", lastSeen: state.lastSeen });
    const opened = await connect({
      address,
      kid,
      signer,
      server: await identity(),
      openSocket,
      now,
      onFrame: (frame) => take(frame),
      onClose: () => lost(refuse("delivery-unreachable")),
    }).catch((cause) => refuse("internal", String(cause)));
    if (isRefusal(opened)) {
      if (opened.code === "handshake-server") await onStrangeServer?.().catch(() => {});
      return lost(opened);
    }
    if (closed) return opened.close();
    connection = opened;
    failures = 0;
    become({ kind: "ready", lastSeen: now() });
    listen();
    for (const { envelope } of sent.values()) put({ t: "deliver", envelope });
  }

  function lost(refusal: Refusal): void {
    connection = undefined;
    clearTimeout(quietTimer);
    for (const done of asked.values()) done(refuse("timeout", "the connection ended"));
    asked.clear();
    if (closed) return;
    const wait = backoff(failures++, random);
    retryTimer = setTimeout(() => void dial(), wait);
    become({ kind: "waiting", lastSeen: state.lastSeen, retryAt: now() + wait, refusal });
  }

  function put(frame: Frame): void {
    try {
      connection?.send(frame);
    } catch {
      // A socket that cannot take it is ending; its close event brings the next dial.
    }
  }

  /** Starts the quiet time anew: called at the beginning and at every word of the sidecar. */
  function listen(): void {
    clearTimeout(quietTimer);
    quietTimer = setTimeout(probe, QUIET);
  }

  function probe(): void {
    const probed = connection;
    clearTimeout(quietTimer);
    // Any answer will do, a refusal too. A browser cannot ping, and a dead TCP looks alive for minutes.
    quietTimer = setTimeout(() => probed?.close(), PROBE_TIMEOUT);
    put({ t: "req", id: `probe-${++requests}`, method: "queue.info", params: {} });
  }

  let committing: Promise<void> = Promise.resolve();
  function commit({ items }: FrameOf<"queued">, from: Connection | undefined): void {
    committing = committing.then(async () => {
      try {
        await onQueued(items);
      } catch (cause) {
        console.error(cause);
        return from?.close();
      }
      if (connection === from) put({ t: "fetched", n: Math.max(...items.map(({ n }) => n)) });
    });
  }

  function take(frame: Frame): void {
    state = { ...state, lastSeen: now() };
    listen();
    if (frame.t === "res") answer(frame.id, { ok: true, result: frame.result });
    if (frame.t === "ack") finish(frame.id, { ok: true, id: frame.id });
    if (frame.t === "queued") commit(frame, connection);
    if (frame.t === "event") onEvent?.(frame.event, frame.data);
    if (frame.t === "refuse" && frame.re !== undefined) {
      const refusal = refuse(frame.code, frame.detail);
      answer(frame.re, refusal);
      finish(frame.re, refusal);
    }
  }

  function answer(id: string, value: Answer | Refusal): void {
    asked.get(id)?.(value);
    asked.delete(id);
  }

  function finish(id: string, end: Delivered | Refusal): void {
    sent.get(id)?.done(end);
    sent.delete(id);
  }

  void dial();

  return {
    get state() {
      return state;
    },
    request(method, params) {
      if (!connection)
        return Promise.resolve(refuse("timeout", `${formatAddress(address)} is away`));
      const id = `r${++requests}`;
      return new Promise((resolve) => {
        const timer = setTimeout(() => answer(id, refuse("timeout", method)), REQUEST_TIMEOUT);
        asked.set(id, (value) => {
          clearTimeout(timer);
          resolve(value);
        });
        put({ t: "req", id, method, params });
      });
    },
    deliver(envelope) {
      return new Promise((done) => {
        sent.set(envelope.id, { envelope, done });
        put({ t: "deliver", envelope });
      });
    },
    nudge() {
      if (closed) return;
      if (connection) probe();
      else if (state.kind === "waiting") void dial();
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      clearTimeout(retryTimer);
      clearTimeout(quietTimer);
      const open = connection;
      connection = undefined;
      open?.close();
      for (const done of asked.values()) done(refuse("timeout", "closed here"));
      asked.clear();
      sent.clear();
      become({ kind: "closed", lastSeen: state.lastSeen });
      await committing;
    },
  };
}
