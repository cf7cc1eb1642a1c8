// Both ends of a handshake, in order and out of it. Long: each refusal needs both ends.

import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { nodeBackend } from "../node/ed25519.ts";
import { sameAddress } from "../src/address.ts";
import { toBase64url } from "../src/bytes.ts";
import { revokeDevice } from "../src/device.ts";
import {
  type ClientHandshakeOptions,
  clientHandshake,
  type LinkPeer,
  type ServerHandshakeOptions,
  serverHandshake,
} from "../src/handshake.ts";
import { appendEntry, type Identity } from "../src/identity.ts";
import { LIMITS } from "../src/limits.ts";
import { isRefusal, type Refusal, refuse } from "../src/refusal.ts";
import type { JsonObject, JsonValue } from "../src/strict-json.ts";
import { DAY, impostor, NOW, newDevice, newPerson, type Person } from "./person.ts";
import { expectRefusal } from "./refusals.ts";

let alice: Person;
let bob: Person;
beforeAll(async () => {
  alice = await newPerson("alice");
  bob = await newPerson("bob");
});

/** Bob's sidecar calls alice's. */
const peerOptions = (changes: object = {}): ClientHandshakeOptions =>
  ({
    role: "peer",
    to: alice.address,
    from: bob.address,
    kid: bob.sidecar.kid,
    signer: bob.sidecar.signer,
    server: alice.identity,
    start: NOW,
    backend: nodeBackend,
    ...changes,
  }) as ClientHandshakeOptions;

/** Alice's laptop calls her own sidecar. */
const deviceOptions = (changes: object = {}): ClientHandshakeOptions =>
  peerOptions({
    role: "device",
    from: undefined,
    kid: alice.laptop.kid,
    signer: alice.laptop.signer,
    ...changes,
  });

const serverOptions = (changes: Partial<ServerHandshakeOptions> = {}): ServerHandshakeOptions => ({
  start: NOW,
  faceOf: (to) =>
    sameAddress(to, alice.address)
      ? { kid: alice.sidecar.kid, signer: alice.sidecar.signer }
      : refuse("tenant-unknown"),
  identityOf: ({ role }) => (role === "peer" ? bob.identity : alice.identity),
  backend: nodeBackend,
  ...changes,
});

/** As it would look after a journey through JSON. */
const sent = (frame: object) => JSON.parse(JSON.stringify(frame)) as JsonValue;

type Outcome = { client: "ready"; peer: LinkPeer } | { by: "client" | "server"; refusal: Refusal };

/** Carries frames between both ends until they are ready or one refuses. */
async function meet(
  client: ClientHandshakeOptions,
  server: ServerHandshakeOptions = serverOptions(),
  now = NOW,
): Promise<Outcome> {
  const caller = clientHandshake(client);
  const called = serverHandshake(server);
  let frame = sent(caller.hello);
  for (;;) {
    const answer = await called.receive(frame, now);
    if (isRefusal(answer)) return { by: "server", refusal: answer };
    const next = await caller.receive(sent(answer.send), now);
    if (isRefusal(next)) return { by: "client", refusal: next };
    if (next.state === "ready") {
      if (answer.state !== "ready") throw new Error("ready at one end only");
      return { client: "ready", peer: answer.peer };
    }
    frame = sent(next.send);
  }
}

async function expectRefused(outcome: Promise<Outcome>, by: "client" | "server", code: string) {
  expect(await outcome).toMatchObject({ by, refusal: { code } });
}

