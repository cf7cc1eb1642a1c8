// vectors/07-signalling/

import { LIMITS } from "../../src/limits.ts";
import { alice, bob, NOW } from "./cast.ts";
import { bad, type Draft, good } from "./draft.ts";

export async function signallingDrafts(): Promise<Record<string, Draft>> {
  const guest = (frame: object, side = "client") => ({
    text: JSON.stringify(frame),
    role: "guest",
    side,
  });
  const offer = { t: "offer", id: "1", page: "/posts/你好/", name: "读者", text: "写得真好！" };
  const comment = {
    t: "comment",
    page: "/posts/你好/",
    id: "c-1",
    html: "<li>…</li>",
    state: "approved",
  };
  const reserved = (type: string) => ({ type, data: {} });
  const payload = { v: 1, kind: "call.offer", id: "AAAAAAAAAAAAAAAAAAAAAA", at: NOW };
  const members = { sender: alice.identity.id, me: bob.identity.id };
  return {
    "07-signalling/live-frames.json": {
      about: "What a guest and its sidecar say about a page.",
      kind: "frame",
      cases: [
        good("watch", ["SIG-05"], guest({ t: "watch", page: "/posts/你好/" })),
        good("offer", ["SIG-05"], guest(offer)),
        good("approved", ["SIG-05"], guest(comment, "server")),
        good("removed", ["SIG-05"], guest({ ...comment, html: "", state: "removed" }, "server")),
        bad(
          "pending-shown",
          ["SIG-02"],
          guest({ ...comment, state: "pending" }, "server"),
          "frame-shape",
        ),
        bad(
          "html-too-long",
          ["SIG-05"],
          guest({ ...comment, html: "x".repeat(LIMITS.commentHtmlLength + 1) }, "server"),
          "frame-shape",
        ),
        bad(
          "offer-with-an-address",
          ["SIG-04"],
          guest({ ...offer, from: alice.address }),
          "frame-shape",
        ),
        bad(
          "offer-already-approved",
          ["SIG-04"],
          guest({ ...offer, state: "approved" }),
          "frame-shape",
        ),
        bad("offer-of-html", ["SIG-04"], guest({ ...offer, html: "<b>x</b>" }), "frame-shape"),
        bad("page-outside", ["SIG-05"], guest({ t: "watch", page: "/../etc" }), "frame-shape"),
        bad("guest-delivers", ["SIG-05"], guest({ t: "deliver", envelope: {} }), "frame-role"),
        bad(
          "guest-asks",
          ["SIG-05"],
          guest({ t: "req", id: "1", method: "comments.list", params: {} }),
          "frame-role",
        ),
        bad("guest-fetches", ["SIG-05"], guest({ t: "fetched", n: 1 }), "frame-role"),
        bad("guest-moderates", ["SIG-05"], guest(comment), "frame-role"),
      ],
    },
    "07-signalling/reserved-types.json": {
      about: "Envelope types that are kept for calls.",
      kind: "message-data",
      cases: ["call.offer", "call.answer", "call.candidate", "call.end"].map((type) =>
        bad(type, ["SIG-20"], reserved(type), "envelope-type-unknown"),
      ),
    },
    "07-signalling/reserved-payloads.json": {
      about: "Private payloads that are kept for calls.",
      kind: "payload",
      cases: [
        bad("call.offer", ["SIG-20"], { payload, ...members }, "sealed-payload"),
        bad(
          "call.end",
          ["SIG-20"],
          { payload: { ...payload, kind: "call.end" }, ...members },
          "sealed-payload",
        ),
      ],
    },
  };
}
