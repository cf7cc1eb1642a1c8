// A vault of a few lines for a house of the post office: it opens what devices ask of the desk and
// answers as a test tells it. The real one is asked in tests/living/desk.test.ts.

import { gzipSync } from "node:zlib";
import { utf8 } from "@courtyard/protocol/bytes.ts";
import { cutAnswer } from "@courtyard/protocol/desk-parts.ts";
import { type Envelope, makeEnvelope } from "@courtyard/protocol/envelope.ts";
import { sealedMessageSchema } from "@courtyard/protocol/messages/sealed-message.ts";
import { sealRecipients } from "@courtyard/protocol/prekey.ts";
import type { DeskAnswer, DeskRefusal, DeskRequest } from "@courtyard/protocol/private-payload.ts";
import { isRefusal, type RefusalCode, refuse } from "@courtyard/protocol/refusal.ts";
import { openSealed, sealPayload } from "@courtyard/protocol/seal.ts";
import type { JsonObject } from "@courtyard/protocol/strict-json.ts";
import { webSigner } from "@courtyard/protocol/web/ed25519.ts";
import { deviceOf } from "./people.ts";
import type { House } from "./post-office.ts";

/** What the vault says to a request: a body, a refusal's code, or nothing. */
export type Says = (method: string, body: JsonObject) => object | RefusalCode | undefined;

export interface VaultOfHouse extends Disposable {
  /** The requests, as they came. */
  readonly asked: { method: string; body: JsonObject }[];
  /** How long the envelope of the last request lives. */
  readonly life: number;
  /** Answers a request that nobody made. */
  answer(re: string, body: object): Promise<void>;
}

/** Begins to answer. */
export function vaultOfHouse(house: House, says: Says): VaultOfHouse {
  const { identity, address } = house.person;
  const vault = deviceOf(house.person, "vault");
  const laptop = deviceOf(house.person, "laptop").row.id;
  const asked: { method: string; body: JsonObject }[] = [];
  const seen = new Set<string>();
  let life = 0;

  async function send(payload: DeskAnswer | DeskRefusal): Promise<void> {
    const now = Date.now();
    const context = { from: address, to: address, kid: vault.row.kid };
    const devices = identity.head.devices.filter(({ id }) => id === laptop);
    const recipients = await sealRecipients(devices, { prekeys: [], now });
    const data = await sealPayload({ ...payload } as JsonObject, { ...context, recipients });
    const signer = await webSigner(vault.keys.sign);
    const envelope = await makeEnvelope({ ...context, type: "sealed.message", data, signer, now });
    house.deliver(envelope as unknown as JsonObject);
  }
  async function answer(re: string, body: object): Promise<void> {
    const parts = cutAnswer(gzipSync(utf8(JSON.stringify(body))), re);
    for (const part of isRefusal(parts) ? [] : parts) await send(part);
  }

  async function take(envelope: Envelope): Promise<void> {
    const { from, to, kid } = envelope;
    const data = sealedMessageSchema.parse(envelope.data);
    const opened = await openSealed(data, {
      ...{ from, to, kid, device: vault.row.id },
      privateKeyFor: () => vault.keys.seal.privateKey,
    });
    if (isRefusal(opened) || opened.kind !== "desk.request") return;
    const request = opened as unknown as DeskRequest;
    const body = JSON.parse(request.body) as JsonObject;
    life = envelope.exp - envelope.ts;
    asked.push({ method: request.method, body });
    const said = says(request.method, body);
    if (said === undefined) return;
    if (typeof said === "object") return answer(request.id, said);
    await send({ v: 1, kind: "desk.refusal", re: request.id, code: refuse(said).code });
  }

  const timer = setInterval(() => {
    for (const { envelope } of house.queues.get(vault.row.id) ?? []) {
      if (seen.has(String(envelope.id))) continue;
      seen.add(String(envelope.id));
      take(envelope as unknown as Envelope).catch(console.error);
    }
  }, 5);

  return {
    asked,
    get life() {
      return life;
    },
    answer,
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
