// Feeds a real sidecar process and a real vault process with random and spoilt input at every door.
// `COURTYARD_SEED` repeats a run; `COURTYARD_FUZZ` sets how many inputs each door gets. One long file,
// since one pair of processes lives through all doors and is examined at the end.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { toBase64url } from "@courtyard/protocol/bytes.ts";
import type { Envelope } from "@courtyard/protocol/envelope.ts";
import { parseFrameFrom, type Role } from "@courtyard/protocol/frames.ts";
import { parseHandshakeFrame } from "@courtyard/protocol/handshake-frames.ts";
import { formatIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { deltaOf, makeManifest } from "@courtyard/protocol/manifest.ts";
import { pairingMac } from "@courtyard/protocol/pairing.ts";
import { isRefusal, isRefusalCode } from "@courtyard/protocol/refusal.ts";
import type { JsonValue } from "@courtyard/protocol/strict-json.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newDevice } from "../../sidecar/tests/support/device.ts";
import { entryOf, hashOf } from "../../sidecar/tests/support/site.ts";
import { linkedSocket, type TestSocket } from "../../sidecar/tests/support/socket.ts";
import { seededRandom } from "../living/seeded-random.ts";
import { type FuzzedHouse, fuzzedHouse, PAGE, SITE } from "./fuzz/fuzzed-house.ts";
import { mutant, spoiltBytes } from "./fuzz/mutant.ts";
import { type Answer, call, shout, strangerSocket } from "./fuzz/strangers.ts";

const INPUTS = Number(process.env.COURTYARD_FUZZ ?? 250);
/** Far above what one sidecar takes with all these inputs in flight, far below a leak of them. */
const MOST_MEMORY = 400 * 1024 * 1024;

const random = seededRandom("fuzz");
let house: FuzzedHouse;
let pids: (number | undefined)[];
/** Envelopes that somebody really signed: these alone may leave a row. */
const signed = new Map<string, Envelope>();
/** Guests' comments that were taken: a spoilt text is a text. */
let guestComments = 0;
/** The codes of all refusals: few would mean that the inputs do not get past the first check. */
const codes = new Set<string>();
/** Answers other than a refusal to what a device asked. */
let granted = 0;
/** These tables nothing here may change, whatever it is answered. */
const FIXED = ["tenant", "identity_log", "publication", "publication_file", "publication_change"];
let before: Record<string, string[]>;
let blobsBefore: string[];

beforeAll(async () => {
  house = await fuzzedHouse();
  pids = [house.sidecar.pid, house.dora.vault.pid];
  before = Object.fromEntries(FIXED.map((table) => [table, house.rows(table)]));
  blobsBefore = await blobs();
});
afterAll(() => house?.[Symbol.asyncDispose]());

const blobs = async (): Promise<string[]> =>
  (await readdir(join(house.alice.tenant.dir, "blobs"), { recursive: true })).sort();
const host = () => `alice.localhost:${house.port}`;
const hello = (more: object = {}) => ({
  ...{ t: "hello", v: 1, role: "guest", to: house.alice.address },
  nonce: toBase64url(random.bytes(16)),
  ...more,
});

async function keep(...envelopes: Promise<Envelope>[]): Promise<Envelope[]> {
  const made = await Promise.all(envelopes);
  for (const one of made) signed.set(one.id, one);
  return made;
}

/** Envelopes of all kinds that Bob may send to Alice. */
async function lettersToAlice(): Promise<Envelope[]> {
  const { alice, bob } = house;
  return keep(
    bob.comment(alice, "well said"),
    bob.envelope(
      "comment.create",
      { page: PAGE, text: "so it is", name: "Bob", replyTo: hashOf("x") },
      { to: alice.address },
    ),
    bob.sealed(alice, "the cicadas are back"),
    bob.sealed(alice, "今年的蝉回来了", { devices: [alice.vault] }),
    bob.envelope(
      "relay.forward",
      { to: alice.address, hops: 1, enc: hashOf("enc"), ct: "AAAA" },
      { to: alice.address },
    ),
  );
}

/** All inputs of one door, some at a time. */
async function flood(inputs: number, one: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < inputs) await one(next++);
  };
  await Promise.all(Array.from({ length: 12 }, worker));
}

