// What is said on a link after `ready`. Spec 03 §5. One JSON object per text frame; `t` names it.

import * as z from "zod/mini";
import { integerField, lineField, pageField, textField } from "./fields.ts";
import { LIMITS } from "./limits.ts";
import { isRefusal, isRefusalCode, type Refusal, type RefusalCode, refuse } from "./refusal.ts";
import { type JsonObject, type JsonValue, parseStrict } from "./strict-json.ts";

/** Who is at the other end. A guest is a reader on a page, and proves nothing. */
export const ROLES = ["peer", "vault", "device", "guest"] as const;
export type Role = (typeof ROLES)[number];

const objectField = z.custom<JsonObject>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
);
const valueField = z.custom<JsonValue>((value) => value !== undefined);
const idField = z
  .string()
  .check(z.refine((s) => s.length <= LIMITS.requestIdLength && /^[A-Za-z0-9_-]+$/.test(s)));
const nameField = z
  .string()
  .check(z.refine((s) => s.length <= LIMITS.methodLength && /^[a-z]+(\.[a-z-]+)*$/.test(s)));
const countField = integerField(0, Number.MAX_SAFE_INTEGER);

/** One envelope to be taken over; it is judged by `parseEnvelope`, so that its own codes are told. */
const deliver = z.strictObject({ t: z.literal("deliver"), envelope: objectField });
/** What was delivered (envelope id) or offered (offer id) is committed. */
const ack = z.strictObject({ t: z.literal("ack"), id: idField });
/** No to what `re` names, or to the frame before when it has none. */
const refuseFrame = z.strictObject({
  t: z.literal("refuse"),
  code: z.custom<RefusalCode>(isRefusalCode),
  detail: z.optional(z.string().check(z.refine((s) => s.length <= LIMITS.detailLength))),
  re: z.optional(idField),
});
/** Sealed envelopes that wait for this device; `n` grows. */
const queued = z.strictObject({
  t: z.literal("queued"),
  items: z
    .array(z.strictObject({ n: countField, envelope: objectField }))
    .check(z.refine((items) => items.length >= 1 && items.length <= LIMITS.queuedItems)),
});
/** Everything queued up to `n` is committed here and may be forgotten there. */
const fetched = z.strictObject({ t: z.literal("fetched"), n: countField });
const req = z.strictObject({
  t: z.literal("req"),
  id: idField,
  method: nameField,
  params: objectField,
});
const res = z.strictObject({ t: z.literal("res"), id: idField, result: valueField });
const event = z.strictObject({ t: z.literal("event"), event: nameField, data: objectField });
const watch = z.strictObject({ t: z.literal("watch"), page: pageField });
/** A comment of a watched page: its HTML when approved, empty when removed. */
const comment = z.strictObject({
  t: z.literal("comment"),
  page: pageField,
  id: idField,
  html: z.string().check(z.refine((s) => s.length <= LIMITS.commentHtmlLength)),
  state: z.enum(["approved", "removed"]),
});
/** A guest's comment, for moderation. */
const offer = z.strictObject({
  t: z.literal("offer"),
  id: idField,
  page: pageField,
  name: lineField(LIMITS.nameLength),
  text: textField(LIMITS.commentLength),
});

const schemas = {
  deliver,
  ack,
  refuse: refuseFrame,
  queued,
  fetched,
  req,
  res,
  event,
  watch,
  comment,
  offer,
} as const;

type Schemas = typeof schemas;
export type FrameType = keyof Schemas;
/** The frame of a type: `FrameOf<"req">`. */
export type FrameOf<T extends FrameType> = z.infer<Schemas[T]>;
export type Frame = { [T in FrameType]: FrameOf<T> }[FrameType];

/** Who may send what. Spec 03 §5; anything else is refused with `frame-role`. */
const ALLOWED: Readonly<
  Record<Role, { client: readonly FrameType[]; server: readonly FrameType[] }>
> = {
  guest: { client: ["watch", "offer"], server: ["comment", "ack", "refuse"] },
  peer: { client: ["deliver", "ack", "refuse"], server: ["deliver", "ack", "refuse"] },
  device: {
    client: ["deliver", "fetched", "req", "refuse"],
    server: ["queued", "res", "event", "ack", "refuse"],
  },
  vault: {
    client: ["deliver", "fetched", "req", "res", "refuse"],
    server: ["queued", "req", "res", "event", "ack", "refuse"],
  },
};

/** Reads a frame. Refuses `frame-unknown` for a `t` that is not known, else `frame-shape`. */
export function parseFrame(value: JsonValue): Frame | Refusal {
  const t = typeOf(value);
  return isRefusal(t) ? t : parseAs(t, value);
}

/**
 * Reads a frame that this end of a link of this role sent. What it may not send is refused with
 * `frame-role` before its contents are looked at (LINK-31).
 */
export function parseFrameFrom(
  value: JsonValue,
  { role, side }: { role: Role; side: "client" | "server" },
): Frame | Refusal {
  const t = typeOf(value);
  if (isRefusal(t)) return t;
  return ALLOWED[role][side].includes(t) ? parseAs(t, value) : refuse("frame-role", `${role} ${t}`);
}

function typeOf(value: JsonValue): FrameType | Refusal {
  const t = typeof value === "object" && value !== null ? (value as JsonObject).t : undefined;
  if (typeof t !== "string") return refuse("frame-shape", "t");
  return Object.hasOwn(schemas, t) ? (t as FrameType) : refuse("frame-unknown", t);
}

function parseAs(t: FrameType, value: JsonValue): Frame | Refusal {
  const parsed = schemas[t].safeParse(value);
  if (parsed.success) return parsed.data as Frame;
  return refuse("frame-shape", `${t}: ${parsed.error.issues[0]?.path.join(".") ?? ""}`);
}

/** Strict JSON within the bound of a frame; `frame-too-large` for more. */
export function readFrameJson(
  input: string | Uint8Array,
  { bytes = LIMITS.frameBytes }: { bytes?: number } = {},
): JsonValue | Refusal {
  const parsed = parseStrict(input, { bytes });
  if (!isRefusal(parsed)) return parsed.value;
  return parsed.code === "json-too-large" ? refuse("frame-too-large") : parsed;
}

/** What an answer to this value should name as `re`: the id of a request or offer, or of the envelope delivered. */
export function replyIdOf(value: JsonValue): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { t, id, envelope } = value as JsonObject;
  const name = t === "deliver" ? (envelope as JsonObject | undefined)?.id : id;
  return idField.safeParse(name).success ? (name as string) : undefined;
}

/** The frame that says a refusal on the wire. */
export function refuseFrameOf({ code, detail }: Refusal, re?: string): FrameOf<"refuse"> {
  return {
    t: "refuse",
    code,
    ...(detail === undefined ? {} : { detail }),
    ...(re === undefined ? {} : { re }),
  };
}