describe("both ends come to know each other", () => {
  test("as peers", async () => {
    const outcome = await meet(peerOptions());
    expect(outcome).toMatchObject({
      client: "ready",
      peer: { role: "peer", to: alice.address, from: bob.address, kid: bob.sidecar.kid },
    });
  });

  test("as a device and a vault with their own sidecar, with and without an address", async () => {
    for (const role of ["device", "vault"]) {
      for (const from of [undefined, alice.address]) {
        const { peer } = (await meet(deviceOptions({ role, from }))) as { peer: LinkPeer };
        expect(peer).toMatchObject({ role, kid: alice.laptop.kid, from: from ?? null });
        expect("device" in peer && peer.device).toEqual(alice.laptop.record);
      }
    }
  });

  test("and a guest is nobody", async () => {
    const outcome = await meet({ role: "guest", to: alice.address, start: NOW });
    expect(outcome).toEqual({
      client: "ready",
      peer: { role: "guest", to: alice.address },
    });
  });

  test("and the client is told the time and the limits", async () => {
    const client = clientHandshake({ role: "guest", to: alice.address, start: NOW });
    const answer = await serverHandshake(serverOptions()).receive(sent(client.hello), NOW + 5);
    if (isRefusal(answer)) throw new Error(answer.code);
    expect(answer.send).toEqual({
      t: "ready",
      now: NOW + 5,
      limits: { frameBytes: LIMITS.frameBytes, envelopeBytes: LIMITS.envelopeBytes },
    });
  });
});