/** A refusal by its code, or success; never a fault. */
function expectAnswer({ status, text }: Answer): void {
  expect(text).not.toContain('"internal"');
  if (status >= 400 && text.startsWith("{")) {
    const { code } = JSON.parse(text);
    expect(isRefusalCode(code)).toBe(true);
    codes.add(code);
  }
  expect([0, 500].includes(status), `${status} ${text.slice(0, 300)}`).toBe(false);
}

/** What a server says is a frame of the protocol, whatever it was told. */
function expectFrames(role: Role, frames: readonly (string | object)[]): void {
  for (const frame of frames) {
    const value = (typeof frame === "string" ? JSON.parse(frame) : frame) as JsonValue & {
      t: string;
    };
    const read =
      value.t === "challenge" || value.t === "ready"
        ? parseHandshakeFrame(value, value.t)
        : parseFrameFrom(value, { role, side: "server" });
    expect(isRefusal(read), JSON.stringify(value).slice(0, 300)).toBe(false);
    const { code } = value as { code?: string };
    expect(code).not.toBe("internal");
    if (code !== undefined) codes.add(code);
  }
}

test("a socket before its handshake", async () => {
  const samples = [
    hello(),
    hello({ role: "device", from: house.alice.address, kid: house.alice.kid(house.alice.phone) }),
    hello({ role: "peer", from: house.bob.address, kid: house.bob.kid(house.bob.phone) }),
    { t: "proof", sig: toBase64url(random.bytes(64)) },
    { t: "req", id: "1", method: "contacts.list", params: {} },
  ];
  await flood(INPUTS / 2, async () => {
    const frames = [mutant(random, samples), mutant(random, samples)];
    const binary = random.below(10) === 0;
    const socket = await strangerSocket(house.port, host());
    for (const frame of frames) socket?.send(frame, { binary });
    await socket?.close();
    expectFrames("guest", socket?.frames ?? []);
  });
});

test("a guest's socket", async () => {
  const samples = [
    { t: "watch", page: PAGE },
    { t: "offer", id: "o1", page: PAGE, name: "Reader", text: "I was here" },
    { t: "deliver", envelope: (await lettersToAlice())[0] ?? {} },
    { t: "fetched", n: 3 },
  ];
  await flood(INPUTS / 10, async () => {
    const frames = Array.from({ length: 15 }, () => mutant(random, samples));
    const socket = await strangerSocket(house.port, host());
    socket?.send(Buffer.from(JSON.stringify(hello())), { binary: false });
    await socket?.heard(() => true);
    for (const frame of frames) socket?.send(frame, { binary: false });
    socket?.send(Buffer.from('{"t":"last"}'), { binary: false });
    await socket?.heard((frame) => frame.includes('"frame-unknown","detail":"last"'));
    await socket?.close();
    expectFrames("guest", socket?.frames ?? []);
    guestComments += socket?.frames.filter((frame) => frame.startsWith('{"t":"ack"')).length ?? 0;
  });
});

test("a device's and a vault's socket", async () => {
  const { alice, bob } = house;
  const method = (name: string, params: object = {}) => ({
    t: "req",
    id: "r1",
    method: name,
    params,
  });
  const address = `bob@bob.localhost:${house.port}`;
  const samples = [
    ...(await keep(alice.comment(bob), alice.sealed(bob, "hello"))).map((envelope) => ({
      t: "deliver",
      envelope,
    })),
    { t: "fetched", n: 1 },
    { t: "res", id: "s1", result: { ok: true } },
    method("comments.list", { state: "pending", limit: 5 }),
    method("comments.moderate", { id: hashOf("none"), state: "approved" }),
    method("contacts.list"),
    method("contacts.put", { identity: bob.identity.id, address, name: "Bob", friend: true }),
    method("identity.get"),
    method("identity.lookup", { address }),
    method("identity.put", { log: formatIdentityLog(alice.identity) }),
    method("outbox.list", { limit: 3 }),
    method("timeline.list", { limit: 3 }),
    method("follow.add", { target: "http://127.0.0.1:1/feed.xml" }),
    method("follow.remove", { id: "1" }),
    method("prekey.put", {
      prekey: { v: 1, device: alice.phone.record.id, id: "a", key: "b", at: 1, exp: 2, sig: "c" },
    }),
    method("site.info"),
    method("queue.info"),
  ];
  for (const device of [alice.phone, alice.vault]) {
    let socket: TestSocket | undefined;
    for (let i = 0; i < INPUTS; i++) {
      if (socket?.socket.readyState !== 1) socket = await alice.connect(device);
      socket.send(mutant(random, samples).toString("latin1"));
      if (i % 20 === 19) granted += await settled(socket);
    }
    if (socket?.socket.readyState === 1) granted += await settled(socket);
    await socket?.close();
  }
});

