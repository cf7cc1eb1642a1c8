// A person with a real vault on a real sidecar, and a phone that is paired the way a phone is: by the
// code, through the sidecar.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startVault, type Vault, type VaultOptions } from "@courtyard/home-vault/vault.ts";
import type { Address } from "@courtyard/protocol/address.ts";
import { type Envelope, makeEnvelope } from "@courtyard/protocol/envelope.ts";
import type { Identity } from "@courtyard/protocol/identity.ts";
import { verifyIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { formatKid } from "@courtyard/protocol/kid.ts";
import { pairingMac } from "@courtyard/protocol/pairing.ts";
import { type Prekey, sealRecipients } from "@courtyard/protocol/prekey.ts";
import { type ChatMessage, newPayloadId } from "@courtyard/protocol/private-payload.ts";
import { openSealed, type SealedData, sealPayload } from "@courtyard/protocol/seal.ts";
import type { JsonObject } from "@courtyard/protocol/strict-json.ts";
import { pino } from "pino";
import { expect } from "vitest";
import type { TestSidecar } from "../../sidecar/tests/harness.ts";
import { newDevice, type TestDevice } from "../../sidecar/tests/support/device.ts";
import { linkedSocket } from "../../sidecar/tests/support/socket.ts";

/** A derivation that costs nothing; the real one's price is no part of these scenarios. */
const CHEAP = { memory: 64, passes: 1, parallelism: 1 };

/** Waits for what sockets and processes bring about; fails with the condition's text. */
export async function until(condition: () => boolean | Promise<boolean>, within = 15_000) {
  const end = Date.now() + within;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited in vain for ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The value, or the refusal as an error. */
export function unwrap<T extends object>(value: T): Exclude<T, { ok: false }> {
  const { ok, code, detail } = value as { ok?: boolean; code?: string; detail?: string };
  if (ok === false) throw new Error(`${code}: ${detail}`);
  return value as Exclude<T, { ok: false }>;
}

/** A folder for vaults that goes with the test. */
export function vaultFolder(): Disposable & { dir: string } {
  const dir = mkdtempSync(join(tmpdir(), "courtyard-vault-"));
  return { dir, [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }) };
}

export function openVault(dir: string, options: Partial<VaultOptions> = {}) {
  const log = pino({ level: process.env.TEST_LOG ?? "silent" });
  return startVault({ dir, port: 0, cost: CHEAP, log, random: () => 0, ...options });
}

/** Opens a vault, claims `username` on the sidecar with it, and waits for the link. */
export async function settle(
  sidecar: TestSidecar,
  { username, dir }: { username: string; dir: string },
) {
  const { tenant, code } = await sidecar.newTenant(username);
  const vault = await openVault(dir);
  unwrap(await vault.claim({ sidecar: tenant.origin, code }));
  await until(() => vault.status().linked);
  return { vault, tenant };
}

/** A device as the app is one. */
export interface Phone {
  readonly device: TestDevice;
  readonly me: Identity;
  readonly address: Address;
  readonly socket: Awaited<ReturnType<typeof linkedSocket>>;
  /** Opens what was sealed for this phone. */
  open(envelope: Envelope): Promise<JsonObject>;
  /** Seals a payload for somebody's devices, as the app does after `identity.lookup`. */
  seal(to: string, payload: JsonObject): Promise<Envelope>;
  /** Sends a chat message to an address, and the copy to the owner's own devices. */
  say(to: string, text: string, n: number): Promise<void>;
  /** Asks the vault for history and gives the page. */
  history(request?: { peer?: string; before?: string; limit?: number }): Promise<JsonObject>;
}

/** Pairs a phone by a code, over the sidecar's HTTP, and connects it. */
export async function pairPhone(
  sidecar: TestSidecar,
  vault: Vault,
  tenant: { host: string; address: Address },
): Promise<Phone> {
  const device = await newDevice("phone", { can: ["comment", "chat"], now: Date.now() });
  const { code } = unwrap(vault.pairCode());
  const { name, sign, seal: sealKey, can } = device.record;
  const asked = { device: { name, sign, seal: sealKey, can: [...can] }, nonce: newPayloadId() };
  const body = { v: 1, ...asked, mac: pairingMac(code, asked) };
  const answer = await sidecar.post(tenant, "/_courtyard/pair", body);
  expect(answer).toMatchObject({ status: 200, json: { ok: true } });
  const log = String(answer.json.log);
  expect(answer.json.mac).toBe(pairingMac(code, { log, nonce: asked.nonce }));
  const me = unwrap(await verifyIdentityLog(log));
  return connectPhone(sidecar, { device, me, address: tenant.address });
}

/** Connects a phone that is paired. */
export async function connectPhone(
  sidecar: TestSidecar,
  { device, me, address }: { device: TestDevice; me: Identity; address: Address },
): Promise<Phone> {
  const { signer } = device;
  const kid = formatKid(me.id, device.record.id);
  const caller = { role: "device" as const, kid, signer, server: me };
  const socket = await linkedSocket(sidecar.port, address, caller);

  async function lookUp(at: string) {
    const { result } = await socket.call("identity.lookup", { address: at });
    return {
      identity: unwrap(await verifyIdentityLog(result.log)),
      prekeys: result.prekeys as Prekey[],
    };
  }
  async function seal(to: string, payload: JsonObject): Promise<Envelope> {
    const now = Date.now();
    const { identity, prekeys } = await lookUp(to);
    const except = device.record.id;
    const recipients = await sealRecipients(identity.head.devices, { prekeys, now, except });
    const target = addressOf(to);
    const data = await sealPayload(payload, { from: address, to: target, kid, recipients });
    return makeEnvelope({
      from: address,
      to: target,
      type: "sealed.message",
      data,
      signer,
      kid,
      now,
    });
  }
  async function open(envelope: Envelope): Promise<JsonObject> {
    const { from, to, data } = envelope;
    const context = { from, to, kid: envelope.kid, device: device.record.id };
    const privateKeyFor = () => device.seal.privateKey;
    return unwrap(await openSealed(data as unknown as SealedData, { ...context, privateKeyFor }));
  }
  const home = me.head.urls[0] ?? "";

  return {
    ...{ device, me, address, socket, open, seal },
    say: async (to, text, n) => {
      const { identity } = await lookUp(to);
      const id = newPayloadId();
      const peer = { id: identity.id, address: addressOf(to) };
      const at = Date.now();
      const message: ChatMessage = {
        v: 1,
        kind: "chat.message",
        id,
        author: me.id,
        peer,
        text,
        at,
        n,
      };
      for (const target of [to, home]) {
        const envelope = await seal(target, message as unknown as JsonObject);
        expect(await socket.deliver(envelope)).toMatchObject({ t: "ack" });
      }
    },
    history: async (request = {}) => {
      const id = newPayloadId();
      const payload = { v: 1, kind: "history.request", id, limit: 20, ...request };
      expect(await socket.deliver(await seal(home, payload))).toMatchObject({ t: "ack" });
      for (;;) {
        const { items } = await socket.next(({ t }) => t === "queued");
        socket.send({ t: "fetched", n: items.at(-1).n });
        for (const { envelope } of items) {
          const opened = await open(envelope);
          if (opened.kind === "history.page" && opened.re === id) return opened;
        }
      }
    },
  };
}

function addressOf(text: string): Address {
  const [username = "", rest = ""] = text.split("@");
  const [host = "", port = "443"] = rest.split(":");
  return { username, host, port: Number(port) };
}
