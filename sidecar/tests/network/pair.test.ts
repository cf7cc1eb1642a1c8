import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestSidecar, testSidecar } from "../harness.ts";
import type { TestPerson } from "../support/person.ts";

const PATH = "/_courtyard/pair";
let house: TestSidecar;
let alice: TestPerson;

beforeAll(async () => {
  house = await testSidecar();
  alice = await house.person("alice");
});
afterAll(() => house[Symbol.asyncDispose]());

test("says that the vault is away when no vault is connected, a phone being there or not", async () => {
  const phone = await alice.connect(alice.phone);
  const { status, json } = await house.post(alice.tenant, PATH, { v: 1 });
  expect([status, json.code]).toEqual([503, "vault-away"]);
  await phone.close();
});

test("carries the request to the tenant's own vault and its answer back", async () => {
  const carol = await house.person("carol");
  const carols = await carol.connect(carol.vault);
  const vault = await alice.connect(alice.vault);
  const answer = house.post(alice.tenant, PATH, { v: 1, device: { name: "tablet" } });
  const asked = await vault.next((frame) => frame.t === "req");
  expect(asked).toMatchObject({ method: "pair", params: { v: 1, device: { name: "tablet" } } });
  vault.send({ t: "res", id: asked.id, result: { ok: true, log: "…" } });
  expect(await answer).toMatchObject({ status: 200, json: { ok: true, log: "…" } });
  expect(carols.frames).toEqual([]);

  const second = house.post(alice.tenant, PATH, { v: 1 });
  const again = await vault.next((frame) => frame.t === "req");
  vault.send({ t: "refuse", re: again.id, code: "pairing-code" });
  expect((await second).json).toMatchObject({ ok: false, code: "pairing-code" });

  const third = house.post(alice.tenant, PATH, { v: 1 });
  await vault.next((frame) => frame.t === "req");
  vault.socket.terminate();
  expect((await third).json).toMatchObject({ ok: false, code: "vault-away" });
});

test("refuses what is no object or too large, and a flood", async () => {
  expect((await house.post(alice.tenant, PATH, "[]")).json.code).toBe("pairing-shape");
  const large = JSON.stringify({ pad: "x".repeat(20_000) });
  expect((await house.post(alice.tenant, PATH, large)).status).toBe(413);
  const codes = new Set<unknown>();
  for (let i = 0; i < 120; i++) codes.add((await house.post(alice.tenant, PATH, {})).json.code);
  expect(codes).toContain("rate-limited");
});