describe("the server refuses", () => {
  const refused = (client: ClientHandshakeOptions, code: string, server = serverOptions()) =>
    expectRefused(meet(client, server), "server", code);

  test("who asks for a tenant that is not here", async () => {
    await refused(peerOptions({ to: { ...alice.address, username: "carol" } }), "tenant-unknown");
  });

  test("a peer from an address where it does not live", async () => {
    await refused(peerOptions({ from: { ...bob.address, host: "evil.example" } }), "from-other");
  });

  test("a device of another tenant", async () => {
    const { kid, signer } = bob.laptop;
    await refused(deviceOptions({ kid, signer }), "key-unknown");
  });

  test("an unknown and a revoked device", async () => {
    const stranger = await newDevice("stranger", ["chat"]);
    const kid = `${alice.identity.id}#${stranger.record.id}`;
    await refused(deviceOptions({ kid, signer: stranger.signer }), "key-unknown");
    const outcome = await appendEntry(alice.identity, {
      rootSigner: alice.rootSigner,
      change: { devices: alice.identity.head.devices.map((d) => revokeDevice(d, NOW - 1)) },
      now: NOW,
    });
    const identityOf = () => outcome as Identity;
    await refused(deviceOptions(), "device-revoked", serverOptions({ identityOf }));
  });

  test("a device that is not there yet", async () => {
    const late = await newPerson("late", NOW + DAY);
    const options = deviceOptions({ kid: late.laptop.kid, signer: late.laptop.signer });
    const identityOf = () => late.identity;
    await refused(options, "device-future", serverOptions({ identityOf }));
  });

  test("a role that the device may not take", async () => {
    const { kid, signer } = bob.laptop;
    await refused(peerOptions({ kid, signer }), "capability-missing");
    const own = { kid: alice.sidecar.kid, signer: alice.sidecar.signer };
    await refused(deviceOptions({ role: "vault", ...own }), "capability-missing");
  });

  test("whom the caller's own rule refuses", async () => {
    const identityOf = () => refuse("identity-unreachable");
    await refused(peerOptions(), "identity-unreachable", serverOptions({ identityOf }));
  });

  test("a guest where only devices are served", async () => {
    const face = { kid: alice.sidecar.kid, signer: alice.sidecar.signer, guests: false };
    const server = serverOptions({ faceOf: () => face });
    await refused({ role: "guest", to: alice.address, start: NOW }, "handshake-role", server);
  });

  test("a proof by another key", async () => {
    const signer = impostor(bob.sidecar.signer.publicKey);
    await refused(peerOptions({ signer }), "handshake-proof");
  });

  test("what comes too late", async () => {
    const late = NOW + LIMITS.handshakeTimeout + 1;
    await expectRefused(meet(peerOptions(), serverOptions(), late), "server", "handshake-timeout");
    const onTime = NOW + LIMITS.handshakeTimeout;
    expect(await meet(peerOptions(), serverOptions(), onTime)).toHaveProperty("client");
  });

  const hello = () => sent(clientHandshake(peerOptions()).hello) as JsonObject;

  test.each<[string, string, (h: JsonObject) => JsonValue]>([
    ["another version", "handshake-version", (h) => ({ ...h, v: 2 })],
    ["no version", "handshake-version", ({ v: _, ...h }) => h],
    ["an unknown role", "handshake-role", (h) => ({ ...h, role: "admin" })],
    ["an unknown key", "handshake-shape", (h) => ({ ...h, admin: true })],
    ["a short nonce", "handshake-shape", (h) => ({ ...h, nonce: "AAAA" })],
    ["no kid", "handshake-shape", ({ kid: _, ...h }) => h],
    ["a peer without an address", "handshake-shape", ({ from: _, ...h }) => h],
    ["an address that is none", "handshake-shape", (h) => ({ ...h, to: "alice" })],
    ["a guest with a key", "handshake-shape", ({ from: _, ...h }) => ({ ...h, role: "guest" })],
    ["a proof at once", "handshake-order", () => ({ t: "proof", sig: "A".repeat(86) })],
    ["a frame before ready", "frame-before-ready", () => ({ t: "deliver", envelope: {} })],
    ["null", "frame-before-ready", () => null],
    ["a list", "frame-before-ready", () => []],
  ])("a hello with %s", async (_, code, change) => {
    const outcome = await serverHandshake(serverOptions()).receive(change(hello()), NOW);
    expectRefusal(outcome, code as "handshake-shape");
  });

  test("a frame before ready in place of the proof, and everything after a refusal", async () => {
    const server = serverHandshake(serverOptions());
    await server.receive(hello(), NOW);
    const early = { t: "req", id: "1", method: "comments.list", params: {} };
    expectRefusal(await server.receive(early, NOW), "frame-before-ready");
    expectRefusal(await server.receive(hello(), NOW), "frame-before-ready");
  });

  test("a second frame while it looks at the first", async () => {
    const server = serverHandshake(serverOptions());
    const first = server.receive(hello(), NOW);
    expectRefusal(await server.receive(hello(), NOW), "frame-before-ready");
    await first;
  });

  test("a proof that was overheard: on another link, of another role, for another address", async () => {
    const overheard: JsonValue[] = [];
    const nonce = toBase64url(new Uint8Array(16));
    const record = async (options: ClientHandshakeOptions, server: ServerHandshakeOptions) => {
      const caller = clientHandshake(options);
      const called = serverHandshake(server);
      const challenge = await called.receive(sent(caller.hello), NOW);
      if (isRefusal(challenge)) throw new Error(challenge.code);
      const proof = await caller.receive(sent(challenge.send), NOW);
      if (isRefusal(proof) || proof.state !== "waiting") throw new Error("no proof");
      overheard.push(sent(proof.send));
    };
    const replay = async (options: ClientHandshakeOptions, server: ServerHandshakeOptions) => {
      const called = serverHandshake(server);
      await called.receive(sent(clientHandshake(options).hello), NOW);
      return called.receive(overheard.at(-1) as JsonValue, NOW);
    };
    await record(deviceOptions({ nonce }), serverOptions({ nonce }));
    const same = await replay(deviceOptions({ nonce }), serverOptions({ nonce }));
    expect(isRefusal(same)).toBe(false); // the same nonces, which no honest server repeats
    for (const [client, server] of [
      [deviceOptions({ nonce }), serverOptions()],
      [deviceOptions(), serverOptions({ nonce })],
      [deviceOptions({ nonce, role: "vault" }), serverOptions({ nonce })],
      [deviceOptions({ nonce, from: alice.address }), serverOptions({ nonce })],
    ] as const) {
      expectRefusal(await replay(client, server), "handshake-proof");
    }
    // The server's own proof, sent back to it.
    const called = serverHandshake(serverOptions());
    const challenge = await called.receive(hello(), NOW);
    if (isRefusal(challenge) || challenge.state !== "waiting") throw new Error("no challenge");
    const { sig } = challenge.send as { sig: string };
    expectRefusal(await called.receive({ t: "proof", sig }, NOW), "handshake-proof");
  });
});

