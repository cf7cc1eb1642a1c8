// People for tests: somebody with an identity, one device, and a pen.

import { type Address, formatAddress } from "@courtyard/protocol/address.ts";
import { generateSigningKey, type Signer } from "@courtyard/protocol/ed25519.ts";
import { type Envelope, makeEnvelope } from "@courtyard/protocol/envelope.ts";
import {
  type Capability,
  createIdentity,
  type DeviceRecord,
  deviceRecord,
  type Identity,
} from "@courtyard/protocol/identity.ts";
import { formatKid } from "@courtyard/protocol/kid.ts";
import { nodeSigner } from "@courtyard/protocol/node/ed25519.ts";
import { type Prekey, sealRecipients } from "@courtyard/protocol/prekey.ts";
import { type ChatMessage, newPayloadId } from "@courtyard/protocol/private-payload.ts";
import { generateSealKeyPair, type SealPrivateKey, sealPayload } from "@courtyard/protocol/seal.ts";
import type { JsonObject, JsonValue } from "@courtyard/protocol/strict-json.ts";

export interface TestDevice {
  record: DeviceRecord;
  secret: Uint8Array;
  signer: Signer;
  sealKey: SealPrivateKey;
}

export async function testDevice(
  name: string,
  { can = ["comment", "chat"], now = Date.now() }: { can?: Capability[]; now?: number } = {},
): Promise<TestDevice> {
  const { secret, publicKey: signPublicKey } = generateSigningKey();
  const seal = await generateSealKeyPair({ extractable: true });
  const record = deviceRecord({ name, signPublicKey, sealPublicKey: seal.publicKey, can, now });
  return { record, secret, signer: nodeSigner(secret), sealKey: seal.privateKey };
}

export interface Person {
  identity: Identity;
  address: Address;
  device: TestDevice;
  rootSecret: Uint8Array;
}

export async function person(address: Address, now = Date.now()): Promise<Person> {
  const device = await testDevice("phone", { now });
  const root = generateSigningKey();
  const identity = await createIdentity({
    rootSecret: root.secret,
    nextPublicKey: generateSigningKey().publicKey,
    devices: [device.record],
    urls: [formatAddress(address)],
    now,
  });
  return { identity, address, device, rootSecret: root.secret };
}

/** Whom to seal for; `prekeys` as the sidecar has them. */
export interface Recipient {
  identity: Identity;
  address: Address;
  prekeys?: readonly JsonValue[];
}

/** A chat message from a device, sealed for all devices of `to`. */
export async function sealedChat(
  from: { identity: Identity; address: Address; device: TestDevice },
  to: Recipient,
  message: { text: string } & Partial<ChatMessage>,
  now = Date.now(),
): Promise<Envelope> {
  const payload: ChatMessage = {
    v: 1,
    kind: "chat.message",
    id: newPayloadId(),
    author: from.identity.id,
    peer: { id: to.identity.id, address: to.address },
    at: now,
    n: 1,
    ...message,
  };
  return sealedEnvelope(from, to, { ...payload, peer: { ...payload.peer } } as JsonObject, now);
}

/** Any payload, in an envelope. */
export async function sealedEnvelope(
  from: { identity: Identity; address: Address; device: TestDevice },
  to: Recipient,
  payload: JsonObject,
  now = Date.now(),
): Promise<Envelope> {
  const kid = formatKid(from.identity.id, from.device.record.id);
  const context = { from: from.address, to: to.address, kid };
  const recipients = await sealRecipients(to.identity.head.devices, {
    prekeys: (to.prekeys ?? []) as Prekey[],
    now,
    except: from.device.record.id,
  });
  const data = await sealPayload(payload, { ...context, recipients });
  const { signer } = from.device;
  return makeEnvelope({ ...context, type: "sealed.message", data, signer, now });
}
