// The port between a sealed message and the way it is sealed. Spec 06 §3.
// A suite seals bytes for devices and opens them for one; it knows nothing of what they mean. Every
// suite passes tests/cipher-suite.acceptance.ts. MLS (RFC 9420) is to come as the second one.

import type { Address } from "./address.ts";
import type { Bytes } from "./bytes.ts";
import { canonicalBytes } from "./canonical.ts";
import type { RandomSource } from "./hpke.ts";
import type { Refusal } from "./refusal.ts";
import type { SealPrivateKey } from "./seal-key.ts";

/** The prekey id that stands for the device's own `seal` key. No real id is that short. */
export const STATIC_PREKEY = "static";

/** The content key, sealed for one device. All binary is base64url. */
export type SealedKey = { device: string; prekey: string; enc: string; ct: string };

/** The data of a `sealed.message` envelope. */
export type SealedData = { suite: number; keys: SealedKey[]; ct: string };

/** The envelope that a sealed message belongs to; moved to another one, it does not open. */
export interface SealContext {
  readonly from: Address;
  readonly to: Address;
  readonly kid: string;
}

/** A device to seal for, with the key to use: a prekey, or its own key as "static". */
export interface SealRecipient {
  readonly device: string;
  readonly prekey: string;
  readonly publicKey: Uint8Array;
}

/** The private key of a prekey id, or undefined when it was deleted or never existed. */
export type PrivateKeyFor = (
  prekeyId: string,
) => SealPrivateKey | undefined | Promise<SealPrivateKey | undefined>;

/** What the opening device brings. */
export interface OpenContext extends SealContext {
  readonly device: string;
  readonly privateKeyFor: PrivateKeyFor;
}

/** One way of sealing, by its number on the wire. */
export interface CipherSuite {
  readonly suite: number;
  /** Seals bytes for one or more devices. */
  seal(
    payload: Uint8Array,
    options: SealContext & { recipients: readonly SealRecipient[]; random: RandomSource },
  ): Promise<SealedData>;
  /** Refuses `sealed-shape`, `sealed-not-for-me`, `prekey-missing`, `sealed-open-failed`. */
  open(data: SealedData, context: OpenContext): Promise<Bytes | Refusal>;
}

/** What sealed bytes are bound to: sender, receiver and signing key, and what a suite adds. */
export function sealBinding(
  { from, to, kid }: SealContext,
  more: Record<string, string> = {},
): Bytes {
  return canonicalBytes("courtyard-sealed/1", {
    from: addressValue(from),
    to: addressValue(to),
    kid,
    ...more,
  });
}

/** An address as a plain JSON value, with nothing else that its object may carry. */
export function addressValue({ host, port, username }: Address) {
  return { host, port, username };
}
