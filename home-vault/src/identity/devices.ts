import {
  type Capability,
  deviceOf,
  type Identity,
  revokeDevice,
} from "@courtyard/protocol/identity.ts";
import { formatKid } from "@courtyard/protocol/kid.ts";
import { isRefusal, type Refusal } from "@courtyard/protocol/refusal.ts";
import { isVaultRefusal, refuseLocally, type VaultRefusal } from "../vault-refusal.ts";
import type { OwnIdentity } from "./own-identity.ts";
import { newDevice } from "./vault-device.ts";

/** What a publisher on this machine needs; `secret` is 32 bytes, base64url. */
export interface PublisherKey {
  kid: string;
  secret: string;
  address: string;
}

/**
 * Makes a key that may publish and nothing else, and adds it to the log. The secret is handed out once
 * and not kept: a lost one is revoked and replaced.
 */
export async function addPublisher(
  own: OwnIdentity,
  { name, address, now }: { name: string; address: string; now: number },
): Promise<PublisherKey | Refusal | VaultRefusal> {
  const can: Capability[] = ["publish"];
  const { record, keys } = await newDevice({ name, can, now });
  const identity = await own.change(({ head }) => ({ devices: [...head.devices, record] }));
  if (isRefusal(identity) || isVaultRefusal(identity)) return identity;
  return { kid: formatKid(identity.id, record.id), secret: keys.signSecret, address };
}

/** Ends a device's rights from now on. The vault itself and its sidecar cannot be revoked here. */
export async function revoke(
  own: OwnIdentity,
  { device: id, vault, now }: { device: string; vault: string; now: number },
): Promise<Identity | Refusal | VaultRefusal> {
  return own.change((identity) => {
    const device = deviceOf(identity, id);
    if (!device || device.until !== undefined) return refuseLocally("device-unknown");
    if (id === vault || device.can.includes("serve")) return refuseLocally("device-self");
    const { devices } = identity.head;
    return { devices: devices.map((one) => (one === device ? revokeDevice(one, now) : one)) };
  });
}
