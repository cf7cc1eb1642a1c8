import { request } from "node:http";
import { clientHandshake } from "@courtyard/protocol/handshake.ts";
import { formatIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import { nodeBackend } from "@courtyard/protocol/node/ed25519.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import type { JsonValue } from "@courtyard/protocol/strict-json.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestSidecar, testSidecar } from "../harness.ts";
import type { TestPerson } from "../support/person.ts";
import { httpRequest } from "../support/request.ts";
import { linkedSocket, rawSocket } from "../support/socket.ts";

let house: TestSidecar;
let alice: TestPerson;
let carol: TestPerson;

beforeAll(async () => {
  house = await testSidecar();
  alice = await house.person("alice");
  carol = await house.person("carol");
});
afterAll(() => house[Symbol.asyncDispose]());

const nonce = Buffer.alloc(LIMITS.handshakeNonceBytes, 7).toString("base64url");
const hello = (person: TestPerson, more: object = {}): object => ({
  t: "hello",
  v: 1,
  role: "device",
  to: person.address,
  from: person.address,
  kid: person.kid(person.phone),
  nonce,
  ...more,
});

test("proves itself with the serve device of the tenant's own log, and tells its limits", async () => {
  const socket = await linkedSocket(house.port, alice.address, {
    ...{ role: "device", from: alice.address, kid: alice.kid(alice.phone) },
    ...{ signer: alice.phone.signer, server: alice.identity },
  });
  expect(socket.ready).toMatchObject({ t: "ready", limits: { frameBytes: expect.any(Number) } });
  await socket.close();
});

test("refuses a stolen proof: one that the phone made for another handshake", async () => {
  const theirs = await rawSocket(house.port, alice.tenant.host);
  const phone = clientHandshake({
    ...{ role: "device", to: alice.address, from: alice.address, kid: alice.kid(alice.phone) },
    ...{ signer: alice.phone.signer, server: alice.identity },
    ...{ start: Date.now(), nonce, backend: nodeBackend },
  });
  theirs.send(phone.hello);
  const step = await phone.receive((await theirs.next()) as JsonValue, Date.now());
  const proof = !isRefusal(step) && step.state === "waiting" ? step.send : null;

  // The thief says the same hello, with the same nonce; only the server's nonce differs.
  const thief = await rawSocket(house.port, alice.tenant.host);
  thief.send(hello(alice));
  expect((await thief.next()).t).toBe("challenge");
  thief.send(proof);
  expect(await thief.next()).toMatchObject({ t: "refuse", code: "handshake-proof" });
  expect(await thief.closed).toBe(1008);
  theirs.send(proof);
  expect((await theirs.next()).t).toBe("ready");
  await theirs.close();
});

test("refuses frames before ready", async () => {
  for (const frame of [
    { t: "req", id: "1", method: "contacts.list", params: {} },
    { t: "fetched", n: 9 },
    { t: "watch", page: "/" },
  ]) {
    const socket = await rawSocket(house.port, alice.tenant.host);
    socket.send(frame);
    const { code } = await socket.next();
    expect(["handshake-order", "frame-before-ready"]).toContain(code);
    await socket.closed;
  }
  const eager = await rawSocket(house.port, alice.tenant.host);
  eager.send(hello(alice));
  eager.send({ t: "req", id: "1", method: "contacts.list", params: {} });
  const frames = [await eager.next(), await eager.next().catch(() => ({ code: "none" }))];
  expect(frames.map((frame) => frame.code)).toContain("frame-before-ready");
  await eager.closed;
});

test("refuses broken handshake frames by their codes", async () => {
  const cases: [unknown, string][] = [
    ["{", "json-malformed"],
    ['{"t":"hello","t":"hello"}', "json-duplicate-key"],
    [{ t: "hello", v: 2 }, "handshake-version"],
    [hello(alice, { role: "king" }), "handshake-role"],
    [hello(alice, { nonce: "short" }), "handshake-shape"],
    [hello(alice, { extra: 1 }), "handshake-shape"],
    [Buffer.from("{}"), "frame-binary"],
    [{ t: "hello", pad: "x".repeat(9_000) }, "frame-too-large"],
  ];
  for (const [frame, code] of cases) {
    const socket = await rawSocket(house.port, alice.tenant.host);
    socket.send(frame);
    expect(await socket.next()).toMatchObject({ t: "refuse", code });
    expect(await socket.closed).toBe(1008);
  }
});

test("refuses tenant A's device on tenant B, whichever address it names", async () => {
  const device = {
    role: "device",
    kid: alice.kid(alice.phone),
    signer: alice.phone.signer,
  } as const;
  const asAlice = { ...device, server: carol.identity };
  await expect(linkedSocket(house.port, carol.address, asAlice)).rejects.toThrow("key-unknown");
  const socket = await rawSocket(house.port, carol.tenant.host);
  socket.send(hello(alice));
  expect(await socket.next()).toMatchObject({ t: "refuse", code: "tenant-unknown" });
  await socket.closed;
});

test("refuses a peer that is not the sidecar of the address it comes from", async () => {
  const socket = await rawSocket(house.port, alice.tenant.host);
  socket.send(hello(carol, { role: "peer", to: alice.address }));
  expect(await socket.next()).toMatchObject({ t: "refuse", code: "capability-missing" });
  await socket.closed;
});

