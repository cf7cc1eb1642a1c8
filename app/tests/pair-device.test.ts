import { deviceOf } from "@courtyard/protocol/identity.ts";
import { pairingMac } from "@courtyard/protocol/pairing.ts";
import { isRefusal, type RefusalCode } from "@courtyard/protocol/refusal.ts";
import type { JsonObject, JsonValue } from "@courtyard/protocol/strict-json.ts";
import { expect, test } from "vitest";
import { type Paired, requestPairing } from "../src/transport/pair-device.ts";
import { person } from "./people.ts";

const CODE = "0123-4567-89AB-CDEF";
const ADDRESS = { host: "alice.example", port: 443, username: "alice" };
const alice = await person(ADDRESS, ["phone"]);
const mallory = await person({ host: "mallory.example", port: 443, username: "mallory" }, [
  "phone",
]);
const phone = Object.values(alice.identity.head.devices).find(({ name }) => name === "phone");
if (phone === undefined) throw new Error("Alice has no phone");
const keyOf = (text: string) => Uint8Array.fromBase64(text, { alphabet: "base64url" });

/** Pairs Alice's phone with somebody who answers as told; `mac` is made with the code unless given. */
async function pairWith(
  answer: { log?: string; address?: string; mac?: string; code?: string } | JsonObject,
): Promise<Paired | RefusalCode> {
  const outcome = await requestPairing({
    origin: "http://127.0.0.1:4301",
    code: "0123 4567 89ab cdef",
    name: "phone",
    signPublicKey: keyOf(phone?.sign ?? ""),
    sealPublicKey: keyOf(phone?.seal ?? ""),
    can: ["comment", "chat"],
    fetch: async (_url, init) => {
      if ("ok" in answer) return Response.json(answer);
      const { nonce } = JSON.parse(String(init?.body)) as { nonce: string };
      const {
        log = alice.log,
        address = "alice@alice.example",
        code = CODE,
      } = answer as {
        log?: string;
        address?: string;
        code?: string;
      };
      const mac = answer.mac ?? pairingMac(code, { log, nonce } as JsonValue);
      return Response.json({ ok: true, log, address, mac });
    },
  });
  return isRefusal(outcome) ? outcome.code : outcome;
}

test("takes the identity that the vault proved by the code, and finds itself in it", async () => {
  const paired = (await pairWith({})) as Paired;
  expect(paired.identity.id).toBe(alice.identity.id);
  expect(paired.address).toEqual(ADDRESS);
  expect(deviceOf(paired.identity, paired.kid.split("#")[1] ?? "")?.name).toBe("phone");
});

test("takes no log that somebody between put in the place of the vault's", async () => {
  const mac = pairingMac(CODE, { log: alice.log, nonce: "overheard" });
  expect(await pairWith({ log: mallory.log, mac })).toBe("pairing-code");
  expect(await pairWith({ mac })).toBe("pairing-code");
  expect(await pairWith({ log: mallory.log, code: "0000-0000-0000-0000" })).toBe("pairing-code");
});

test("takes no address that the log under the mac does not name", async () => {
  expect(await pairWith({ address: "alice@mallory.example" })).toBe("identity-address");
  expect(await pairWith({ address: "alice@alice.example:4300" })).toBe("identity-address");
  expect(await pairWith({ address: "nowhere" })).toBe("address-form");
});

test("takes no identity that it is not a device of", async () => {
  const theirs = { log: mallory.log, address: "mallory@mallory.example" };
  expect(await pairWith(theirs)).toBe("key-unknown");
});

test("passes a refusal of the vault on, and a nonsensical answer by its own code", async () => {
  expect(await pairWith({ ok: false, code: "pairing-tries" })).toBe("pairing-tries");
  expect(await pairWith({ ok: false, code: "no-such-code" })).toBe("pairing-shape");
  expect(await pairWith({ ok: true })).toBe("pairing-shape");
});
