import { parseAddress, socketUrlOf } from "@courtyard/protocol/address.ts";
import { fromBase64url } from "@courtyard/protocol/bytes.ts";
import { parseFrame, readFrameJson } from "@courtyard/protocol/frames.ts";
import { clientHandshake } from "@courtyard/protocol/handshake.ts";
import type { Identity } from "@courtyard/protocol/identity.ts";
import { nodeBackend, nodeSigner } from "@courtyard/protocol/node/ed25519.ts";
import { isRefusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { JsonObject, JsonValue } from "@courtyard/protocol/strict-json.ts";
import { WebSocket } from "undici";
import { EXIT } from "./exit-code.ts";
import { CliFault } from "./fault.ts";
import { net } from "./net/lookup.ts";
import type { OwnDevice } from "./own-device.ts";
import { refusedFault } from "./refused-fault.ts";
import type { Words } from "./words/english.ts";

const PATIENCE = 20_000;

/** One open link of a device of the owner's to the owner's sidecar. */
export interface DeviceLink extends Disposable {
  /** Calls one method of the device API; throws a fault with the refusal's code. */
  call(method: string, params: JsonObject): Promise<JsonValue>;
}

/**
 * Opens the link: both ends prove themselves (spec 03 §3), the sidecar by the serve device that
 * stands in `identity`, the owner's own log.
 */
export async function openDeviceLink(
  device: OwnDevice,
  { identity, words, now }: { identity: Identity; words: Words; now: () => number },
): Promise<DeviceLink> {
  const to = parseAddress(device.address);
  const secret = fromBase64url(device.secret);
  if (isRefusal(to) || secret === null)
    throw refusedFault(refuse("address-form"), { words, status: 0 });
  const url = socketUrlOf(to);
  const socket = new WebSocket(url, { protocols: ["courtyard.1"], dispatcher: net });
  const frames = inbox(socket);
  const unanswered = (reason: string, cause?: unknown) =>
    new CliFault("unreachable", words.unreachable(url, reason), {
      exit: EXIT.unreachable,
      mend: words.unreachableMend,
      cause,
    });
  const next = async () => {
    const frame = await frames.next();
    if (frame === null) throw unanswered("the connection was closed");
    return frame;
  };
  try {
    await opened(socket).catch((cause: Error) => {
      throw unanswered(cause.message, cause);
    });
    const handshake = clientHandshake({
      role: "device",
      to,
      from: to,
      kid: device.kid,
      signer: nodeSigner(secret),
      server: identity,
      start: now(),
      backend: nodeBackend,
    });
    socket.send(JSON.stringify(handshake.hello));
    for (;;) {
      const step = await handshake.receive(await next(), now());
      if (isRefusal(step)) throw refusedFault(step, { words, status: 0 });
      if (step.state === "ready") break;
      socket.send(JSON.stringify(step.send));
    }
  } catch (error) {
    socket.close();
    throw error;
  }
  let count = 0;
  return {
    call: async (method, params) => {
      count += 1;
      const id = `r${count}`;
      socket.send(JSON.stringify({ t: "req", id, method, params }));
      for (;;) {
        const frame = parseFrame(await next());
        if (isRefusal(frame)) continue; // a newer sidecar may say more than we know
        if (frame.t === "res" && frame.id === id) return frame.result;
        if (frame.t === "refuse" && frame.re === id)
          throw refusedFault({ ...frame, ok: false }, { words, status: 0 });
      }
    },
    [Symbol.dispose]: () => socket.close(),
  };
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("timeout")), PATIENCE);
    socket.addEventListener("open", () => {
      clearTimeout(timer);
      resolve();
    });
    socket.addEventListener("error", (event) => {
      clearTimeout(timer);
      reject(event.error instanceof Error ? event.error : new Error(event.message || "error"));
    });
  });
}

/** Frames in their order; null once the socket is closed or silent for too long. */
function inbox(socket: WebSocket): { next(): Promise<JsonValue | null> } {
  const waiting: (JsonValue | null)[] = [];
  let wake: (() => void) | undefined;
  const put = (value: JsonValue | null) => {
    waiting.push(value);
    wake?.();
  };
  socket.addEventListener("message", ({ data }) => {
    const frame = readFrameJson(String(data));
    if (!isRefusal(frame)) put(frame);
  });
  socket.addEventListener("close", () => put(null));
  return {
    next: async () => {
      if (waiting.length === 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(() => put(null), PATIENCE);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = undefined;
      }
      return waiting.shift() ?? null;
    },
  };
}
