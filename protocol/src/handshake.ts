// Opening a link, as pure state machines: frames in, frames out, no socket and no clock. Spec 03 §3.
//
//   client: hello ──▶            role, both addresses, kid, nonce
//           ◀── challenge        the server's nonce, kid and proof
//   client: proof ──▶
//           ◀── ready            (a guest: hello ──▶ ◀── ready)
//
// A machine serves one connection. After a refusal it is done for: the caller sends `refuse` and closes.

import { type Address, formatAddress } from "./address.ts";
import { fromBase64url, randomBytes, toBase64url } from "./bytes.ts";
import type { DeviceRecord } from "./device.ts";
import { type Ed25519Backend, type Signer, verifySignature } from "./ed25519.ts";
import { parseFrame, type Role } from "./frames.ts";
import {
  type HandshakeFrame,
  parseHandshakeFrame,
  type Transcript,
  transcriptBytes,
} from "./handshake-frames.ts";
import { findDevice, type Identity } from "./identity.ts";
import { LIMITS } from "./limits.ts";
import { isRefusal, type Refusal, refuse } from "./refusal.ts";
import type { JsonValue } from "./strict-json.ts";

/** What each role's device must be allowed, all of it. A vault is a device that may do all a person may. */
const NEEDED = {
  peer: ["serve"],
  vault: ["publish", "comment", "chat"],
  device: [],
} as const satisfies Record<Exclude<Role, "guest">, readonly DeviceRecord["can"][number][]>;

/** A device of an identity that is in force now, by its kid. `key-unknown`, `device-future`, `device-revoked`. */
function presentDevice(identity: Identity, kid: string, now: number): DeviceRecord | Refusal {
  const device = findDevice(identity, kid);
  if (device === undefined) return refuse("key-unknown");
  if (device.since > now + LIMITS.clockSkew) return refuse("device-future");
  if (device.until !== undefined && now > device.until) return refuse("device-revoked");
  return device;
}

function newNonce(): string {
  return toBase64url(randomBytes(LIMITS.handshakeNonceBytes));
}

async function isProven(
  sig: string,
  bytes: Uint8Array,
  device: DeviceRecord,
  backend?: Ed25519Backend,
): Promise<boolean> {
  const publicKey = fromBase64url(device.sign) as Uint8Array;
  return verifySignature(fromBase64url(sig) as Uint8Array, bytes, publicKey, backend);
}

/** Who calls: a guest gives an address only; all others prove a device of theirs. */
export type ClientHandshakeOptions = {
  readonly to: Address;
  readonly start: number;
  readonly nonce?: string;
  readonly backend?: Ed25519Backend;
} & (
  | { readonly role: "guest" }
  | {
      readonly role: "peer" | "vault" | "device";
      /** Our own address; a peer must give it. */
      readonly from?: Address;
      readonly kid: string;
      readonly signer: Signer;
      /** Whose server this must be: the identity that lives at `to`, verified and pinned. */
      readonly server: Identity;
    }
);

export type ClientStep =
  | { readonly ok: true; readonly state: "waiting"; readonly send: HandshakeFrame }
  | { readonly ok: true; readonly state: "ready"; readonly ready: HandshakeFrame<"ready"> };

export interface ClientHandshake {
  /** To be sent first. */
  readonly hello: HandshakeFrame<"hello">;
  /**
   * Takes the next frame at the time `now`. Refuses `handshake-timeout`, `handshake-order`,
   * `handshake-shape`, whatever the server refuses with, `handshake-server` (not the one we meant to reach), `handshake-proof`.
   */
  receive(frame: JsonValue, now: number): Promise<ClientStep | Refusal>;
}

/** The calling end. */
export function clientHandshake(options: ClientHandshakeOptions): ClientHandshake {
  const { role, to, start, nonce = newNonce() } = options;
  const identified =
    options.role === "guest"
      ? {}
      : { ...(options.from === undefined ? {} : { from: options.from }), kid: options.kid };
  const hello: HandshakeFrame<"hello"> = { t: "hello", v: 1, role, to, ...identified, nonce };
  let expected: "challenge" | "ready" | "nothing" =
    options.role === "guest" ? "ready" : "challenge";

  async function answer(value: JsonValue, now: number): Promise<ClientStep | Refusal> {
    const frame = parseHandshakeFrame(value, "challenge");
    if (isRefusal(frame)) return frame;
    if (options.role === "guest") return refuse("handshake-order");
    const device = presentDevice(options.server, frame.kid, now);
    if (isRefusal(device) || !device.can.includes("serve")) return refuse("handshake-server");
    const transcript: Transcript = {
      role,
      from: options.from ?? null,
      to,
      kid: options.kid,
      server: frame.kid,
      clientNonce: nonce,
      serverNonce: frame.nonce,
    };
    const theirs = transcriptBytes("server", transcript);
    if (!(await isProven(frame.sig, theirs, device, options.backend))) {
      return refuse("handshake-proof");
    }
    const sig = await options.signer.sign(transcriptBytes("client", transcript));
    expected = "ready";
    return { ok: true, state: "waiting", send: { t: "proof", sig: toBase64url(sig) } };
  }

  return {
    hello,
    async receive(value, now) {
      const waitedFor = expected;
      expected = "nothing"; // a second frame while this one is examined is out of turn
      if (now > start + LIMITS.handshakeTimeout) return refuse("handshake-timeout");
      if (waitedFor === "nothing") return refuse("handshake-order");
      const refused = parseFrame(value);
      if (!isRefusal(refused) && refused.t === "refuse")
        return refuse(refused.code, refused.detail);
      if (waitedFor === "challenge") return answer(value, now);
      const ready = parseHandshakeFrame(value, "ready");
      return isRefusal(ready) ? ready : { ok: true, state: "ready", ready };
    },
  };
}