/** Waits for the answer to a good request, and says how many of the others were granted. */
async function settled(socket: TestSocket): Promise<number> {
  await socket.call("queue.info").catch(() => {});
  await pause(20);
  const frames = socket.frames.splice(0);
  expectFrames("vault", frames);
  return frames.filter((frame) => frame.t === "res").length;
}

test("a peer's socket", async () => {
  const { alice, bob, bobsServeKey } = house;
  const samples = (await lettersToAlice()).map((envelope) => ({ t: "deliver", envelope }));
  const connect = () =>
    linkedSocket(house.port, alice.address, {
      ...{ role: "peer", from: bob.address, kid: `${bob.identity.id}#${bobsServeKey.record.id}` },
      ...{ signer: bobsServeKey.signer, server: alice.identity },
    });
  let socket: TestSocket | undefined;
  for (let i = 0; i < INPUTS; i++) {
    if (socket?.socket.readyState !== 1) socket = await connect();
    socket.send(mutant(random, [...samples, { t: "ack", id: "x" }]).toString("utf8"));
    if (i % 25 === 24) {
      await pause(20);
      expectFrames("peer", socket.frames.splice(0));
    }
  }
  await socket?.close();
});

test("POST /_courtyard/inbox", async () => {
  const samples = await lettersToAlice();
  await flood(INPUTS, async () => {
    const body = mutant(random, samples);
    const answer = await post("/_courtyard/inbox", body);
    expectAnswer(answer);
    if (answer.status === 202) expect([...signed.keys()]).toContain(JSON.parse(answer.text).id);
  });
});

const post = (path: string, body: Buffer, to = host()): Promise<Answer> =>
  call({
    ...{ port: house.port, host: to, path, method: "POST", body },
    headers: { "content-type": "application/json" },
  });

test("POST /_courtyard/publish and PUT /_courtyard/blob", async () => {
  const { alice } = house;
  const make = (files: typeof SITE, seq: number) =>
    makeManifest({
      files: Object.fromEntries(Object.entries(files).map(([path, b]) => [path, entryOf(path, b)])),
      ...{ seq, kid: alice.kid(alice.vault), signer: alice.vault.signer, now: Date.now() },
    });
  const first = await make(SITE, 1);
  const next = await make({ ...SITE, "new.html": "new bytes", "a/b.css": "b{}" }, 2);
  // The blobs of the second version are never sent as they are: nothing here can go live.
  const samples = [deltaOf(null, first), deltaOf(first, next), deltaOf(null, next)];
  await flood(INPUTS, async (n) => {
    if (n % 3 > 0) {
      expectAnswer(await post("/_courtyard/publish", mutant(random, samples)));
      return;
    }
    const good = Buffer.from("new bytes");
    const body = spoiltBytes(random, good);
    const name = random.pick([hashOf("new bytes"), hashOf(body), "..%2f..%2fsidecar.db", "x"]);
    const answer = await call({
      ...{ port: house.port, host: host(), path: `/_courtyard/blob/${name}`, method: "PUT" },
      body: body.equals(good) ? Buffer.from("other") : body,
    });
    expectAnswer(answer);
    expect(answer.status).toBeGreaterThanOrEqual(400);
  });
});

test("POST /_courtyard/claim, /_courtyard/pair and /_courtyard/identity", async () => {
  const log = formatIdentityLog(house.alice.identity);
  const claims = [
    { v: 1, code: "0000-0000-0000-0000", step: "begin" },
    { v: 1, code: "0000-0000-0000-0000", step: "finish", log },
  ];
  const pairs = [await pairRequest("0000-0000-0000-0000")];
  await flood(INPUTS, async (n) => {
    const [path, samples, to] = [
      ["/_courtyard/claim", claims, house.carol.host] as const,
      ["/_courtyard/pair", pairs, house.dora.host] as const,
      ["/_courtyard/identity", [{ v: 1, log }], host()] as const,
    ][n % 3] ?? ["", [], ""];
    expectAnswer(await post(path, mutant(random, samples), to));
  });
});