describe("the client refuses", () => {
  const challenged = async (change: (frame: JsonObject) => JsonValue, options = peerOptions()) => {
    const caller = clientHandshake(options);
    const answer = await serverHandshake(serverOptions()).receive(sent(caller.hello), NOW);
    if (isRefusal(answer)) throw new Error(answer.code);
    return caller.receive(change(sent(answer.send) as JsonObject), NOW);
  };

  test("a server of another identity, of a device that does not serve, or with another key", async () => {
    await expectRefused(meet(peerOptions({ server: bob.identity })), "client", "handshake-server");
    const laptop = { kid: alice.laptop.kid, signer: alice.laptop.signer };
    const byLaptop = serverOptions({ faceOf: () => laptop });
    await expectRefused(meet(peerOptions(), byLaptop), "client", "handshake-server");
    const signer = impostor(alice.sidecar.signer.publicKey);
    const forged = serverOptions({ faceOf: () => ({ kid: alice.sidecar.kid, signer }) });
    await expectRefused(meet(peerOptions(), forged), "client", "handshake-proof");
  });

  test.each<[string, string, (frame: JsonObject) => JsonValue]>([
    ["whose nonce was changed", "handshake-proof", (f) => ({ ...f, nonce: "A".repeat(22) })],
    ["with an unknown key", "handshake-shape", (f) => ({ ...f, x: 1 })],
    ["without a signature", "handshake-shape", ({ sig: _, ...f }) => f],
    ["in whose place is ready", "handshake-order", () => ({ t: "ready", now: NOW, limits: {} })],
    ["in whose place is anything", "frame-before-ready", () => ({ t: "queued", items: [] })],
    ["in whose place is null", "frame-before-ready", () => null],
    ["in whose place is a refusal", "rate-limited", () => ({ t: "refuse", code: "rate-limited" })],
    [
      "in whose place is a refusal of no known code",
      "frame-before-ready",
      () => ({ t: "refuse", code: "whatever" }),
    ],
  ])("a challenge %s", async (_, code, change) => {
    expectRefusal(await challenged(change), code as "handshake-shape");
  });

  test("a challenge to a guest, who has nothing to prove", async () => {
    const caller = clientHandshake({ role: "guest", to: alice.address, start: NOW });
    const challenge = { t: "challenge", nonce: "A".repeat(22), kid: alice.sidecar.kid, sig: "A" };
    expectRefusal(await caller.receive(challenge, NOW), "handshake-order");
  });

  test("a second challenge, a second ready and what comes too late", async () => {
    const caller = clientHandshake(peerOptions());
    const answer = await serverHandshake(serverOptions()).receive(sent(caller.hello), NOW);
    if (isRefusal(answer)) throw new Error(answer.code);
    await caller.receive(sent(answer.send), NOW);
    expectRefusal(await caller.receive(sent(answer.send), NOW), "handshake-order");
    expectRefusal(await caller.receive(sent(answer.send), NOW), "handshake-order");
    const slow = clientHandshake(peerOptions());
    const late = NOW + LIMITS.handshakeTimeout + 1;
    expectRefusal(await slow.receive(sent(answer.send), late), "handshake-timeout");
  });
});

test("no frame throws at either end", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.jsonValue(),
      fc.constantFrom("hello", "challenge", "proof", "ready"),
      async (value, t) => {
        for (const frame of [
          value,
          { t, ...(value as object) },
          { t, v: 1, role: "peer", to: value },
        ]) {
          await serverHandshake(serverOptions()).receive(frame as JsonValue, NOW);
          await clientHandshake(peerOptions()).receive(frame as JsonValue, NOW);
        }
      },
    ),
    { numRuns: 50 },
  );
});