test("refuses a phone that says it is the vault", async () => {
  await expect(alice.connect(alice.phone, "vault")).rejects.toThrow("capability-missing");
});

test("refuses a guest what a device may do, and keeps the connection", async () => {
  const guest = await linkedSocket(house.port, alice.address, { role: "guest" });
  guest.send({ t: "req", id: "1", method: "contacts.list", params: {} });
  expect(await guest.next()).toMatchObject({ t: "refuse", code: "frame-role", re: "1" });
  guest.send({ t: "deliver", envelope: await alice.sealed(carol, "hi") });
  expect(await guest.next()).toMatchObject({ t: "refuse", code: "frame-role" });
  guest.send({ t: "queued", items: [] });
  expect((await guest.next()).t).toBe("refuse");
  guest.send({ t: "dance" });
  expect(await guest.next()).toMatchObject({ t: "refuse", code: "frame-unknown" });
  guest.send("{");
  expect(await guest.next()).toMatchObject({ t: "refuse", code: "json-malformed" });
  expect(guest.socket.readyState).toBe(guest.socket.OPEN);
  await guest.close();
});

test("takes no guest whom another site's page sends, and the own pages' guests", async () => {
  const guest = { t: "hello", v: 1, role: "guest", to: alice.address, nonce };
  const foreign = await rawSocket(house.port, alice.tenant.host, {
    origin: "https://evil.example",
  });
  foreign.send(guest);
  expect(await foreign.next()).toMatchObject({ t: "refuse", code: "policy-refused" });
  expect(await foreign.closed).toBe(1013);
  const own = await rawSocket(house.port, alice.tenant.host, { origin: alice.tenant.origin });
  own.send(guest);
  expect((await own.next()).t).toBe("ready");
  await own.close();
});

test("closes a revoked device's sockets and refuses it afterwards, also after a restart", async () => {
  const dave = await house.person("dave");
  const vault = await dave.connect(dave.vault);
  const phone = await dave.connect(dave.phone);
  const log = formatIdentityLog(await dave.revoke(dave.phone, Date.now()));
  expect(await phone.call("identity.put", { log })).toMatchObject({ code: "frame-role" });
  expect((await vault.call("identity.put", { log })).t).toBe("res");
  expect(await phone.next()).toMatchObject({ t: "refuse", code: "device-revoked" });
  expect(await phone.closed).toBe(1008);
  expect(vault.socket.readyState).toBe(vault.socket.OPEN);
  await new Promise((wake) => setTimeout(wake, 5));
  await expect(dave.connect(dave.phone)).rejects.toThrow("device-revoked");
  const late = await dave.sealed(alice, "late");
  expect((await vault.deliver(late)).code).toBe("device-revoked");
});

test("closes a revoked device's sockets also when the vault's clock is ahead", async () => {
  const erin = await house.person("erin");
  const vault = await erin.connect(erin.vault);
  const phone = await erin.connect(erin.phone);
  const log = formatIdentityLog(await erin.revoke(erin.phone, Date.now() + 1_500));
  expect((await vault.call("identity.put", { log })).t).toBe("res");
  expect((await phone.call("contacts.list")).t).toBe("res");
  expect(await phone.next()).toMatchObject({ t: "refuse", code: "device-revoked" });
  expect(await phone.closed).toBe(1008);
  expect(vault.socket.readyState).toBe(vault.socket.OPEN);
  await vault.close();
});

test("takes only logs that extend the one it has and keep its serve device", async () => {
  const erik = await house.person("erik");
  const vault = await erik.connect(erik.vault);
  const put = (log: string) => vault.call("identity.put", { log });
  const first = formatIdentityLog(erik.identity);
  expect(await put(formatIdentityLog(alice.identity))).toMatchObject({ code: "identity-device" });
  const longer = formatIdentityLog(await erik.revoke(erik.phone, Date.now()));
  expect((await put(longer)).t).toBe("res");
  expect(await put(first)).toMatchObject({ code: "identity-rollback" });
  expect((await put(longer)).t).toBe("res");
  expect((await put("{}\n")).t).toBe("refuse");
  expect((await vault.call("identity.get")).result.log).toBe(longer);
});

test("answers 404 to a host that nobody has, on HTTP and at the upgrade", async () => {
  const { status, text } = await httpRequest(house.port, "/", { host: "nobody.localhost" });
  expect([status, text]).toEqual([404, "Nobody lives at this address.\n"]);
  await expect(rawSocket(house.port, "nobody.localhost")).rejects.toThrow("404");
});

test("refuses an upgrade without the subprotocol, and on another path", async () => {
  const upgrade = (path: string, headers: object): Promise<number> =>
    new Promise((resolve, reject) => {
      const sent = request({
        ...{ host: "127.0.0.1", port: house.port, path },
        headers: {
          ...{ host: `alice.localhost:${house.port}`, connection: "Upgrade", upgrade: "websocket" },
          ...{ "sec-websocket-version": "13", "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==" },
          ...headers,
        },
      });
      sent.on("response", (response) => resolve(response.statusCode ?? 0));
      sent.on("upgrade", () => resolve(101));
      sent.on("error", reject);
      sent.end();
    });
  expect(await upgrade("/_courtyard/ws", {})).toBe(400);
  expect(await upgrade("/other", { "sec-websocket-protocol": "courtyard.1" })).toBe(404);
  expect(await upgrade("//[", { "sec-websocket-protocol": "courtyard.1" })).toBe(404);
});
