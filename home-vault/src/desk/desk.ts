// What the owner's devices ask of the publisher, answered sealed. The sidecar carries both and reads
// neither: drafts leave this machine for the device that asked, and for nobody else.

import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { utf8 } from "@courtyard/protocol/bytes.ts";
import { type DeskMethod, isDeskMethod, rightFor } from "@courtyard/protocol/desk.ts";
import { cutAnswer } from "@courtyard/protocol/desk-parts.ts";
import type { DeviceRecord } from "@courtyard/protocol/device.ts";
import type { Envelope, VerifiedEnvelope } from "@courtyard/protocol/envelope.ts";
import { findDevice, type Identity } from "@courtyard/protocol/identity.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import type { DeskAnswer, DeskRefusal, DeskRequest } from "@courtyard/protocol/private-payload.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { Logger } from "pino";
import { type OwnSealing, sealToOwn } from "../identity/seal-to-own.ts";
import { serial } from "../serial.ts";
import type { DoneRequests } from "./done-requests.ts";
import { isOfferedTheme } from "./offered-theme.ts";
import type { Publisher, PublisherAnswer } from "./publisher.ts";
import { watch } from "./watch.ts";

/** A request with the envelope that it came in. */
export interface AskedDesk {
  readonly request: DeskRequest;
  readonly envelope: Pick<VerifiedEnvelope, "kid" | "ts" | "exp">;
}

export interface Desk extends AsyncDisposable {
  /** Takes a request; it is answered later. One that came before is not done again. */
  take(asked: AskedDesk): void;
}

interface DeskOptions {
  /** Ends with the desk. */
  publisher: Publisher;
  me: () => Identity;
  done: DoneRequests;
  /** What is needed to seal for a device, asked for anew at each answer. */
  sealing: () => Promise<OwnSealing>;
  deliver: (envelope: Envelope) => Promise<Refusal | null>;
  log: Logger;
}

const pack = promisify(gzip);
/** Questions in hand at once; a person asks one or two. */
const MOST = 16;

/** The desk's side in the vault. */
export function createDesk(options: DeskOptions): Desk {
  const { publisher, me, done, sealing, deliver, log } = options;
  const oneChangeAtATime = serial();
  const inHand = new Set<Promise<void>>();
  /** What each device waits for, by method and kid. */
  const waiting = new Map<string, AbortController>();

  /** The answer's body as JSON text; null when somebody newer took the place. */
  async function bodyFor(method: DeskMethod, { request, envelope }: AskedDesk) {
    const body = objectOf(request.body);
    if (body === undefined) return refuse("params-shape", method);
    if (rightFor(method) !== "chat") return oneChangeAtATime(() => change(method, body));
    const place = `${method} ${envelope.kid}`;
    const stop = new AbortController();
    waiting.get(place)?.abort();
    waiting.set(place, stop);
    const watched = await watch(publisher, { method, body }, stop.signal);
    if (stop.signal.aborted) return null;
    waiting.delete(place);
    return watched;
  }

  async function change(method: DeskMethod, body: object): Promise<PublisherAnswer | Refusal> {
    if (method === "settings.set" && !(await isOfferedTheme(publisher, body)))
      return refuse("params-shape", "no theme of the publisher's");
    return publisher.ask(method, body);
  }

  async function partsFor(asked: AskedDesk): Promise<DeskAnswer[] | Refusal | null> {
    const { request, envelope } = asked;
    const { id, method } = request;
    if (!isDeskMethod(method)) return refuse("method-unknown", method);
    if (envelope.exp - envelope.ts > LIMITS.deskLife) return refuse("envelope-ttl");
    if (inHand.size >= MOST) return refuse("rate-limited");
    const right = rightFor(method);
    const device = findDevice(me(), envelope.kid);
    if (!isInForce(device) || !device.can.includes(right)) return refuse("capability-missing");
    if (!done.begin(id, envelope.exp, { lasting: right !== "chat" })) return null;
    const body = await bodyFor(method, asked);
    if (body === null || isRefusal(body)) return body;
    const text = utf8(JSON.stringify(body));
    if (text.length > LIMITS.deskBodyBytes) return refuse("answer-too-large");
    return cutAnswer(await pack(text), id);
  }

  async function answer(asked: AskedDesk): Promise<void> {
    const parts = await partsFor(asked);
    if (parts === null) return;
    const answers = isRefusal(parts) ? [refusalTo(asked.request, parts)] : parts;
    const seal = await sealing();
    // As it is by now: a device that was revoked while the publisher worked gets nothing.
    const device = findDevice(seal.me, asked.envelope.kid);
    const devices = isInForce(device) ? [device] : [];
    for (const one of answers) {
      const envelope = await sealToOwn(one, { ...seal, devices, ttl: LIMITS.deskLife });
      const refusal = isRefusal(envelope) ? envelope : await deliver(envelope);
      if (!refusal) continue;
      log.warn({ code: refusal.code, kid: asked.envelope.kid }, "the desk's answer was not sent");
      return;
    }
  }

  return {
    take: (asked) => {
      const work = answer(asked)
        .catch((err) => log.error({ err }, "the desk failed"))
        .finally(() => inHand.delete(work));
      inHand.add(work);
    },
    [Symbol.asyncDispose]: async () => {
      for (const stop of waiting.values()) stop.abort();
      await publisher[Symbol.asyncDispose]();
      await Promise.all(inHand);
    },
  };
}

function refusalTo({ id }: DeskRequest, { code, detail }: Refusal): DeskRefusal {
  return { v: 1, kind: "desk.refusal", re: id, code, ...(detail !== undefined && { detail }) };
}

function isInForce(device: DeviceRecord | undefined): device is DeviceRecord {
  return device !== undefined && device.until === undefined;
}

function objectOf(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
