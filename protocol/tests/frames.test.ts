import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8 } from "../src/bytes.ts";
import {
  type Frame,
  type FrameType,
  parseFrame,
  parseFrameFrom,
  ROLES,
  readFrameJson,
  refuseFrameOf,
  replyIdOf,
} from "../src/frames.ts";
import { LIMITS } from "../src/limits.ts";
import { isRefusal, refuse } from "../src/refusal.ts";
import type { JsonObject, JsonValue } from "../src/strict-json.ts";
import { accepted, expectRefusal } from "./refusals.ts";

const id = "A".repeat(43);

const examples: Record<FrameType, Frame> = {
  deliver: { t: "deliver", envelope: { id } },
  ack: { t: "ack", id },
  refuse: { t: "refuse", code: "rate-limited", detail: "slowly", re: id },
  queued: { t: "queued", items: [{ n: 1, envelope: {} }] },
  fetched: { t: "fetched", n: 1 },
  req: { t: "req", id: "1", method: "comments.list", params: {} },
  res: { t: "res", id: "1", result: null },
  event: { t: "event", event: "comment.pending", data: {} },
  watch: { t: "watch", page: "/posts/x/" },
  comment: { t: "comment", page: "/posts/x/", id, html: "<li></li>", state: "approved" },
  offer: { t: "offer", id: "1", page: "/posts/x/", name: "Reader", text: "Hello" },
};

describe("a frame", () => {
  test.each(Object.values(examples))("$t is read as it is written", (frame) => {
    expect(parseFrame(frame as JsonValue)).toEqual(frame);
  });

  test.each(Object.values(examples))("$t with an extra key or one too few is refused", (frame) => {
    expectRefusal(parseFrame({ ...frame, extra: 1 } as JsonValue), "frame-shape");
    for (const key of Object.keys(frame)) {
      const { [key]: _, ...rest } = frame as unknown as JsonObject;
      const optional = frame.t === "refuse" && (key === "detail" || key === "re");
      expect(isRefusal(parseFrame(rest))).toBe(!optional);
    }
  });

  test.each<[string, JsonValue]>([
    ["null", null],
    ["a text", "deliver"],
    ["a list", [{ t: "ack" }]],
    ["nameless", {}],
    ["named by a number", { t: 1 }],
  ])("that is %s has no shape", (_, value) => {
    expectRefusal(parseFrame(value), "frame-shape");
  });

  test.each(["shout", "hello", "proof", "constructor", "__proto__", "Deliver", ""])(
    "named %j is unknown",
    (t) => {
      expectRefusal(parseFrame({ t }), "frame-unknown");
    },
  );

  test.each<[string, object]>([
    ["a refusal of no known code", { ...examples.refuse, code: "no-way" }],
    ["a refusal with a long detail", { ...examples.refuse, detail: "x".repeat(201) }],
    ["an empty queue", { t: "queued", items: [] }],
    [
      "a queue that is too long",
      { t: "queued", items: Array(LIMITS.queuedItems + 1).fill({ n: 1, envelope: {} }) },
    ],
    ["a queue with a text in it", { t: "queued", items: [{ n: 1, envelope: "x" }] }],
    ["a negative mark", { t: "fetched", n: -1 }],
    ["a method in capitals", { ...examples.req, method: "Comments" }],
    ["a method with a path", { ...examples.req, method: "../x" }],
    ["a long id", { t: "ack", id: "x".repeat(65) }],
    ["an empty id", { t: "ack", id: "" }],
    ["parameters as a list", { t: "req", id: "1", method: "a", params: [] }],
    ["an offer without words", { ...examples.offer, text: " " }],
    ["a page elsewhere", { t: "watch", page: "https://evil.example/" }],
    ["a comment in an unknown state", { ...examples.comment, state: "pending" } as JsonObject],
  ])("with %s is refused", (_, value) => {
    expectRefusal(parseFrame(value as JsonValue), "frame-shape");
  });

  test("never throws, whatever it is", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(examples)), (value, t) => {
        parseFrame(value as JsonValue);
        parseFrame({ t, ...(value as object) } as JsonValue);
        replyIdOf(value as JsonValue);
        replyIdOf({ t, envelope: value as JsonValue, id: value as JsonValue });
      }),
    );
  });
});

describe("who may say what", () => {
  const allowed: Record<string, string> = {
    "guest client": "offer watch",
    "guest server": "ack comment refuse",
    "peer client": "ack deliver refuse",
    "peer server": "ack deliver refuse",
    "device client": "deliver fetched refuse req",
    "device server": "ack event queued refuse res",
    "vault client": "deliver fetched refuse req res",
    "vault server": "ack event queued refuse req res",
  };
  test.each(
    ROLES.flatMap((role) => (["client", "server"] as const).map((side) => ({ role, side }))),
  )("a $role as $side says only what is its own", ({ role, side }) => {
    const said = Object.values(examples).filter((frame) => {
      const outcome = parseFrameFrom(frame as JsonValue, { role, side });
      if (isRefusal(outcome)) expect(outcome.code).toBe("frame-role");
      return !isRefusal(outcome);
    });
    expect(
      said
        .map(({ t }) => t)
        .toSorted()
        .join(" "),
    ).toBe(allowed[`${role} ${side}`]);
  });

  test("what it may not say is not looked at", () => {
    const odd = { t: "req", nonsense: true };
    expectRefusal(parseFrameFrom(odd, { role: "guest", side: "client" }), "frame-role");
    expectRefusal(parseFrameFrom(odd, { role: "device", side: "client" }), "frame-shape");
    expectRefusal(parseFrameFrom({ t: "x" }, { role: "guest", side: "client" }), "frame-unknown");
    expectRefusal(parseFrameFrom(null, { role: "guest", side: "client" }), "frame-shape");
  });
});

describe("the text of a frame", () => {
  test("is strict JSON within a bound", () => {
    expect(accepted(readFrameJson('{"t":"ack"}'))).toEqual({ t: "ack" });
    expectRefusal(readFrameJson('{"t":"ack","t":"ack"}'), "json-duplicate-key");
    expectRefusal(readFrameJson(" ".repeat(LIMITS.frameBytes + 1)), "frame-too-large");
    expectRefusal(readFrameJson(utf8('{"t":"ack"}'), { bytes: 10 }), "frame-too-large");
  });
});

describe("a refusal on the wire", () => {
  test("names what it answers, when that has a name", () => {
    expect(replyIdOf({ t: "deliver", envelope: { id } })).toBe(id);
    expect(replyIdOf({ t: "req", id: "7" })).toBe("7");
    expect(replyIdOf({ t: "deliver", envelope: null })).toBeUndefined();
    expect(replyIdOf({ t: "req", id: { a: 1 } })).toBeUndefined();
    expect(replyIdOf({ t: "req", id: "<script>" })).toBeUndefined();
    expect(replyIdOf([])).toBeUndefined();
  });

  test("is a frame that can be read, with the same code", () => {
    for (const frame of [
      refuseFrameOf(refuse("internal")),
      refuseFrameOf(refuse("internal", "x".repeat(500)), "7"),
    ]) {
      expect(parseFrame(frame as JsonValue)).toEqual(frame);
    }
  });
});
