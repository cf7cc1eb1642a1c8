// A sidecar of a hundred lines, for tests of the vault alone: it claims, keeps one identity log, proves
// itself in handshakes, pushes what a test queues and counts what the vault acknowledges. It trusts
// everybody; the real one is tested against the real vault in tests/scenarios.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text as readText } from "node:stream/consumers";
import { type Address, formatAddress } from "@courtyard/protocol/address.ts";
import { generateSigningKey } from "@courtyard/protocol/ed25519.ts";
import type { Envelope } from "@courtyard/protocol/envelope.ts";
import { type Frame, parseFrame, readFrameJson } from "@courtyard/protocol/frames.ts";
import { serverHandshake } from "@courtyard/protocol/handshake.ts";
import { type DeviceRecord, deviceRecord, type Identity } from "@courtyard/protocol/identity.ts";
import { verifyIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { formatKid } from "@courtyard/protocol/kid.ts";
import { nodeSigner } from "@courtyard/protocol/node/ed25519.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import { generateSealKeyPair } from "@courtyard/protocol/seal.ts";
import type { JsonObject, JsonValue } from "@courtyard/protocol/strict-json.ts";
import { type WebSocket, WebSocketServer } from "ws";

export interface FakeSidecar extends AsyncDisposable {
  readonly origin: string;
  readonly address: Address;
  /** The log as the vault last put it. */
  identity(): Identity | undefined;
  /** Queues for the vault and pushes at once if it is linked; stays until it is fetched. */
  queue(...envelopes: Envelope[]): void;
  /** What is still queued. */
  readonly queued: readonly { n: number; envelope: Envelope }[];
  /** When false, `fetched` is not heard: as if the vault had died before it could say so. */
  hearsFetched: boolean;
  /** Envelopes that the vault delivered. */
  readonly delivered: Envelope[];
  readonly prekeys: JsonValue[];
  /** Identity logs of others, by address; `identity.lookup` answers from here. */
  readonly logs: Map<string, string>;
  /** So many of the next lookups find the link broken instead of an answer. */
  lookupsThatDie: number;
  /** Asks the vault, as for a device that pairs through the sidecar. */
  ask(method: string, params: JsonObject): Promise<JsonValue | Refusal>;
  isLinked(): boolean;
  dropLinks(): void;
  /** The next handshakes are proved with another key than the log's. */
  impostor: boolean;
  /** What the last step of a claim dies of: before the log was kept, or after, with the answer lost. */
  claimDies: "before" | "after" | null;
}

export const CODE = "GOOD-CODE";

export async function startFakeSidecar({
  port = 0,
  username = "alice",
}: {
  port?: number;
  username?: string;
} = {}): Promise<FakeSidecar> {
  const key = generateSigningKey();
  const seal = await generateSealKeyPair({ extractable: true });
  const serve: DeviceRecord = deviceRecord({
    name: "sidecar",
    signPublicKey: key.publicKey,
    sealPublicKey: seal.publicKey,
    can: ["serve"],
    now: Date.now(),
  });
  const state = { log: "", identity: undefined as Identity | undefined, n: 0, asked: 0 };
  const sockets = new Set<WebSocket>();
  const answers = new Map<string, (answer: JsonValue | Refusal) => void>();
  const queued: { n: number; envelope: Envelope }[] = [];

  async function take(log: string): Promise<JsonObject> {
    const identity = await verifyIdentityLog(log);
    if (isRefusal(identity)) return { ...identity };
    if (state.log !== "" && !log.startsWith(state.log)) return { ...refuse("identity-fork") };
    state.log = log;
    state.identity = identity;
    return { ok: true };
  }

  async function post(path: string, body: Record<string, string>): Promise<JsonObject> {
    if (path === "/_courtyard/identity") return take(body.log ?? "");
    if (path !== "/_courtyard/claim" || body.code !== CODE) return { ...refuse("claim-code") };
    if (body.step === "begin")
      return { ok: true, address: formatAddress(fake.address), serve: { ...serve } };
    if (fake.claimDies === "before") return {};
    const taken = await take(body.log ?? "");
    return fake.claimDies === "after" ? {} : taken;
  }
  async function onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === "GET") {
      response.statusCode = state.log === "" ? 404 : 200;
      response.end(state.log);
      return;
    }
    const answer = await post(request.url ?? "", JSON.parse(await readText(request)));
    response.statusCode = answer.ok === true ? 200 : 400;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(answer));
  }

  async function onMethod(method: string, params: JsonObject): Promise<JsonValue | Refusal> {
    if (method === "identity.put") return take(String(params.log));
    if (method === "prekey.put") {
      fake.prekeys.push(params.prekey ?? null);
      return {};
    }
    if (method !== "identity.lookup") return refuse("method-unknown");
    const address = String(params.address);
    const log = address === formatAddress(fake.address) ? state.log : fake.logs.get(address);
    return log === undefined ? refuse("identity-unreachable") : { id: "", log, prekeys: null };
  }
  /** To each socket once, as the real one does. */
  const pushed = new WeakMap<WebSocket, number>();
  function push(socket: WebSocket): void {
    const items = queued.filter(({ n }) => n > (pushed.get(socket) ?? 0)).map(asItem);
    if (items.length > 0) send(socket, { t: "queued", items });
    pushed.set(socket, state.n);
  }
  async function onFrame(socket: WebSocket, frame: Frame): Promise<void> {
    if (frame.t === "fetched" && fake.hearsFetched)
      while ((queued[0]?.n ?? Number.POSITIVE_INFINITY) <= frame.n) queued.shift();
    if (frame.t === "deliver") {
      fake.delivered.push(frame.envelope as unknown as Envelope);
      send(socket, { t: "ack", id: String(frame.envelope.id) });
    }
    if (frame.t === "res") answers.get(frame.id)?.(frame.result);
    if (frame.t === "refuse") answers.get(frame.re ?? "")?.(refuse(frame.code, frame.detail));
    if (frame.t !== "req") return;
    if (frame.method === "identity.lookup" && fake.lookupsThatDie > 0) {
      fake.lookupsThatDie -= 1;
      return socket.terminate();
    }
    const result = await onMethod(frame.method, frame.params);
    if (isRefusal(result)) send(socket, { t: "refuse", code: result.code, re: frame.id });
    else send(socket, { t: "res", id: frame.id, result });
  }

  const server = createServer((request, response) => void onRequest(request, response));
  const websockets = new WebSocketServer({ server, path: "/_courtyard/ws" });
  websockets.on("connection", (socket) => {
    const secret = fake.impostor ? generateSigningKey().secret : key.secret;
    const handshake = serverHandshake({
      start: Date.now(),
      faceOf: () => ({
        kid: formatKid(state.identity?.id ?? "", serve.id),
        signer: nodeSigner(secret),
      }),
      identityOf: () => state.identity ?? refuse("tenant-unknown"),
    });
    let ready = false;
    socket.on("message", async (data) => {
      const value = readFrameJson(data.toString());
      if (isRefusal(value)) return socket.close();
      if (ready) {
        const frame = parseFrame(value);
        if (!isRefusal(frame)) await onFrame(socket, frame);
        return;
      }
      const step = await handshake.receive(value, Date.now());
      if (isRefusal(step)) {
        send(socket, { t: "refuse", code: step.code });
        return socket.close();
      }
      socket.send(JSON.stringify(step.send));
      if (step.state !== "ready") return;
      ready = true;
      sockets.add(socket);
      push(socket);
    });
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const bound = (server.address() as AddressInfo).port;

  const fake: FakeSidecar = {
    origin: `http://${username}.localhost:${bound}`,
    address: { host: `${username}.localhost`, port: bound, username },
    identity: () => state.identity,
    queue: (...envelopes) => {
      for (const envelope of envelopes) queued.push({ n: ++state.n, envelope });
      for (const socket of sockets) push(socket);
    },
    queued,
    hearsFetched: true,
    delivered: [],
    prekeys: [],
    logs: new Map(),
    lookupsThatDie: 0,
    ask: (method, params) =>
      new Promise((resolve) => {
        const id = `ask${++state.asked}`;
        answers.set(id, resolve);
        for (const socket of sockets) send(socket, { t: "req", id, method, params });
      }),
    isLinked: () => sockets.size > 0,
    dropLinks: () => {
      for (const socket of sockets) socket.terminate();
    },
    impostor: false,
    claimDies: null,
    [Symbol.asyncDispose]: async () => {
      for (const socket of websockets.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return fake;
}

function send(socket: WebSocket, frame: Frame): void {
  socket.send(JSON.stringify(frame));
}

function asItem({ n, envelope }: { n: number; envelope: Envelope }) {
  return { n, envelope: { ...envelope } };
}
