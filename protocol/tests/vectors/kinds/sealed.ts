// The kinds of vectors/06-sealed-messages-and-vault/.

import { type Address, parseAddress } from "../../../src/address.ts";
import { type Bytes, fromBase64url, toBase64url } from "../../../src/bytes.ts";
import type { SealedData } from "../../../src/cipher-suite.ts";
import { gatherAnswer } from "../../../src/desk-parts.ts";
import type { DeviceRecord } from "../../../src/device.ts";
import { hpkeOpen } from "../../../src/hpke.ts";
import { bucketOf, pad, unpad } from "../../../src/padding.ts";
import { checkPairingMac, normalisePairingCode, pairingMac } from "../../../src/pairing.ts";
import { parsePrekeys, verifyPrekey } from "../../../src/prekey.ts";
import {
  type DeskAnswer,
  type DeskRefusal,
  parsePrivatePayload,
} from "../../../src/private-payload.ts";
import { isRefusal, refuse } from "../../../src/refusal.ts";
import { importSealPrivateKey, openSealed, sealPayload } from "../../../src/seal.ts";
import { isValidSealKey } from "../../../src/seal-key.ts";
import type { JsonObject, JsonValue } from "../../../src/strict-json.ts";
import { countedRandom } from "../counted-random.ts";
import { type Kind, kind, outcomeOf } from "../vector-file.ts";

const hex = (text: string) => Uint8Array.fromHex(text) as Bytes;
const bytes = (text: string) => fromBase64url(text) as Uint8Array;

interface Context {
  readonly from: string;
  readonly to: string;
  readonly kid: string;
}

function contextOf({ from, to, kid }: Context) {
  return { from: parseAddress(from) as Address, to: parseAddress(to) as Address, kid };
}

export const sealedKinds: Readonly<Record<string, Kind>> = {
  /** In hexadecimal, as RFC 9180 has them. */
  hpke: kind<{ enc: string; ct: string; secret: string; info: string; aad: string }>(
    async ({ enc, ct, secret, info, aad }) => {
      const privateKey = await importSealPrivateKey(hex(secret));
      const options = { privateKey, info: hex(info), aad: hex(aad) };
      const opened = await hpkeOpen({ enc: hex(enc), ct: hex(ct) }, options);
      return outcomeOf(opened ?? refuse("sealed-open-failed"), (plaintext) => plaintext.toHex());
    },
  ),

  "seal-key": kind<{ key: string }>(({ key }) => ({ ok: isValidSealKey(hex(key)) })),

  bucket: kind<{ length: number }>(({ length }) => ({ ok: bucketOf(length) })),

  pad: kind<{ payload: string }>(({ payload }) => ({ ok: toBase64url(pad(bytes(payload))) })),

  unpad: kind<{ padded: string }>(({ padded }) =>
    outcomeOf(unpad(bytes(padded)) ?? refuse("sealed-open-failed"), toBase64url),
  ),

  /** Sealed with the counted bytes of a seed in place of random ones. */
  seal: kind<
    Context & {
      payload: JsonObject;
      recipients: { device: string; prekey: string; key: string }[];
      seed: string;
    }
  >(async ({ payload, recipients, seed, ...context }) => {
    const sealed = await sealPayload(payload, {
      ...contextOf(context),
      recipients: recipients.map(({ key, ...names }) => ({ ...names, publicKey: bytes(key) })),
      random: countedRandom(seed),
    });
    return { ok: sealed };
  }),

  open: kind<Context & { data: SealedData; device: string; keys: Record<string, string> }>(
    async ({ data, device, keys, ...context }) => {
      const opened = await openSealed(data, {
        ...contextOf(context),
        device,
        privateKeyFor: async (prekey) => {
          const secret = keys[prekey];
          return secret === undefined ? undefined : importSealPrivateKey(bytes(secret));
        },
      });
      return outcomeOf(opened, (payload) => payload);
    },
  ),

  /** Whether `{ text }` with a text of this length can be sealed. */
  "payload-length": kind<{ length: number; key: string } & Context>(
    async ({ length, key, ...context }) => {
      const recipients = [{ device: "A".repeat(22), prekey: "static", publicKey: bytes(key) }];
      const text = "x".repeat(length - '{"text":""}'.length);
      return sealPayload({ text }, { ...contextOf(context), recipients }).then(
        () => ({ ok: true }),
        () => ({ ok: false }),
      );
    },
  ),

  prekeys: kind<{ file: JsonValue; repeat?: number; device: DeviceRecord; now: number }>(
    async ({ file, device, now, repeat }) => {
      const whole = repeat === undefined ? file : repeated(file as JsonObject, repeat);
      const parsed = parsePrekeys(whole);
      if (isRefusal(parsed)) return { refusal: parsed.code };
      const [prekey] = parsed.prekeys;
      if (prekey === undefined) return { ok: null };
      return outcomeOf(await verifyPrekey(prekey, { device, now }), ({ id }) => id);
    },
  ),

  payload: kind<{ payload: JsonValue; sender: string; me: string }>(({ payload, sender, me }) =>
    outcomeOf(parsePrivatePayload(payload, { sender, me }), (read) => read.kind),
  ),

  /** What is gathered after the last one; null while parts are missing. */
  "desk-answer": kind<{ answers: (DeskAnswer | DeskRefusal)[] }>(({ answers }) => {
    const gathering = gatherAnswer();
    let whole: ReturnType<typeof gathering.take> = null;
    for (const answer of answers) whole = gathering.take(answer);
    return whole === null ? { ok: null } : outcomeOf(whole, toBase64url);
  }),

  "pairing-code": kind<{ text: string }>(({ text }) =>
    outcomeOf(normalisePairingCode(text) ?? refuse("pairing-code"), (code) => code),
  ),

  "pairing-mac": kind<{ code: string; value: JsonValue }>(({ code, value }) => ({
    ok: pairingMac(code, value),
  })),

  "pairing-check": kind<{ code: string; value: JsonValue; mac: string }>(({ code, value, mac }) =>
    checkPairingMac(code, value, mac) ? { ok: true } : { refusal: "pairing-code" },
  ),
};

function repeated(file: JsonObject, times: number): JsonObject {
  const [first] = file.prekeys as JsonValue[];
  return { ...file, prekeys: Array.from({ length: times }, () => first as JsonValue) };
}
