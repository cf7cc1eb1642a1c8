import { generateSigningKey, signerFromSecret } from "@courtyard/protocol/ed25519.ts";
import { type Envelope, makeEnvelope } from "@courtyard/protocol/envelope.ts";
import type { Frame } from "@courtyard/protocol/frames.ts";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { deviceSigner } from "../src/state/device.ts";
import {
  type DeviceLinkOptions,
  type LinkState,
  openDeviceLink,
} from "../src/transport/device-link.ts";
import { deviceOf, person, type TestPerson } from "./people.ts";
import { type ScriptedSidecar, scriptedSidecar } from "./scripted-sidecar.ts";

let sidecar: ScriptedSidecar;
let alice: TestPerson;

beforeEach(async () => {
  sidecar = await scriptedSidecar("alice");
  alice = await person(sidecar.address, ["laptop", "phone"]);
  sidecar.owner = alice;
});
afterEach(() => sidecar[Symbol.asyncDispose]());

async function link(options: Partial<DeviceLinkOptions> = {}) {
  const { row } = deviceOf(alice, "laptop");
  return openDeviceLink({
    address: row.address,
    kid: row.kid,
    signer: await deviceSigner(row),
    identity: () => alice.identity,
    onQueued: async () => {},
    random: () => 1,
    ...options,
  });
}

async function envelope(text = "hello"): Promise<Envelope> {
  const { row } = deviceOf(alice, "laptop");
  return makeEnvelope({
    from: row.address,
    to: row.address,
    type: "comment.create",
    data: { page: "/posts/x/", text, name: "Alice" },
    signer: await deviceSigner(row),
    kid: row.kid,
    now: Date.now(),
  });
}

const framesOf = () => {
  const frames: Frame[] = [];
  sidecar.onFrame = (frame) => void frames.push(frame);
  return frames;
};

test("opens a line on which both ends proved themselves", async () => {
  await using line = await link();
  await vi.waitFor(() => expect(line.state.kind).toBe("ready"));
  expect([...sidecar.clients][0]).toMatchObject({
    role: "device",
    device: deviceOf(alice, "laptop").row.id,
  });
});

test("refuses a server whose proof is by another key, and tells it nothing but that", async () => {
  const impostor = signerFromSecret(generateSigningKey().secret);
  sidecar.owner = { ...alice, serve: { kid: alice.serve.kid, signer: impostor } };
  const states: LinkState[] = [];
  await using line = await link({ onState: (state) => states.push(state) });
  await vi.waitFor(() => expect(line.state.kind).toBe("waiting"));
  expect(line.state).toMatchObject({ refusal: { code: "handshake-proof" } });
  expect(states.some((state) => state.kind === "ready")).toBe(false);
  expect(sidecar.clients.size).toBe(0);
});

test("refuses a server that is not of the pinned identity, and asks whether the log has grown", async () => {
  const mallory = await person(sidecar.address, ["laptop"]);
  sidecar.owner = { ...alice, serve: mallory.serve };
  const onStrangeServer = vi.fn(async () => {});
  await using line = await link({ onStrangeServer });
  await vi.waitFor(() =>
    expect(line.state).toMatchObject({ refusal: { code: "handshake-server" } }),
  );
  expect(onStrangeServer).toHaveBeenCalled();
});

test("shows what a device is refused with that the owner has revoked", async () => {
  const before = await person(sidecar.address, ["laptop"]);
  await using line = await link({ kid: deviceOf(before, "laptop").row.kid });
  await vi.waitFor(() => expect(line.state).toMatchObject({ refusal: { code: "key-unknown" } }));
});

test("dials again after the line was lost", async () => {
  await using line = await link();
  await vi.waitFor(() => expect(line.state.kind).toBe("ready"));
  for (const client of sidecar.clients) client.die();
  await vi.waitFor(() => expect(sidecar.dialled).toBe(2), 3000);
  await vi.waitFor(() => expect(line.state.kind).toBe("ready"));
});

test("answers a request with its own answer, in whatever order the answers come", async () => {
  const asked: Frame[] = [];
  sidecar.onFrame = (frame, client) => {
    asked.push(frame);
    if (asked.length < 2) return;
    for (const one of asked.toReversed()) {
      if (one.t === "req") client.say({ t: "res", id: one.id, result: one.method });
    }
  };
  await using line = await link();
  await vi.waitFor(() => expect(line.state.kind).toBe("ready"));
  const answers = Promise.all([line.request("follow.list", {}), line.request("site.info", {})]);
  expect(await answers).toEqual([
    { ok: true, result: "follow.list" },
    { ok: true, result: "site.info" },
  ]);
});