/** Who is at the other end of an open link, proven but for a guest. */
export type LinkPeer =
  | { readonly role: "guest"; readonly to: Address }
  | {
      readonly role: "peer" | "vault" | "device";
      readonly to: Address;
      readonly from: Address | null;
      readonly kid: string;
      readonly identity: Identity;
      readonly device: DeviceRecord;
    };

export interface ServerHandshakeOptions {
  readonly start: number;
  /** The key that serves an address here, or a refusal (`tenant-unknown`). */
  readonly faceOf: (to: Address) => ServerFace | Refusal;
  /**
   * The verified and pinned identity of who calls, or a refusal: for a peer, whoever lives at `from`;
   * for a vault or a device, the tenant's own. Roles that are not served: `handshake-role`.
   */
  readonly identityOf: (
    hello: HandshakeFrame<"hello"> & { readonly kid: string },
  ) => Promise<Identity | Refusal> | Identity | Refusal;
  /** Told to the other end in `ready`. */
  readonly limits?: Readonly<Record<string, number>>;
  readonly nonce?: string;
  readonly backend?: Ed25519Backend;
}

/** A serve device's key. `guests: false` where only devices are served. */
export interface ServerFace {
  readonly kid: string;
  readonly signer: Signer;
  readonly guests?: boolean;
}

export type ServerStep =
  | { readonly ok: true; readonly state: "waiting"; readonly send: HandshakeFrame }
  | {
      readonly ok: true;
      readonly state: "ready";
      readonly send: HandshakeFrame<"ready">;
      readonly peer: LinkPeer;
    };

export interface ServerHandshake {
  /**
   * Takes the next frame at the time `now`. Refuses `handshake-*`, `frame-before-ready`, what `faceOf`
   * and `identityOf` refuse, `from-other`, `key-unknown`, `device-*`, `capability-missing`.
   */
  receive(frame: JsonValue, now: number): Promise<ServerStep | Refusal>;
}

const DEFAULT_LIMITS = { frameBytes: LIMITS.frameBytes, envelopeBytes: LIMITS.envelopeBytes };

type Pending = { transcript: Transcript; peer: Exclude<LinkPeer, { role: "guest" }> };

/** The called end. */
export function serverHandshake(options: ServerHandshakeOptions): ServerHandshake {
  const { start, nonce = newNonce(), limits = DEFAULT_LIMITS } = options;
  let state: "hello" | "busy" | Pending = "hello";

  function ready(peer: LinkPeer, now: number): ServerStep {
    return { ok: true, state: "ready", send: { t: "ready", now, limits: { ...limits } }, peer };
  }

  async function greet(value: JsonValue, now: number): Promise<ServerStep | Refusal> {
    const hello = parseHandshakeFrame(value, "hello");
    if (isRefusal(hello)) return hello;
    const face = options.faceOf(hello.to);
    if (isRefusal(face)) return face;
    const { role, to, from, kid } = hello;
    if (role === "guest") {
      if (from !== undefined || kid !== undefined) return refuse("handshake-shape", "guest");
      return face.guests === false ? refuse("handshake-role") : ready({ role, to }, now);
    }
    if (kid === undefined) return refuse("handshake-shape", "kid");
    if (role === "peer" && from === undefined) return refuse("handshake-shape", "from");
    const identity = await options.identityOf({ ...hello, kid });
    if (isRefusal(identity)) return identity;
    if (from !== undefined && !identity.head.urls.includes(formatAddress(from))) {
      return refuse("from-other");
    }
    const device = presentDevice(identity, kid, now);
    if (isRefusal(device)) return device;
    if (!NEEDED[role].every((capability) => device.can.includes(capability))) {
      return refuse("capability-missing", role);
    }
    const transcript: Transcript = {
      role,
      from: from ?? null,
      to,
      kid,
      server: face.kid,
      clientNonce: hello.nonce,
      serverNonce: nonce,
    };
    const sig = await face.signer.sign(transcriptBytes("server", transcript));
    state = { transcript, peer: { role, to, from: from ?? null, kid, identity, device } };
    const send = { t: "challenge", nonce, kid: face.kid, sig: toBase64url(sig) } as const;
    return { ok: true, state: "waiting", send };
  }

  async function admit(
    value: JsonValue,
    now: number,
    { transcript, peer }: Pending,
  ): Promise<ServerStep | Refusal> {
    const proof = parseHandshakeFrame(value, "proof");
    if (isRefusal(proof)) return proof;
    const bytes = transcriptBytes("client", transcript);
    const proven = await isProven(proof.sig, bytes, peer.device, options.backend);
    return proven ? ready(peer, now) : refuse("handshake-proof");
  }

  return {
    async receive(value, now) {
      const current = state;
      state = "busy"; // a second frame while this one is examined is out of turn
      if (now > start + LIMITS.handshakeTimeout) return refuse("handshake-timeout");
      if (current === "busy") return refuse("frame-before-ready");
      return current === "hello" ? greet(value, now) : admit(value, now, current);
    },
  };
}
