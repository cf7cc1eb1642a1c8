import { generateSigningKey } from "@courtyard/protocol/ed25519.ts";
import { createIdentity, type DeviceRecord } from "@courtyard/protocol/identity.ts";
import { formatIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { expect, test } from "vitest";
import { openStore } from "../../src/store/open-store.ts";
import { addTenant } from "../../src/tenant/add-tenant.ts";
import { countRows, testSidecar } from "../harness.ts";
import { newDevice } from "../support/device.ts";

const PATH = "/_courtyard/claim";

async function logFor(serve: DeviceRecord | undefined, url: string): Promise<string> {
  const now = Date.now();
  const vault = await newDevice("vault", { can: ["publish", "comment", "chat"], now });
  const identity = await createIdentity({
    rootSecret: generateSigningKey().secret,
    nextPublicKey: generateSigningKey().publicKey,
    devices: serve ? [vault.record, serve] : [vault.record],
    urls: [url],
    now,
  });
  return formatIdentityLog(identity);
}

test("a vault claims the place by its code, once", async () => {
  await using house = await testSidecar();
  const { tenant, code } = await house.newTenant("alice");
  const unclaimed = await house.get(tenant, "/.well-known/courtyard/identity.jsonl");
  expect(unclaimed.status).toBe(404);
  const spoken = code.toLowerCase().replaceAll("-", " ");
  const begun = await house.post(tenant, PATH, { v: 1, code: spoken, step: "begin" });
  const url = `alice@alice.localhost:${house.port}`;
  expect(begun.json).toMatchObject({ ok: true, address: url, serve: { can: ["serve"] } });

  const log = await logFor(begun.json.serve as DeviceRecord, url);
  const finish = { v: 1, code, step: "finish", log };
  expect((await house.post(tenant, PATH, finish)).json).toEqual({ ok: true });
  expect((await house.get(tenant, "/.well-known/courtyard/identity.jsonl")).text).toBe(log);
  const again = await house.post(tenant, PATH, finish);
  expect([again.status, again.json.code]).toEqual([409, "claim-done"]);
  expect(countRows(house.dir, "claim")).toBe(0);
  await house.stop();
  await house.start();
  expect((await house.get(tenant, "/.well-known/courtyard/identity.jsonl")).text).toBe(log);
});

test("refuses a wrong, foreign or expired code, and logs that do not fit the place", async () => {
  let now = Date.now();
  await using house = await testSidecar({ clock: () => now });
  const { tenant, code } = await house.newTenant("alice");
  const carol = await house.newTenant("carol");
  const post = async (body: object) => (await house.post(tenant, PATH, body)).json.code;
  expect(await post({ v: 1, code: "AAAA-AAAA-AAAA-AAAA", step: "begin" })).toBe("claim-code");
  expect(await post({ v: 1, code: "short", step: "begin" })).toBe("claim-code");
  expect(await post({ v: 1, code: carol.code, step: "begin" })).toBe("claim-code");
  expect(await post({ v: 1, code, step: "dance" })).toBe("pairing-shape");
  const begun = await house.post(tenant, PATH, { v: 1, code, step: "begin" });
  const serve = begun.json.serve as DeviceRecord;
  const finish = async (log: string) => post({ v: 1, code, step: "finish", log });
  const url = `alice@alice.localhost:${house.port}`;
  const { seal } = (await newDevice("other", { can: ["serve"], now })).record;
  expect(await finish(await logFor(undefined, url))).toBe("identity-device");
  expect(await finish(await logFor({ ...serve, seal }, url))).toBe("identity-device");
  expect(await finish(await logFor(serve, "alice@elsewhere.example"))).toBe("identity-address");
  expect(await finish("{}")).toMatch(/^identity/);
  now += 25 * 60 * 60 * 1000;
  expect(await finish(await logFor(serve, url))).toBe("pairing-expired");
  expect(countRows(house.dir, "identity_log")).toBe(0);
});

test("ends a guessing of codes", async () => {
  await using house = await testSidecar({ limits: { requests: { perSecond: 999, burst: 999 } } });
  const { tenant, code } = await house.newTenant("alice");
  for (let i = 0; i < 100; i++) {
    await house.post(tenant, PATH, { v: 1, code: `0000-0000-0000-${1000 + i}`, step: "begin" });
  }
  const late = await house.post(tenant, PATH, { v: 1, code, step: "begin" });
  expect(late.json.code).toBe("pairing-tries");
});

test("sees a tenant that the cli adds through the same file while it runs", async () => {
  await using house = await testSidecar();
  await house.person("alice");
  const store = openStore(`${house.dir}/sidecar.db`, { now: 0 });
  const dora = { host: "dora.localhost", port: house.port, username: "dora" };
  const made = await addTenant(store, { ...dora, now: Date.now() });
  const twice = await addTenant(store, { ...dora, now: Date.now() });
  const odd = await addTenant(store, { ...dora, host: "-bad-", now: Date.now() });
  store.close();
  expect(made).toMatchObject({
    ok: true,
    tenant: { origin: `http://dora.localhost:${house.port}` },
  });
  expect(twice).toMatchObject({ ok: false, code: "claim-done" });
  expect(odd).toMatchObject({ ok: false, code: "address-form" });
  await new Promise((wake) => setTimeout(wake, 1_050));
  const code = made.ok ? made.code : "";
  const begun = await house.post(dora, PATH, { v: 1, code, step: "begin" });
  expect(begun.json.ok).toBe(true);
});

test("keeps its secrets in a file that only its owner reads, and the code only as a hash", async () => {
  const { readFile, stat } = await import("node:fs/promises");
  await using house = await testSidecar();
  const { code } = await house.newTenant("alice");
  const file = `${house.dir}/sidecar.db`;
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const bytes = Buffer.concat([await readFile(file), await readFile(`${file}-wal`)]);
  expect(bytes.includes(code)).toBe(false);
  expect(bytes.includes(code.replaceAll("-", ""))).toBe(false);
});