async function pairRequest(code: string): Promise<object> {
  const { record } = await newDevice("tablet", { can: ["comment", "chat"], now: Date.now() });
  const device = { name: "tablet", sign: record.sign, seal: record.seal, can: ["comment", "chat"] };
  const nonce = toBase64url(random.bytes(16));
  return { v: 1, device, nonce, mac: pairingMac(code, { device, nonce }) };
}

test("the comment form", async () => {
  const fields = [{ page: PAGE, name: "Reader", text: "I was here" }];
  await flood(INPUTS / 2, async (n) => {
    const whole = Buffer.from(new URLSearchParams(fields[0]).toString());
    const body = n % 2 === 0 ? spoiltBytes(random, whole, fields) : mutant(random, fields);
    const answer = await call({
      ...{ port: house.port, host: host(), path: "/_courtyard/comments?lang=zh", method: "POST" },
      ...{ body, headers: { "content-type": "application/x-www-form-urlencoded" } },
    });
    expect([303, 400, 403, 404, 413, 429]).toContain(answer.status);
    if (answer.status === 303) guestComments += 1;
  });
});

test("paths, hosts and headers", async () => {
  const paths = [
    ...["/", "/posts/hello/", "/posts/%E6%97%85%E8%A1%8C/", "/style.css", "/_courtyard/app.json"],
    ...["/_courtyard/comments?page=/posts/hello/", "/.well-known/courtyard/manifest.json"],
    ...["/.well-known/webfinger?resource=acct:alice@alice.localhost", "/_courtyard/app/index.html"],
    ...[
      "/../../sidecar.db",
      "/%2e%2e/%2e%2e/sidecar.db",
      "/..%5c..%5csidecar.db",
      "/%00",
      "//[",
      "/%ff",
    ],
    ...["/_courtyard/comment/x.json", "/_courtyard/ws", "/healthz", "/metrics"],
  ];
  await flood(INPUTS, async (n) => {
    const path = random.pick(paths);
    const range = `Range: bytes=${random.pick(["0-1", "-5", "9-1", "5-", "1e9-2", "0-0,2-3"])}`;
    const line = `${random.pick(["GET", "HEAD", "POST", "PUT", "OPTIONS"])} ${path} HTTP/1.1`;
    const head = Buffer.from(
      `${line}\r\nHost: ${host()}\r\n${range}\r\nAccept-Encoding: br\r\n\r\n`,
    );
    const text = await shout(house.port, n % 4 === 0 ? head : spoiltBytes(random, head));
    expect(text).not.toContain("SQLite format 3");
    expect(text).not.toMatch(/^HTTP\/1\.1 500/);
  });
});

test("bytes that are no websocket frames", async () => {
  const upgrade = Buffer.from(
    [
      ...["GET /_courtyard/ws HTTP/1.1", `Host: ${host()}`, "Connection: Upgrade"],
      ...["Upgrade: websocket", "Sec-WebSocket-Version: 13"],
      ...["Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Protocol: courtyard.1"],
      ...["", ""],
    ].join("\r\n"),
  );
  await flood(INPUTS / 2, async () => {
    const text = Buffer.from(JSON.stringify(hello()));
    // FIN and text, masked with zeros, then something that is not so.
    const frame = Buffer.concat([Buffer.from([0x81, 0xfe, 0, text.length, 0, 0, 0, 0]), text]);
    frame.writeUInt16BE(text.length, 2);
    const rest = random.pick([frame, spoiltBytes(random, frame), Buffer.from(random.bytes(60))]);
    const huge = Buffer.from([0x82, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255, 1, 2, 3, 4]);
    const after = random.pick([Buffer.alloc(0), huge, Buffer.from(random.bytes(200))]);
    await shout(house.port, Buffer.concat([upgrade, rest, after]));
  });
});

test("the vault's pairing and control", async () => {
  const { vaultPort, token } = house.dora;
  const own = `127.0.0.1:${vaultPort}`;
  const pairs = [await pairRequest("0000-0000-0000-0000")];
  const controls = ["status", "pair-code", "revoke", "alarm-seen", "recover", "phrase", "none"];
  const bodies = [
    { device: "A".repeat(22) },
    { identity: hashOf("nobody") },
    { can: ["chat"] },
    { phrase: "abandon ".repeat(24).trim(), address: "dora@dora.localhost:1", keepDevices: true },
  ];
  await flood(INPUTS, async (n) => {
    const isPair = n % 2 === 0;
    const authorization = random.pick([
      `Bearer ${token}`,
      `Bearer ${token.slice(1)}`,
      "Bearer",
      "",
    ]);
    const answer = await call({
      ...{ port: vaultPort, host: own, method: random.pick(["POST", "POST", "GET"]) },
      path: isPair ? "/_courtyard/pair" : `/control/${random.pick(controls)}`,
      body: mutant(random, isPair ? pairs : bodies),
      headers: { "content-type": "application/json", ...(!isPair && { authorization }) },
    });
    expect(answer.status, answer.text).not.toBe(500);
    expect(answer.text).not.toContain('"internal"');
  });
});

