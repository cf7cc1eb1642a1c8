import { formatIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { parseKid } from "@courtyard/protocol/kid.ts";
import { pinOf } from "@courtyard/protocol/pin.ts";
import { isRefusal, type Refusal } from "@courtyard/protocol/refusal.ts";
import { webSigner } from "@courtyard/protocol/web/ed25519.ts";
import { requestPairing } from "../transport/pair-device.ts";
import { APP_CAPABILITIES, type DeviceRow, generateDeviceKeys } from "./device.ts";
import type { AppStorage } from "./storage-port.ts";

/**
 * Makes keys, pairs them with the vault by its code, and keeps what came of it: the device row and
 * the owner's identity, pinned. Refuses as `requestPairing`; then nothing is kept.
 */
export async function pairDevice(options: {
  storage: AppStorage;
  origin: string;
  code: string;
  name: string;
  now?: () => number;
  fetch?: typeof globalThis.fetch;
}): Promise<DeviceRow | Refusal> {
  const { storage, origin, code, name, now = Date.now, fetch } = options;
  const keys = await generateDeviceKeys();
  const { publicKey: signPublicKey } = await webSigner(keys.sign);
  const paired = await requestPairing({
    origin,
    code,
    name,
    signPublicKey,
    sealPublicKey: keys.seal.publicKey,
    can: APP_CAPABILITIES,
    ...(fetch && { fetch }),
  });
  if (isRefusal(paired)) return paired;
  const { address, kid, identity } = paired;
  const at = now();
  const id = parseKid(kid)?.deviceId ?? "";
  const device: DeviceRow = { address, kid, me: identity.id, id, name, keys, pairedAt: at };
  const log = formatIdentityLog(identity);
  const self = { id: identity.id, address, log, pin: pinOf(identity), prekeys: [], checkedAt: at };
  await storage.write([
    { shelf: "device", key: "self", value: device },
    { shelf: "contacts", key: self.id, value: self },
  ]);
  return device;
}
