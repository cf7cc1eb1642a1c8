import type { Address } from "@courtyard/protocol/address.ts";
import type { Signer } from "@courtyard/protocol/ed25519.ts";
import type { Envelope } from "@courtyard/protocol/envelope.ts";
import { clientHandshake } from "@courtyard/protocol/handshake.ts";
import type { Identity } from "@courtyard/protocol/identity.ts";
import { nodeBackend } from "@courtyard/protocol/node/ed25519.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import type { JsonObject, JsonValue } from "@courtyard/protocol/strict-json.ts";
import { WebSocket } from "ws";

/** A frame as it came; tests look at whatever fields it should have. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads foreign JSON field by field
export type AnyFrame = Record<string, any>;

/** A websocket that remembers its frames and can wait for one. */
export interface TestSocket {
  readonly socket: WebSocket;
  readonly frames: AnyFrame[];
  /** Resolves with the close code. */
  readonly closed: Promise<number>;
  send(frame: unknown): void;
  /** The first frame, come or yet to come, that fits; it is taken out of `frames`. */
  next(fits?: (frame: AnyFrame) => boolean): Promise<AnyFrame>;
  /** `deliver`, and the `ack` or `refuse` that answers it. */
  deliver(envelope: Envelope): Promise<AnyFrame>;
  /** `req`, and its `res` or `refuse`. */
  call(method: string, params?: JsonObject): Promise<AnyFrame>;
  close(): Promise<void>;
}

/** Connects without a handshake: what is sent first is the test's choice. */
export async function rawSocket(
  port: number,
  host: string,
  { origin }: { origin?: string } = {},
): Promise<TestSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/_courtyard/ws`, "courtyard.1", {
    headers: { host: `${host}:${port}`, ...(origin !== undefined && { origin }) },
    perMessageDeflate: false,
  });
  const frames: AnyFrame[] = [];
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const one of [...waiting]) one();
  };
  let isClosed = false;
  const closed = new Promise<number>((resolve) => {
    socket.on("close", (code) => {
      isClosed = true;
      resolve(code);
      wake();
    });
  });
  socket.on("error", () => {});
  socket.on("message", (data) => {
    frames.push(JSON.parse(String(data)));
    wake();
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  let requests = 0;

  const next: TestSocket["next"] = (fits = () => true) =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const at = frames.findIndex(fits);
        if (at >= 0) resolve(frames.splice(at, 1)[0] as AnyFrame);
        else if (isClosed) reject(new Error("closed while waiting for a frame"));
        else return;
        waiting.delete(look);
      };
      waiting.add(look);
      look();
    });
  const send = (frame: unknown): void => {
    const isRaw = typeof frame === "string" || frame instanceof Uint8Array;
    socket.send(isRaw ? frame : JSON.stringify(frame));
  };
  return {
    socket,
    frames,
    closed,
    send,
    next,
    deliver: (envelope) => {
      send({ t: "deliver", envelope });
      return next(({ id, re }) => id === envelope.id || re === envelope.id);
    },
    call: (method, params = {}) => {
      requests += 1;
      const name = `r${requests}`;
      send({ t: "req", id: name, method, params });
      return next(({ id, re }) => id === name || re === name);
    },
    close: async () => {
      socket.close();
      await closed;
    },
  };
}

export type Caller =
  | { role: "guest" }
  | {
      role: "peer" | "vault" | "device";
      from?: Address;
      kid: string;
      signer: Signer;
      server: Identity;
    };

/** Connects and shakes hands; throws an Error whose message is the refusal's code. */
export async function linkedSocket(
  port: number,
  to: Address,
  caller: Caller,
): Promise<TestSocket & { ready: JsonObject }> {
  const socket = await rawSocket(port, to.host);
  const handshake = clientHandshake({ to, start: Date.now(), backend: nodeBackend, ...caller });
  socket.send(handshake.hello);
  for (;;) {
    const frame = await socket.next();
    if (frame.t === "refuse") throw new Error(frame.code);
    const step = await handshake.receive(frame as JsonValue, Date.now());
    if (isRefusal(step)) throw new Error(step.code);
    if (step.state === "ready") return { ...socket, ready: step.ready as JsonObject };
    socket.send(step.send);
  }
}
