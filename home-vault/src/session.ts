// A vault that has an identity: its line to the sidecar, and what goes over it. This is where the
// features meet; none of them knows another.

import { type Address, parseAddress } from "@courtyard/protocol/address.ts";
import type { Identity } from "@courtyard/protocol/identity.ts";
import { type Prekey, parsePrekeys } from "@courtyard/protocol/prekey.ts";
import type { DeviceRevoke } from "@courtyard/protocol/private-payload.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { JsonObject, JsonValue } from "@courtyard/protocol/strict-json.ts";
import type { Logger } from "pino";
import { z } from "zod";
import { answerHistory } from "./archive/answer-history.ts";
import { type AskedHistory, createReceiver } from "./archive/receive.ts";
import { retryTimer } from "./archive/retry-timer.ts";
import { createDesk } from "./desk/desk.ts";
import { createDoneRequests } from "./desk/done-requests.ts";
import { publisherAt } from "./desk/publisher.ts";
import { revoke } from "./identity/devices.ts";
import type { OwnIdentity } from "./identity/own-identity.ts";
import type { OwnSealing } from "./identity/seal-to-own.ts";
import { senders } from "./identity/senders.ts";
import { identityUploader } from "./identity/upload.ts";
import { loadDevice, type VaultDevice } from "./identity/vault-device.ts";
import { warnDevices } from "./identity/warn-devices.ts";
import { type SidecarLink, startSidecarLink } from "./link/sidecar-link.ts";
import type { PairingCodes } from "./pairing/codes.ts";
import { type Paired, pairDevice } from "./pairing/pair-device.ts";
import { currentPrekey } from "./prekeys/schedule.ts";
import { serial } from "./serial.ts";
import type { VaultStore } from "./store/vault-store.ts";
import { isVaultRefusal, type VaultRefusal } from "./vault-refusal.ts";

export interface Session extends AsyncDisposable {
  readonly device: VaultDevice;
  readonly link: SidecarLink;
  pair(body: unknown): Promise<Paired | Refusal | VaultRefusal>;
  /** Gives the sidecar the newest log, waiting a moment at most. */
  upload(): Promise<void>;
  /** What is done every hour: prekeys, and quarantine. */
  tick(): Promise<void>;
}

interface SessionOptions {
  store: VaultStore;
  own: OwnIdentity;
  codes: PairingCodes;
  clock: () => number;
  random: () => number;
  log: Logger;
  pingEvery?: number | undefined;
  /** Where the publisher of this machine says how it is asked. */
  deskFile?: string | undefined;
}

const HOUR = 60 * 60 * 1000;
/** A person waits in front of a screen while we wait for this. */
const UPLOAD_WAIT = 5000;
/** What `identity.lookup` answers, as far as we use it; the log is verified by who reads it. */
const lookedUp = z.object({
  log: z.string(),
  prekeys: z.unknown().optional(),
  alarm: z.object({ code: z.string() }).optional(),
});

interface LookedUp {
  log: string;
  prekeys: Prekey[];
  alarm: string | undefined;
}

