// The four frames before a link is open, and what both ends sign. Spec 03 §3.

import * as z from "zod/mini";
import type { Address } from "./address.ts";
import { canonicalBytes } from "./canonical.ts";
import { addressField, bytesField, kidField, timeField } from "./fields.ts";
import { ROLES, type Role } from "./frames.ts";
import { LIMITS } from "./limits.ts";
import { type Refusal, refuse } from "./refusal.ts";
import type { JsonObject, JsonValue } from "./strict-json.ts";

const nonceField = bytesField(LIMITS.handshakeNonceBytes);
const signatureField = bytesField(64);

const hello = z.strictObject({
  t: z.literal("hello"),
  v: z.literal(1),
  role: z.enum(ROLES),
  to: addressField,
  from: z.optional(addressField),
  kid: z.optional(kidField),
  nonce: nonceField,
});
const challenge = z.strictObject({
  t: z.literal("challenge"),
  nonce: nonceField,
  kid: kidField,
  sig: signatureField,
});
const proof = z.strictObject({ t: z.literal("proof"), sig: signatureField });
const ready = z.strictObject({
  t: z.literal("ready"),
  now: timeField,
  limits: z.record(z.string(), timeField),
});

const schemas = { hello, challenge, proof, ready } as const;
type Schemas = typeof schemas;

/** `HandshakeFrame<"hello">` and so on. */
export type HandshakeFrame<T extends keyof Schemas = keyof Schemas> = z.infer<Schemas[T]>;

/**
 * Reads one handshake frame of the expected type. Refuses `handshake-order` for another one,
 * `frame-before-ready` for what is none of the handshake, `handshake-version` and `handshake-role` for a hello that we cannot serve, else `handshake-shape`.
 */
export function parseHandshakeFrame<T extends keyof Schemas>(
  value: JsonValue,
  expected: T,
): HandshakeFrame<T> | Refusal {
  const { t, v, role } = (typeof value === "object" && value !== null ? value : {}) as JsonObject;
  if (t !== expected) {
    const known = typeof t === "string" && Object.hasOwn(schemas, t);
    return refuse(known ? "handshake-order" : "frame-before-ready", `expected ${expected}`);
  }
  if (expected === "hello" && v !== 1) return refuse("handshake-version");
  if (expected === "hello" && !ROLES.includes(role as Role)) return refuse("handshake-role");
  const parsed = schemas[expected].safeParse(value);
  return parsed.success ? (parsed.data as HandshakeFrame<T>) : refuse("handshake-shape", expected);
}

/** Everything that a proof is bound to: a proof overheard elsewhere fits nowhere else. */
export type Transcript = {
  readonly role: Role;
  readonly from: Address | null;
  readonly to: Address;
  /** The client's kid. */
  readonly kid: string;
  /** The server's kid. */
  readonly server: string;
  readonly clientNonce: string;
  readonly serverNonce: string;
};

/** The bytes that one side signs. */
export function transcriptBytes(side: "client" | "server", transcript: Transcript): Uint8Array {
  return canonicalBytes("courtyard-handshake/1", { side, ...transcript });
}