test("afterwards the same processes do their work, and hold nothing of it", async () => {
  const { alice, bob, dora } = house;
  expect([house.sidecar.pid, dora.vault.pid]).toEqual(pids);
  for (const pid of pids) expect(process.kill(Number(pid), 0)).toBe(true);
  const health = await call({ port: house.port, host: "any.host", path: "/healthz" });
  expect(JSON.parse(health.text)).toMatchObject({ ok: true, tenants: 4 });

  // A comment and a letter, as if nothing had been.
  const phone = await alice.connect(alice.phone);
  const vault = await alice.connect(alice.vault);
  const [comment, letter] = await keep(
    bob.comment(alice, "still here"),
    bob.sealed(alice, "and I"),
  );
  for (const envelope of [comment, letter]) {
    const answer = await post("/_courtyard/inbox", Buffer.from(JSON.stringify(envelope)));
    expect(answer).toMatchObject({ status: 202 });
  }
  const live = await call({ port: house.port, host: host(), path: PAGE });
  expect(live.text).toContain("still here");
  const queued = await vault.next(
    ({ t, items }) => t === "queued" && items.at(-1).envelope.id === letter?.id,
  );
  const [item] = queued.items.slice(-1);
  expect(await alice.open(item.envelope, alice.vault)).toEqual({ text: "and I" });
  await phone.close();
  await vault.close();

  // Dora's vault pairs a device with a right code, through the sidecar.
  const control = await call({
    ...{ port: dora.vaultPort, host: `127.0.0.1:${dora.vaultPort}`, path: "/control/pair-code" },
    ...{
      method: "POST",
      body: Buffer.from("{}"),
      headers: { authorization: `Bearer ${dora.token}` },
    },
  });
  const request = await pairRequest(JSON.parse(control.text).code);
  const paired = await post("/_courtyard/pair", Buffer.from(JSON.stringify(request)), dora.host);
  expect(JSON.parse(paired.text)).toMatchObject({ ok: true });

  const ids = (table: string) => house.rows(table).map((row) => JSON.parse(row));
  for (const table of ["seen", "outbox", "sealed"])
    for (const { id } of ids(table)) expect([...signed.keys()], table).toContain(id);
  const comments = ids("comment");
  for (const { id } of comments.filter(({ guest }) => guest === 0))
    expect([...signed.keys()]).toContain(id);
  expect(comments.filter(({ guest }) => guest === 1)).toHaveLength(guestComments);
  const known = [alice.identity.id, bob.identity.id];
  for (const { identity } of ids("remote_identity")) expect(known).toContain(identity);
  expect(ids("contact").length + ids("follow").length).toBeLessThanOrEqual(1 + granted);
  expect(ids("identity_alarm")).toEqual([]);
  // Dora has paired a device just now, and her vault its own keys before: her rows may have grown.
  const fixed = (rows: string[] = []) => rows.filter((row) => !row.includes("dora"));
  for (const table of FIXED.filter((name) => name !== "identity_log"))
    expect(fixed(house.rows(table)), table).toEqual(fixed(before[table]));
  expect(ids("identity_log")).toHaveLength(3);
  expect(await blobs()).toEqual(blobsBefore);
  expect(await readdir(join(alice.tenant.dir, "tmp"))).toEqual([]);

  expect(await house.faults()).toEqual([]);
  const status = await readFile(`/proc/${house.sidecar.pid}/status`, "utf8").catch(() => "");
  const resident = Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
  expect(codes.size).toBeGreaterThan(25);
  console.log(`fuzz: ${codes.size} codes: ${[...codes].sort().join(" ")}`);
  console.log(
    `fuzz: resident ${Math.round(resident / 1024 / 1024)} MiB, ${guestComments} guests' comments`,
  );
  expect(resident).toBeLessThan(MOST_MEMORY);
});