/** Starts the line of a claimed vault. Throws when the store holds no device keys. */
export async function startSession(options: SessionOptions): Promise<Session> {
  const { store, own, codes, clock, random, log } = options;
  const keys = store.deviceKeys.get();
  if (!keys) throw new Error("a claimed vault has device keys");
  const device = await loadDevice(keys);

  const me = (): Identity => {
    const identity = own.current();
    if (!identity) throw new Error("a session has an identity");
    return identity;
  };
  const addressText = () => store.place.get()?.address ?? "";
  const address = (): Address => {
    const parsed = parseAddress(addressText());
    if (isRefusal(parsed)) throw new Error("a claimed vault has an address");
    return parsed;
  };

  async function lookUp(at: string): Promise<LookedUp | Refusal> {
    const answer = await link.call("identity.lookup", { address: at });
    if (isRefusal(answer)) return answer;
    const parsed = lookedUp.safeParse(answer.value);
    if (!parsed.success) return refuse("identity-unreachable", "an answer of another shape");
    const { log: jsonl, prekeys, alarm } = parsed.data;
    return { log: jsonl, prekeys: prekeysIn(prekeys), alarm: alarm?.code };
  }
  const uploader = identityUploader(store, {
    own,
    put: async (jsonl) => {
      const answer = await link.call("identity.put", { log: jsonl });
      return isRefusal(answer) ? answer : null;
    },
    log,
  });
  const receiver = createReceiver(store, {
    me,
    device,
    senders: senders(store, {
      own: own.current,
      lookUp,
      clock,
      onAlarm: (alarm) => {
        log.error({ event: "identity.alarm", ...alarm }, "identity alarm");
        warn();
      },
    }),
    clock,
    log,
    onHistory: (asked) => void oneAnswerAtATime(() => sendHistory(asked)).catch(logFault),
    onDesk: (request, envelope) => desk.take({ request, envelope }),
    onRevoke: revokeAsked,
    onWaiting: () => retries.soon(),
  });

  const oneAnswerAtATime = serial();
  const logFault = (err: unknown) => log.error({ err }, "a background work failed");
  const retries = retryTimer(() => retry("temporary"), random);
  /** Says whether some still wait. */
  async function retry(which: "temporary" | "all"): Promise<boolean> {
    return receiver.retry(which).catch((err) => {
      logFault(err);
      return true;
    });
  }

  async function sealing(): Promise<OwnSealing> {
    const at = addressText();
    const found = await lookUp(at);
    const prekeys = isRefusal(found) ? [] : found.prekeys;
    return { me: me(), device, address: at, prekeys, now: clock() };
  }
  async function sendHistory(asked: AskedHistory): Promise<void> {
    const { messages } = store;
    const envelope = await answerHistory(asked, { messages, ...(await sealing()) });
    const refusal = isRefusal(envelope) ? envelope : await link.deliver(envelope);
    if (refusal) log.warn({ code: refusal.code, kid: asked.kid }, "history not sent");
  }
  /** The log goes up by itself once it has changed. */
  async function revokeAsked({ device: id }: DeviceRevoke, kid: string): Promise<void> {
    const result = await revoke(own, { device: id, vault: device.id, now: clock() });
    const refused = isRefusal(result) || isVaultRefusal(result);
    const told = { event: "revoked", device: id, kid, ...(refused && { code: result.code }) };
    if (refused) log.warn(told, "a revocation was refused");
    else log.info(told, "a device was revoked by another one");
  }
  const desk = createDesk({
    publisher: publisherAt(options.deskFile),
    me,
    done: createDoneRequests(store.doneRequests, clock),
    sealing,
    deliver: (envelope) => link.deliver(envelope),
    log,
  });
  function warn(): void {
    const { deliver } = link;
    oneAnswerAtATime(() => warnDevices(store, { sealing, deliver, clock }))
      .then((refusal) => refusal && log.warn({ code: refusal.code }, "devices not warned"))
      .catch(logFault);
  }

  async function pair(body: unknown): Promise<Paired | Refusal | VaultRefusal> {
    const result = await pairDevice(body, {
      codes,
      own,
      address: addressText,
      clock,
      uploaded: upload,
    });
    if ("mac" in result) log.info({ event: "paired" }, "a device was paired");
    else log.warn({ code: result.code }, "pairing refused");
    return result;
  }
  async function upload(): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, UPLOAD_WAIT);
    await Promise.race([uploader.upload(), late]);
    clearTimeout(timer);
  }

  async function answer(method: string, params: JsonObject): Promise<JsonValue | Refusal> {
    if (method !== "pair") return refuse("method-unknown", method);
    const result = await pair(params);
    // What is only this machine's business is no word of the wire.
    if (isVaultRefusal(result)) return refuse("internal", result.code);
    return isRefusal(result) ? result : { ...result };
  }

  async function announcePrekey(): Promise<void> {
    const prekey = await currentPrekey(store, { device, now: clock() });
    const put = await link.call("prekey.put", { prekey });
    if (isRefusal(put)) log.warn({ code: put.code, detail: put.detail }, "prekey not announced");
  }
  async function tick(): Promise<void> {
    if (link.state() !== "linked") return;
    await announcePrekey();
    await retry("temporary");
  }

  let first = true;
  const link: SidecarLink = startSidecarLink({
    address,
    identity: me,
    device,
    clock,
    random,
    log,
    receive: receiver.receive,
    answer,
    onReady: async () => {
      // The log first: the sidecar must know a device before it takes that device's prekey.
      await uploader.upload({ force: true });
      await announcePrekey();
      warn();
      // A newer version may open what an older one could not.
      if (await retry(first ? "all" : "temporary")) retries.soon();
      first = false;
    },
    pingEvery: options.pingEvery,
  });
  own.onChange(() => void uploader.upload());
  const timer = setInterval(() => void tick().catch(logFault), HOUR);

  return {
    device,
    link,
    pair,
    upload,
    tick,
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      retries[Symbol.dispose]();
      await link[Symbol.asyncDispose]();
      // Without a link they end at once; the store may be closed after them.
      await Promise.all([
        uploader.settled(),
        oneAnswerAtATime(async () => {}),
        receiver.settled(),
        desk[Symbol.asyncDispose](),
      ]);
    },
  };
}

/** `prekeys.json` as it is served, or only its list; what has another shape is none. */
function prekeysIn(value: unknown): Prekey[] {
  const whole = Array.isArray(value) ? { v: 1, prekeys: value } : value;
  const parsed = parsePrekeys((whole ?? null) as JsonValue);
  return isRefusal(parsed) ? [] : parsed.prekeys;
}
