import { parseAddress } from "@courtyard/protocol/address.ts";
import type { DeviceRecord } from "@courtyard/protocol/device.ts";
import { type Envelope, makeEnvelope } from "@courtyard/protocol/envelope.ts";
import type { Identity } from "@courtyard/protocol/identity.ts";
import { formatKid } from "@courtyard/protocol/kid.ts";
import { nodeBackend } from "@courtyard/protocol/node/ed25519.ts";
import { type Prekey, sealRecipients } from "@courtyard/protocol/prekey.ts";
import type { PrivatePayload } from "@courtyard/protocol/private-payload.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import { sealPayload } from "@courtyard/protocol/seal.ts";
import { type JsonObject, parseStrict } from "@courtyard/protocol/strict-json.ts";
import type { VaultDevice } from "./vault-device.ts";

/** Who seals for the owner's own devices, and where. */
export interface OwnSealing {
  me: Identity;
  /** The vault's own; it is never sealed for. */
  device: VaultDevice;
  /** Where the person lives, `user@host:port`. */
  address: string;
  /** The prekeys of our own devices, as the sidecar has them; unverified. */
  prekeys: readonly Prekey[];
  now: number;
}

/**
 * An envelope to the owner's own address, sealed for those of `devices` that may chat. Refuses
 * `capability-missing` when none may, or no longer.
 */
export async function sealToOwn(
  payload: PrivatePayload,
  {
    devices,
    ttl,
    me,
    device,
    address,
    prekeys,
    now,
  }: OwnSealing & { devices: readonly DeviceRecord[]; ttl?: number },
): Promise<Envelope | Refusal> {
  const home = parseAddress(address);
  if (isRefusal(home)) return home;
  const options = { prekeys, now, except: device.id, backend: nodeBackend };
  const recipients = await sealRecipients(devices, options);
  if (recipients.length === 0) return refuse("capability-missing");
  const context = { from: home, to: home, kid: formatKid(me.id, device.id) };
  // As the other end will read it: what is undefined is not there.
  const json = parseStrict(JSON.stringify(payload));
  if (isRefusal(json)) return json;
  const data = await sealPayload(json.value as JsonObject, { ...context, recipients });
  const { signer } = device;
  const message = { ...context, type: "sealed.message", data, signer, now };
  return makeEnvelope(ttl === undefined ? message : { ...message, ttl });
}