test("gives the sidecar's refusal of a request as a value", async () => {
  sidecar.onFrame = (frame, client) => {
    if (frame.t === "req") client.say({ t: "refuse", code: "method-unknown", re: frame.id });
  };
  await using line = await link();
  await vi.waitFor(() => expect(line.state.kind).toBe("ready"));
  expect(await line.request("no.such", {})).toEqual({ ok: false, code: "method-unknown" });
});

test("refuses a request at once while there is no line, and one whose line ends", async () => {
  await using line = await link();
  expect(await line.request("site.info", {})).toMatchObject({ code: "timeout" });
  await vi.waitFor(() => expect(line.state.kind).toBe("ready"));
  sidecar.onFrame = (_frame, client) => client.die();
  expect(await line.request("site.info", {})).toMatchObject({ code: "timeout" });
});

test("loses no envelope when the socket dies between deliver and ack: the same one comes again", async () => {
  const ids: string[] = [];
  sidecar.onFrame = (frame, client) => {
    if (frame.t !== "deliver") return;
    ids.push(String(frame.envelope.id));
    if (ids.length === 1) return client.die();
    client.say({ t: "ack", id: String(frame.envelope.id) });
  };
  await using line = await link();
  await vi.waitFor(() => expect(line.state.kind).toBe("ready"));
  const one = await envelope();
  expect(await line.deliver(one)).toEqual({ ok: true, id: one.id });
  expect(ids).toEqual([one.id, one.id]);
});

test("delivers in the order of the calls what was handed over before there was a line", async () => {
  const frames = framesOf();
  await using line = await link();
  const all = [await envelope("1"), await envelope("2"), await envelope("3")];
  for (const one of all) void line.deliver(one);
  await vi.waitFor(() => expect(frames.length).toBe(3));
  const got = frames.map((frame) => (frame.t === "deliver" ? frame.envelope.id : ""));
  expect(got).toEqual(all.map((one) => one.id));
});

test("acknowledges queued envelopes only after they are committed", async () => {
  const frames = framesOf();
  const commit = Promise.withResolvers<void>();
  const item = { n: 7, envelope: await envelope() };
  sidecar.onReady = (client) => client.say({ t: "queued", items: [item] });
  const onQueued = vi.fn(() => commit.promise);
  await using _line = await link({ onQueued });
  await vi.waitFor(() => expect(onQueued).toHaveBeenCalledOnce());
  expect(frames).toEqual([]);
  commit.resolve();
  await vi.waitFor(() => expect(frames).toEqual([{ t: "fetched", n: 7 }]));
});

test("acknowledges nothing that could not be committed, and takes it again", async () => {
  const frames = framesOf();
  const item = { n: 1, envelope: await envelope() };
  sidecar.onReady = (client) => client.say({ t: "queued", items: [item] });
  const onQueued = vi.fn(async () => {});
  onQueued.mockRejectedValueOnce(new Error("disk full"));
  const complain = vi.spyOn(console, "error").mockImplementation(() => {});
  await using _line = await link({ onQueued });
  await vi.waitFor(() => expect(frames).toEqual([{ t: "fetched", n: 1 }]), 3000);
  expect(onQueued).toHaveBeenCalledTimes(2);
  complain.mockRestore();
});

test("goes on after a frame that this build does not know", async () => {
  const quiet = vi.spyOn(console, "warn").mockImplementation(() => {});
  const onEvent = vi.fn();
  sidecar.onReady = (client) => {
    client.say({ t: "novelty" } as unknown as Frame);
    client.say({ t: "event", event: "timeline", data: {} });
  };
  await using _line = await link({ onEvent });
  await vi.waitFor(() => expect(onEvent).toHaveBeenCalledWith("timeline", {}));
  quiet.mockRestore();
});

test("leaves no socket and no timer behind when it is closed", async () => {
  const line = await link();
  await vi.waitFor(() => expect(line.state.kind).toBe("ready"));
  await line[Symbol.asyncDispose]();
  await vi.waitFor(() => expect(sidecar.clients.size).toBe(0));
  expect(line.state.kind).toBe("closed");
  expect(sidecar.dialled).toBe(1);
});
