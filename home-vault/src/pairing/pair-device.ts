import { fromBase64urlOf } from "@courtyard/protocol/bytes.ts";
import { isLine } from "@courtyard/protocol/device.ts";
import {
  type Capability,
  type DeviceRecord,
  deviceOf,
  deviceRecord,
  type Identity,
} from "@courtyard/protocol/identity.ts";
import { formatIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import { pairingMac } from "@courtyard/protocol/pairing.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import { isValidSealKey } from "@courtyard/protocol/seal-key.ts";
import { z } from "zod";
import type { OwnIdentity } from "../identity/own-identity.ts";
import { isVaultRefusal, type VaultRefusal } from "../vault-refusal.ts";
import type { PairingCodes } from "./codes.ts";

/** What a device may ask for. A device never serves: that is a sidecar's. */
const ASKABLE = ["publish", "comment", "chat"] as const;

const pairRequest = z.strictObject({
  v: z.literal(1),
  device: z.strictObject({
    name: z.string().refine((name) => isLine(name, LIMITS.deviceNameLength)),
    sign: z.string().refine((key) => fromBase64urlOf(key, 32) !== null),
    seal: z.string().refine((key) => isValidSealKey(fromBase64urlOf(key, 32) ?? new Uint8Array(0))),
    can: z.array(z.enum(ASKABLE)).max(ASKABLE.length),
  }),
  nonce: z.string().min(16).max(64),
  mac: z.string().length(43),
});

/** The answer to a device that knew the code: `mac` is over `{ log, nonce }`, by the same code. */
export interface Paired {
  ok: true;
  log: string;
  address: string;
  mac: string;
}

interface PairOptions {
  codes: PairingCodes;
  own: OwnIdentity;
  address: () => string;
  clock: () => number;
  /** Waits until the sidecar has the log, so that it knows the device when it comes; bounded. */
  uploaded: () => Promise<void>;
}

/**
 * Adds the device that knows an open code to the log. Refuses `pairing-shape`, `pairing-code`,
 * `pairing-expired`, `pairing-tries`, `pairing-closed`, `capability-missing`, `identity-device`.
 */
export async function pairDevice(
  body: unknown,
  { codes, own, address, clock, uploaded }: PairOptions,
): Promise<Paired | Refusal | VaultRefusal> {
  const parsed = pairRequest.safeParse(body);
  if (!parsed.success) return refuse("pairing-shape", parsed.error.issues[0]?.path.join("."));
  const { device, nonce, mac } = parsed.data;
  const code = codes.take({ device, nonce }, mac);
  if (isRefusal(code)) return code;
  const can = device.can.filter((capability) => code.can.includes(capability));
  if (can.length === 0) return refuse("capability-missing", "the code was made for something else");

  const record = recordOf(device, { can, now: clock() });
  if (isRefusal(record)) return record;
  const identity = await addDevice(own, record);
  if (isRefusal(identity) || isVaultRefusal(identity)) return identity;
  await uploaded();
  const log = formatIdentityLog(identity);
  return { ok: true, log, address: address(), mac: pairingMac(code.code, { log, nonce }) };
}

/** Appends a device; one that is in the log already, unrevoked, lost our answer and is welcome again. */
async function addDevice(
  own: OwnIdentity,
  record: DeviceRecord,
): Promise<Identity | Refusal | VaultRefusal> {
  const current = own.current();
  const former = current && deviceOf(current, record.id);
  if (current && former?.seal === record.seal && former.until === undefined) return current;
  return own.change((identity) =>
    deviceOf(identity, record.id)
      ? refuse("identity-device", "this device was here before; let it make new keys")
      : { devices: [...identity.head.devices, record] },
  );
}

function recordOf(
  device: z.infer<typeof pairRequest>["device"],
  { can, now }: { can: readonly Capability[]; now: number },
): DeviceRecord | Refusal {
  const signPublicKey = fromBase64urlOf(device.sign, 32);
  const sealPublicKey = fromBase64urlOf(device.seal, 32);
  if (!signPublicKey || !sealPublicKey) return refuse("pairing-shape");
  try {
    return deviceRecord({ name: device.name, signPublicKey, sealPublicKey, can, now });
  } catch {
    return refuse("pairing-shape", "the device's signing key is not valid");
  }
}
