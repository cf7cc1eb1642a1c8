// The vault's line to its sidecar: always dialled from here, so that the home needs no open port, and
// dialled again whenever it breaks.

import { setTimeout as delay } from "node:timers/promises";
import type { Address } from "@courtyard/protocol/address.ts";
import { randomBytes, toBase64url } from "@courtyard/protocol/bytes.ts";
import type { Envelope } from "@courtyard/protocol/envelope.ts";
import { type Frame, type FrameOf, refuseFrameOf } from "@courtyard/protocol/frames.ts";
import type { Identity } from "@courtyard/protocol/identity.ts";
import { formatKid } from "@courtyard/protocol/kid.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { JsonObject, JsonValue } from "@courtyard/protocol/strict-json.ts";
import type { Logger } from "pino";
import { backoff } from "../backoff.ts";
import type { VaultDevice } from "../identity/vault-device.ts";
import { serial } from "../serial.ts";
import { type OpenLink, openLink } from "./open-link.ts";
import { requests } from "./requests.ts";

export type LinkState = "connecting" | "linked" | "waiting" | "closed";

export interface SidecarLink extends AsyncDisposable {
  state(): LinkState;
  /** Why the last try failed, until one succeeds. */
  lastRefusal(): Refusal | null;
  call(method: string, params: JsonObject): Promise<{ value: JsonValue } | Refusal>;
  /** Sends an envelope by way of the sidecar; null once it has committed it. */
  deliver(envelope: Envelope): Promise<Refusal | null>;
  /** Drops the present connection and dials at once: the address or the identity changed. */
  redial(): void;
}

export interface SidecarLinkOptions {
  /** Read anew for every dial. */
  address: () => Address;
  identity: () => Identity;
  device: VaultDevice;
  clock: () => number;
  /** [0, 1), for the jitter. */
  random: () => number;
  log: Logger;
  /** Commits what the queue brought; when it refuses or throws, nothing is acknowledged. */
  receive: (envelopes: JsonObject[]) => Promise<Refusal | null>;
  /** Answers a request of the sidecar. */
  answer: (method: string, params: JsonObject) => Promise<JsonValue | Refusal>;
  /** After each `ready`. */
  onReady: () => Promise<void>;
  pingEvery?: number | undefined;
}

const ANSWER_WITHIN = 30_000;
/** A link that held this long was a good one: the next dial does not wait. */
const STEADY = 10_000;
/** How long work in progress may hold up the end. */
const GOODBYE = 1000;

/** Dials until it is disposed of. */
export function startSidecarLink(options: SidecarLinkOptions): SidecarLink {
  const { address, identity, device, clock, random, log, receive, answer, onReady } = options;
  const stop = new AbortController();
  const pending = requests();
  const fromQueue = serial();
  const spoilt = new WeakSet<OpenLink>();
  let link: OpenLink | undefined;
  let state: LinkState = "connecting";
  let lastRefusal: Refusal | null = null;
  let wake: () => void = () => {};

  async function takeQueued({ items }: FrameOf<"queued">, over: OpenLink): Promise<void> {
    // What came behind a frame that was not committed must not overtake it.
    if (spoilt.has(over)) return;
    const refusal = await receive(items.map((item) => item.envelope)).catch((err) => {
      log.error({ err }, "archiving failed");
      return refuse("internal");
    });
    if (refusal) {
      // Not committed (the link broke, a full disk), so not acknowledged: it comes again with the
      // next connection.
      log.info({ code: refusal.code }, "not archived yet");
      spoilt.add(over);
      over.close();
      return;
    }
    const n = items.at(-1)?.n;
    if (n !== undefined) over.send({ t: "fetched", n });
  }
  async function takeRequest({ id, method, params }: FrameOf<"req">, over: OpenLink) {
    const result = await answer(method, params).catch((err) => {
      log.error({ err, method }, "request failed");
      return refuse("internal");
    });
    over.send(isRefusal(result) ? refuseFrameOf(result, id) : { t: "res", id, result });
  }
  function onFrame(frame: Frame, over: OpenLink): void {
    if (frame.t === "queued") void fromQueue(() => takeQueued(frame, over));
    else if (frame.t === "req") void takeRequest(frame, over);
    else if (frame.t === "refuse" && !pending.settle(frame))
      log.warn({ code: frame.code, re: frame.re, detail: frame.detail }, "the sidecar refused");
    else pending.settle(frame);
  }

  async function dialOnce(): Promise<boolean> {
    state = "connecting";
    const result = await openLink({
      address: address(),
      identity: identity(),
      kid: formatKid(identity().id, device.id),
      signer: device.signer,
      clock,
      signal: stop.signal,
      onFrame,
      ...(options.pingEvery !== undefined && { pingEvery: options.pingEvery }),
    });
    if (isRefusal(result)) {
      if (lastRefusal?.code !== result.code && !stop.signal.aborted)
        log.warn({ code: result.code, detail: result.detail }, "no link to the sidecar");
      lastRefusal = result;
      return false;
    }
    link = result;
    state = "linked";
    lastRefusal = null;
    const since = clock();
    log.info({ event: "linked" }, "linked to the sidecar");
    const prepared = onReady().catch((err) => log.error({ err }, "after linking"));
    await result.closed;
    link = undefined;
    pending.failAll(refuse("delivery-unreachable", "the link broke"));
    await prepared;
    if (!stop.signal.aborted) log.info({ event: "unlinked" }, "the link to the sidecar broke");
    return clock() - since >= STEADY;
  }

  async function run(): Promise<void> {
    for (let attempt = 0; !stop.signal.aborted; attempt++) {
      if (await dialOnce()) attempt = 0;
      if (stop.signal.aborted) break;
      state = "waiting";
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, backoff(attempt, random));
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    state = "closed";
  }
  const running = run();

  return {
    state: () => state,
    lastRefusal: () => lastRefusal,
    call: async (method, params) => {
      if (!link) return refuse("delivery-unreachable", "not linked");
      const id = toBase64url(randomBytes(12));
      const answered = pending.expect(id, ANSWER_WITHIN);
      link.send({ t: "req", id, method, params });
      return answered;
    },
    deliver: async (envelope) => {
      if (!link) return refuse("delivery-unreachable", "not linked");
      const answered = pending.expect(envelope.id, ANSWER_WITHIN);
      link.send({ t: "deliver", envelope: { ...envelope } });
      const result = await answered;
      return isRefusal(result) ? result : null;
    },
    redial: () => {
      // At once, so that nobody takes the old line for the new one.
      if (state === "linked") state = "connecting";
      link?.close();
      wake();
    },
    [Symbol.asyncDispose]: async () => {
      // What was received is committed and acknowledged before we go, if that is quick.
      await Promise.race([fromQueue(async () => {}), delay(GOODBYE)]);
      link?.close();
      await Promise.race([link?.closed, delay(GOODBYE / 2)]);
      stop.abort();
      wake();
      await running;
    },
  };
}
