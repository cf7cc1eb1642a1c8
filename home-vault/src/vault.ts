// The home vault as one object: what the command line, the tests and the control API drive.

import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Capability, DeviceRecord } from "@courtyard/protocol/identity.ts";
import { isRefusal, type Refusal } from "@courtyard/protocol/refusal.ts";
import type { Logger } from "pino";
import { controlToken } from "./http/control-token.ts";
import { type HttpServer, startHttp } from "./http/start-http.ts";
import type { Alarm } from "./identity/alarm.ts";
import { type ClaimRequest, claim } from "./identity/claim.ts";
import { addPublisher, type PublisherKey, revoke } from "./identity/devices.ts";
import { move } from "./identity/move.ts";
import { openOwnIdentity } from "./identity/own-identity.ts";
import { type RecoverRequest, recover } from "./identity/recover.ts";
import type { LinkState } from "./link/sidecar-link.ts";
import { createLog } from "./log.ts";
import { type PairingCodes, pairingCodes } from "./pairing/codes.ts";
import type { Paired } from "./pairing/pair-device.ts";
import { serial } from "./serial.ts";
import { type Session, startSession } from "./session.ts";
import { openVaultStore } from "./store/vault-store.ts";
import type { Argon2Cost } from "./unlock/argon2.ts";
import { readPassphrase } from "./unlock/passphrase.ts";
import { isVaultRefusal, refuseLocally, VaultError, type VaultRefusal } from "./vault-refusal.ts";

export interface VaultOptions {
  /** The vault's folder; made if it is not there. */
  dir: string;
  /** On 127.0.0.1; 0 for any free one. */
  port: number;
  /** A file that holds the passphrase. */
  passphraseFile?: string | undefined;
  /** The passphrase itself, from the environment. */
  passphrase?: string | undefined;
  /** The recovery phrase in place of a lost passphrase; the passphrase given becomes the new one. */
  phrase?: string | undefined;
  /** The app's build; `app/dist` of this repository unless told. */
  appDist?: string | undefined;
  /** Where a publisher on this machine says how its desk is asked; without it there is none. */
  deskFile?: string | undefined;
  clock?: () => number;
  /** [0, 1), for the jitter of reconnecting. */
  random?: () => number;
  cost?: Argon2Cost | undefined;
  pingEvery?: number | undefined;
  log?: Logger;
}

export interface VaultStatus {
  linked: boolean;
  link: LinkState;
  /** Why there is no link. */
  linkCode: string | null;
  identity: string | null;
  address: string | null;
  devices: readonly DeviceRecord[];
  phraseShown: boolean;
  messages: number;
  quarantined: number;
  /** Rows that cannot be read: restore them from a backup. */
  damaged: number;
  alarms: readonly Alarm[];
}

type Answer<T> = Promise<T | Refusal | VaultRefusal>;
/** What a changed identity is told as. */
interface Changed {
  identity: string;
  seq: number;
}

export interface Vault {
  readonly url: string;
  status(): VaultStatus;
  claim(request: ClaimRequest): Answer<Changed>;
  recover(request: RecoverRequest): Answer<Changed>;
  move(request: ClaimRequest): Answer<Changed>;
  /** Replaces the root key by the phrase's next one. */
  rotate(phrase: string): Answer<Changed>;
  /** Opens a code; `can` bounds what the device gets, comment and chat unless told. */
  pairCode(
    can?: readonly Capability[],
  ): { code: string; expires: number; url: string } | VaultRefusal;
  pair(body: unknown): Answer<Paired>;
  /** The 24 words, once. */
  showPhrase(): { phrase: string } | VaultRefusal;
  publisherKey(name?: string): Answer<PublisherKey>;
  revoke(device: string): Answer<Changed>;
  alarmSeen(identity: string): object;
}

const APP_DIST = join(import.meta.dirname, "../../app/dist");
/** Rows checked at a time after a start, so that nobody waits for it. */
const CHECK_ROWS = 200;

/**
 * Opens the folder, unlocks it, links to the sidecar if it is claimed, and serves the app. Throws
 * `VaultError` when the folder cannot be opened; its code says why.
 */
