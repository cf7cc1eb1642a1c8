// One websocket from dialling to its end: handshake as a device, then frames. Both ends prove
// themselves before anything else is said (spec 03 §3).

import { type Address, socketUrlOf } from "@courtyard/protocol/address.ts";
import type { Signer } from "@courtyard/protocol/ed25519.ts";
import {
  type Frame,
  parseFrameFrom,
  readFrameJson,
  refuseFrameOf,
} from "@courtyard/protocol/frames.ts";
import { clientHandshake } from "@courtyard/protocol/handshake.ts";
import type { Identity } from "@courtyard/protocol/identity.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { JsonValue } from "@courtyard/protocol/strict-json.ts";
import { webBackend } from "@courtyard/protocol/web/ed25519.ts";
import type { OpenSocket } from "./socket-port.ts";

const SUBPROTOCOL = "courtyard.1";

/** Who calls, and whom. */
export interface ConnectOptions {
  readonly address: Address;
  readonly kid: string;
  readonly signer: Signer;
  /** The verified identity whose serve device the other end must prove. */
  readonly server: Identity;
  readonly openSocket: OpenSocket;
  readonly now: () => number;
  readonly onFrame: (frame: Frame) => void;
  readonly onClose: () => void;
}

/** An open link. */
export interface Connection {
  send(frame: Frame): void;
  close(): void;
}

/**
 * Dials and shakes hands. Refuses `delivery-unreachable` when the socket does not open or ends early,
 * and whatever the handshake refuses with. `onClose` is called only after this gave a connection.
 */
export function connect(options: ConnectOptions): Promise<Connection | Refusal> {
  const { address, kid, signer, server, openSocket, now, onFrame, onClose } = options;
  return new Promise((resolve) => {
    let phase: "handshake" | "ready" | "over" = "handshake";
    const handshake = clientHandshake({
      role: "device",
      to: address,
      from: address,
      kid,
      signer,
      server,
      start: now(),
      backend: webBackend,
    });

    let socket: ReturnType<OpenSocket>;
    try {
      socket = openSocket(socketUrlOf(address), SUBPROTOCOL);
    } catch (cause) {
      return resolve(refuse("delivery-unreachable", String(cause)));
    }
    const say = (value: object) => socket.send(JSON.stringify(value));
    const timer = setTimeout(() => end(refuse("handshake-timeout")), LIMITS.handshakeTimeout);

    function end(refusal: Refusal): void {
      const was = phase;
      phase = "over";
      clearTimeout(timer);
      socket.close();
      if (was === "handshake") resolve(refusal);
      if (was === "ready") onClose();
    }

    async function shake(value: JsonValue): Promise<void> {
      const step = await handshake.receive(value, now());
      if (phase !== "handshake") return;
      if (isRefusal(step)) {
        try {
          say(refuseFrameOf(step));
        } catch {
          // The other end is gone already; the refusal stands all the same.
        }
        return end(step);
      }
      if (step.state === "waiting") return say(step.send);
      phase = "ready";
      clearTimeout(timer);
      resolve({ send: say, close: () => end(refuse("delivery-unreachable")) });
    }

    async function take(data: unknown): Promise<void> {
      if (phase === "over") return;
      const value = typeof data === "string" ? readFrameJson(data) : refuse("frame-binary");
      if (isRefusal(value)) return end(value);
      if (phase === "handshake") return shake(value);
      const frame = parseFrameFrom(value, { role: "device", side: "server" });
      // A newer sidecar may say more than this build knows; that must not end the link.
      if (isRefusal(frame)) console.warn(`frame left alone: ${frame.code} ${frame.detail ?? ""}`);
      else onFrame(frame);
    }

    // One after another: the handshake verifies signatures while the next frame may already be here.
    let taken: Promise<void> = Promise.resolve();
    socket.addEventListener("open", () => say(handshake.hello));
    socket.addEventListener("message", ({ data }) => {
      taken = taken.then(() => take(data)).catch((cause) => console.error(cause));
    });
    socket.addEventListener("error", () => {});
    // What arrived before the end is still taken.
    socket.addEventListener("close", () => {
      taken = taken.then(() => end(refuse("delivery-unreachable")));
    });
  });
}
