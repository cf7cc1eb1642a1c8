// The kinds of vectors/04-delivery-and-relay/.

import { type Address, parseAddress } from "../../../src/address.ts";
import { fromBase64url } from "../../../src/bytes.ts";
import { messageTypeOf } from "../../../src/messages/registry.ts";
import { type RefusalCode, refuse } from "../../../src/refusal.ts";
import {
  importSealPrivateKey,
  openRelay,
  type RelayedText,
  sealForRelay,
} from "../../../src/seal.ts";
import type { JsonObject } from "../../../src/strict-json.ts";
import { countedRandom } from "../counted-random.ts";
import { type Kind, kind, outcomeOf } from "../vector-file.ts";

const bytes = (text: string) => fromBase64url(text) as Uint8Array;

export const deliveryKinds: Readonly<Record<string, Kind>> = {
  /** Whether data fits its envelope type. */
  "message-data": kind<{ type: string; data: JsonObject }>(({ type, data }) => {
    const message = messageTypeOf(type);
    const refusal: RefusalCode | null =
      message === undefined
        ? "envelope-type-unknown"
        : message.schema.safeParse(data).success
          ? null
          : "envelope-data";
    return refusal === null ? { ok: message?.capability ?? "" } : { refusal };
  }),

  "relay-seal": kind<{ text: string; to: string; key: string; seed: string }>(
    async ({ text, to, key, seed }) =>
      outcomeOf(
        await sealForRelay(text, {
          destination: parseAddress(to) as Address,
          publicKey: bytes(key),
          random: countedRandom(seed),
        }),
        (relayed) => relayed,
      ),
  ),

  /** A text of `length` letters, for the bound. */
  "relay-length": kind<{ length: number; to: string; key: string }>(async ({ length, to, key }) =>
    outcomeOf(
      await sealForRelay("x".repeat(length), {
        destination: parseAddress(to) as Address,
        publicKey: bytes(key),
      }),
      () => "sealed",
    ),
  ),

  "relay-open": kind<{ relayed: RelayedText; to: string; secret: string }>(
    async ({ relayed, to, secret }) => {
      const destination = parseAddress(to) as Address;
      const privateKey = await importSealPrivateKey(bytes(secret));
      const text = await openRelay(relayed, { destination, privateKey });
      return outcomeOf(text ?? refuse("relay-open-failed"), (inner) => inner);
    },
  ),
};
