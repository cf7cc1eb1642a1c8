// Pairing: the owner carries a code from the vault's screen to this one. Both ends prove by it that
// they are meant; whoever stands between can neither add a device nor give a false identity.

import { type Address, formatAddress, parseAddress } from "@courtyard/protocol/address.ts";
import { randomBytes, toBase64url } from "@courtyard/protocol/bytes.ts";
import {
  type Capability,
  deviceIdOf,
  deviceOf,
  type Identity,
} from "@courtyard/protocol/identity.ts";
import { verifyIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { formatKid } from "@courtyard/protocol/kid.ts";
import { checkPairingMac, normalisePairingCode, pairingMac } from "@courtyard/protocol/pairing.ts";
import { isRefusal, isRefusalCode, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import { webBackend } from "@courtyard/protocol/web/ed25519.ts";
import * as z from "zod/mini";

const answerSchema = z.object({
  ok: z.literal(true),
  log: z.string(),
  address: z.string(),
  mac: z.string(),
});
const refusalSchema = z.object({ code: z.string(), detail: z.optional(z.string()) });

export interface PairOptions {
  /** Where the vault or the sidecar answers, such as `http://127.0.0.1:4301`. */
  readonly origin: string;
  /** As typed. */
  readonly code: string;
  readonly name: string;
  readonly signPublicKey: Uint8Array;
  readonly sealPublicKey: Uint8Array;
  readonly can: readonly Capability[];
  readonly fetch?: typeof globalThis.fetch;
}

/** What pairing brings. */
export interface Paired {
  readonly address: Address;
  readonly kid: string;
  readonly identity: Identity;
}

/**
 * Asks the vault to add this device. Refuses as the vault does (`pairing-*`, `vault-away`),
 * `delivery-unreachable` without an answer, and `pairing-code` for an answer that does not prove
 * that it comes from who gave the code.
 */
export async function requestPairing(options: PairOptions): Promise<Paired | Refusal> {
  const { origin, name, signPublicKey, sealPublicKey, can } = options;
  const code = normalisePairingCode(options.code);
  if (code === null) return refuse("pairing-code");
  const nonce = toBase64url(randomBytes(16));
  const device = {
    name,
    sign: toBase64url(signPublicKey),
    seal: toBase64url(sealPublicKey),
    can: [...can],
  };
  const mac = pairingMac(code, { device, nonce });
  const answer = await post(options, JSON.stringify({ v: 1, device, nonce, mac }));
  if (isRefusal(answer)) return answer;
  if (!checkPairingMac(code, { log: answer.log, nonce }, answer.mac)) {
    return refuse("pairing-code", `the answer of ${origin} is not by the vault`);
  }
  const address = parseAddress(answer.address);
  if (isRefusal(address)) return address;
  const identity = await verifyIdentityLog(answer.log, webBackend);
  if (isRefusal(identity)) return identity;
  if (!identity.head.urls.includes(formatAddress(address))) return refuse("identity-address");
  const id = deviceIdOf(signPublicKey);
  const mine = deviceOf(identity, id);
  if (mine?.seal !== device.seal) return refuse("key-unknown");
  return { address, kid: formatKid(identity.id, id), identity };
}

async function post(
  { origin, fetch = globalThis.fetch }: PairOptions,
  body: string,
): Promise<z.infer<typeof answerSchema> | Refusal> {
  let value: unknown;
  try {
    const headers = { "content-type": "application/json" };
    const url = new URL("/_courtyard/pair", origin);
    value = await (await fetch(url, { method: "POST", headers, body })).json();
  } catch (cause) {
    return refuse("delivery-unreachable", String(cause));
  }
  const answer = answerSchema.safeParse(value);
  if (answer.success) return answer.data;
  const refusal = refusalSchema.safeParse(value);
  return refusal.success && isRefusalCode(refusal.data.code)
    ? refuse(refusal.data.code, refusal.data.detail)
    : refuse("pairing-shape", "answer");
}
