// The kinds of vectors/01-identity/.

import {
  formatAddress,
  isAddress,
  originOf,
  parseAddress,
  socketUrlOf,
} from "../../../src/address.ts";
import { toBase64url } from "../../../src/bytes.ts";
import { findDevice, nextHashOf } from "../../../src/identity.ts";
import { verifyIdentityLog } from "../../../src/identity-log.ts";
import { comparePin, type Pin } from "../../../src/pin.ts";
import {
  isRecoveryPhrase,
  recoveryIndexFor,
  rootKeyFromPhrase,
  vaultKeyFromPhrase,
} from "../../../src/recovery.ts";
import { isRefusal, refuse } from "../../../src/refusal.ts";
import { safetyNumber } from "../../../src/safety-number.ts";
import type { JsonValue } from "../../../src/strict-json.ts";
import { type Kind, kind, outcomeOf } from "../vector-file.ts";

export const identityKinds: Readonly<Record<string, Kind>> = {
  address: kind<{ text: string }>(({ text }) =>
    outcomeOf(parseAddress(text), (address) => ({
      address,
      text: formatAddress(address),
      origin: originOf(address),
      socket: socketUrlOf(address),
    })),
  ),

  "address-object": kind<{ value: JsonValue }>(({ value }) =>
    outcomeOf(isAddress(value) ? value : refuse("address-form"), formatAddress),
  ),

  /** `size` pads a log with spaces where a bound is shown. */
  "identity-log": kind<{ log: string; size?: number }>(async ({ log, size = 0 }) =>
    outcomeOf(await verifyIdentityLog(log.padEnd(size)), ({ id, hash, head }) => ({
      id,
      hash,
      seq: head.seq,
    })),
  ),

  "device-of-kid": kind<{ log: string; kid: string }>(async ({ log, kid }) => {
    const identity = await verifyIdentityLog(log);
    if (isRefusal(identity)) return { refusal: identity.code };
    return outcomeOf(findDevice(identity, kid) ?? refuse("key-unknown"), ({ name }) => name);
  }),

  pin: kind<{ pin: Pin; log: string }>(async ({ pin, log }) => {
    const identity = await verifyIdentityLog(log);
    if (isRefusal(identity)) return { refusal: identity.code };
    return outcomeOf(comparePin(pin, identity), (same) => ({ kind: same.kind, pin: same.pin }));
  }),

  phrase: kind<{ phrase: string; index: number }>(({ phrase, index }) => {
    if (!isRecoveryPhrase(phrase)) return { refusal: "recovery-phrase" };
    const { secret, publicKey } = rootKeyFromPhrase(phrase, index);
    return {
      ok: {
        secret: toBase64url(secret),
        root: toBase64url(publicKey),
        next: nextHashOf(publicKey),
        vault: toBase64url(vaultKeyFromPhrase(phrase)),
      },
    };
  }),

  "phrase-index": kind<{ phrase: string; next: string }>(({ phrase, next }) =>
    outcomeOf(recoveryIndexFor(phrase, next) ?? refuse("recovery-other"), (index) => index),
  ),

  "safety-number": kind<{ a: string; b: string }>(({ a, b }) => ({ ok: safetyNumber(a, b) })),
};
