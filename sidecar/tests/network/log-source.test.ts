import { generateSigningKey } from "@courtyard/protocol/ed25519.ts";
import { createIdentity } from "@courtyard/protocol/identity.ts";
import { formatIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { expect, test } from "vitest";
import { createLogSource, type LogSource } from "../../src/identity/log-source.ts";
import { createWeightedCache } from "../../src/identity/weighted-cache.ts";
import type { CappedResponse, GuardedClient } from "../../src/net/guarded-client.ts";
import { newDevice } from "../support/device.ts";

const identity = await createIdentity({
  rootSecret: generateSigningKey().secret,
  nextPublicKey: generateSigningKey().publicKey,
  devices: [(await newDevice("phone", { can: ["chat"], now: 1 })).record],
  urls: ["u@evil.example"],
  now: 1,
});
const body = Buffer.from(formatIdentityLog(identity));
const at = (n: number) => ({ host: `h${n}.evil.example`, port: 443, username: "u" });
const stranger = { reach: "public", maxAge: 0, byStranger: true } as const;
const owner = { ...stranger, byStranger: false };

/** A source over a server that answers as told; each look at the clock takes `step` ms. */
function sourceOver(fetch: () => Promise<CappedResponse>, step = 0): LogSource {
  let now = 0;
  return createLogSource({
    net: { fetch } as unknown as GuardedClient,
    clock: () => {
      now += step;
      return now;
    },
    tenants: { byAddress: () => undefined } as never,
    own: { of: () => undefined } as never,
  });
}

test("does not verify strangers' logs without end, and still those whom the owner looks for", async () => {
  const source = sourceOver(async () => ({ ok: true, status: 200, headers: {}, body }), 400);
  const codes: string[] = [];
  for (let n = 0; n < 60; n++) {
    const { identity: no } = await source.fetch(at(n), stranger);
    codes.push(isRefusal(no) ? `${no.code} ${no.detail ?? ""}` : "fine");
  }
  // The first ones are verified, and do not live where they were looked for.
  expect(codes[0]).toBe("identity-address ");
  expect(codes.filter((code) => code === "identity-unreachable busy").length).toBeGreaterThan(5);
  const { identity: looked } = await source.fetch(at(99), owner);
  expect(looked).toMatchObject({ code: "identity-address" });
});

test("keeps room for the owner while strangers' servers do not answer", async () => {
  let asked = 0;
  const source = sourceOver(() => {
    asked += 1;
    return new Promise(() => {});
  });
  for (let n = 0; n < 100; n++) void source.fetch(at(n), stranger);
  expect(asked).toBe(24);
  void source.fetch(at(200), owner);
  expect(asked).toBe(25);
});

test("forgets the oldest logs by their bytes as well as by their number", () => {
  const cache = createWeightedCache<number>({ most: 3, mostWeight: 100 });
  cache.put("a", 1, 60);
  cache.put("b", 2, 60);
  expect([cache.get("a"), cache.get("b")]).toEqual([undefined, 2]);
  cache.put("b", 3, 10);
  for (const key of ["c", "d", "e"]) cache.put(key, 4, 1);
  expect([cache.get("b"), cache.get("c"), cache.get("e")]).toEqual([undefined, 4, 4]);
  // One that is too heavy alone is kept until the next comes.
  cache.put("f", 5, 1_000);
  expect([cache.get("e"), cache.get("f")]).toEqual([undefined, 5]);
});