export async function startVault(options: VaultOptions): Promise<Vault & AsyncDisposable> {
  const { dir, clock = Date.now, random = Math.random, log = createLog(), cost } = options;
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const passphrase = readPassphrase({
    dir,
    fromEnv: options.passphrase,
    file: options.passphraseFile,
    exists: existsSync(join(dir, "vault.db")),
  });
  if (isVaultRefusal(passphrase)) throw new VaultError(passphrase);
  const store = await openVaultStore({ dir, passphrase, phrase: options.phrase, cost });
  const own = await openOwnIdentity(store, { clock });
  const codes: PairingCodes = pairingCodes({ clock });
  const oneByOne = serial();
  let session: Session | undefined;
  let damaged = 0;
  let http: HttpServer | undefined;

  /** A session that is there belongs to a claim that was never finished; its keys may be others. */
  async function begin(): Promise<void> {
    const { pingEvery, deskFile } = options;
    await session?.[Symbol.asyncDispose]();
    session = await startSession({ store, own, codes, clock, random, log, pingEvery, deskFile });
  }
  const url = () => `http://localhost:${http?.port ?? options.port}`;
  const changed = (): Changed => ({
    identity: own.current()?.id ?? "",
    seq: own.current()?.head.seq ?? 0,
  });
  /** Runs changes of the identity one after the other; then the sidecar hears of it. */
  function changing<T extends object>(work: () => Answer<T>): Answer<T> {
    return oneByOne(async () => {
      const result = await work();
      if (!isRefusal(result) && !isVaultRefusal(result)) await session?.upload();
      return result;
    });
  }

  const vault: Vault = {
    get url() {
      return url();
    },
    status: () => ({
      linked: session?.link.state() === "linked",
      link: session?.link.state() ?? "closed",
      linkCode: session?.link.lastRefusal()?.code ?? null,
      identity: own.current()?.id ?? null,
      address: store.place.get()?.address ?? null,
      devices: own.current()?.head.devices ?? [],
      phraseShown: own.current() !== undefined && store.phrase.get() === undefined,
      messages: store.messages.count(),
      quarantined: store.quarantine.count(),
      damaged,
      alarms: store.alarms.all().records,
    }),
    claim: (request) =>
      changing(async () => {
        const result = await claim(store, { own, request, now: clock() });
        if (isRefusal(result) || isVaultRefusal(result)) return result;
        log.info({ event: "claimed", identity: result.id }, "a place was claimed");
        await begin();
        return changed();
      }),
    recover: (request) =>
      changing(async () => {
        const result = await recover(store, { own, request, clock });
        if (isRefusal(result) || isVaultRefusal(result)) return result;
        log.info({ event: "recovered", identity: result.id }, "the identity was recovered");
        await begin();
        return changed();
      }),
    move: (request) =>
      changing(async () => {
        const tellOld = async () => session?.upload();
        const result = await move(store, { own, request, tellOld });
        if (isRefusal(result) || isVaultRefusal(result)) return result;
        session?.link.redial();
        return changed();
      }),
    rotate: (phrase) =>
      changing(async () => {
        const result = await own.rotate(phrase);
        return isRefusal(result) || isVaultRefusal(result) ? result : changed();
      }),
    pairCode: (can = ["comment", "chat"]) => {
      if (!own.current()) return refuseLocally("not-claimed");
      const { code, expires } = codes.open(can);
      return { code, expires, url: `${url()}/#/pair/${code}` };
    },
    pair: async (body) => session?.pair(body) ?? refuseLocally("not-claimed"),
    showPhrase: () => {
      if (!own.current()) return refuseLocally("phrase-missing");
      const phrase = store.phrase.get();
      if (phrase === undefined) return refuseLocally("phrase-shown");
      store.phrase.clear();
      store.checkpoint();
      return { phrase };
    },
    publisherKey: (name = "publisher") =>
      changing(async () => {
        const address = store.place.get()?.address ?? "";
        return addPublisher(own, { name, address, now: clock() });
      }),
    revoke: (device) =>
      changing(async () => {
        const vaultId = session?.device.id ?? "";
        const result = await revoke(own, { device, vault: vaultId, now: clock() });
        return isRefusal(result) || isVaultRefusal(result) ? result : changed();
      }),
    alarmSeen: (identity) => {
      for (const alarm of store.alarms.all().records)
        if (alarm.identity === identity) store.alarms.delete(`${identity} ${alarm.code}`);
      return {};
    },
  };

  const { port, appDist = APP_DIST } = options;
  try {
    if (own.current()) await begin();
    http = await startHttp(vault, { port, token: controlToken(dir), appDist, log });
  } catch (error) {
    // The port is taken: leave the folder as it was, free for whoever has it open next.
    await session?.[Symbol.asyncDispose]();
    store.close();
    throw error;
  }

  damaged = [store.prekeys, store.known, store.alarms, store.quarantine]
    .map((table) => table.all().damaged)
    .reduce((sum, n) => sum + n, 0);
  let closing = false;
  function checkFrom(seq: number): void {
    if (closing) return;
    const { damaged: found, next } = store.messages.check(seq, CHECK_ROWS);
    damaged += found;
    if (next !== null) setImmediate(checkFrom, next);
    else if (damaged > 0) log.error({ damaged }, "rows of the vault are damaged");
  }
  checkFrom(0);

  return Object.assign(vault, {
    [Symbol.asyncDispose]: async () => {
      closing = true;
      await http?.[Symbol.asyncDispose]();
      await session?.[Symbol.asyncDispose]();
      store.close();
    },
  });
}
