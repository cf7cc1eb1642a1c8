// vectors/04-delivery-and-relay/

import { toBase64url } from "../../src/bytes.ts";
import { canonicalText } from "../../src/canonical.ts";
import { LIMITS } from "../../src/limits.ts";
import { isRefusal } from "../../src/refusal.ts";
import { sealForRelay } from "../../src/seal.ts";
import { countedRandom } from "../../tests/vectors/counted-random.ts";
import { alice, bob, mallory, sealPublicKey, seed, seed64 } from "./cast.ts";
import { bad, type Draft, type DraftCase, equals, good } from "./draft.ts";
import { signed } from "./envelope.ts";

const key = toBase64url(sealPublicKey(seed("bob serve seal")));

function comments(): DraftCase[] {
  const data = { page: "/posts/x/", text: "Hello\n\tyou", name: "Alice" };
  const of = (change: object) => ({ type: "comment.create", data: { ...data, ...change } });
  const no = (name: string, change: object, musts = ["DLV-20"]) =>
    bad(name, musts, of(change), "envelope-data");
  return [
    equals("plain", ["DLV-20"], of({}), "comment"),
    equals(
      "chinese",
      ["DLV-20"],
      of({ page: "/posts/你好/", text: "写得真好。", name: "爱丽丝" }),
      "comment",
    ),
    equals("reply", ["DLV-20"], of({ replyTo: seed64("comment") }), "comment"),
    equals(
      "markup-is-text",
      ["DLV-20", "DLV-21"],
      of({ text: "<script>alert(1)</script>" }),
      "comment",
    ),
    equals("longest-text", ["DLV-20"], of({ text: "x".repeat(8000) }), "comment"),
    no("text-too-long", { text: "x".repeat(8001) }),
    no("blank-text", { text: " \n " }),
    no("carriage-return", { text: "a\r\nb" }),
    no("escape-character", { text: "\u001b[31mred" }),
    no("name-of-two-lines", { name: "a\nb" }),
    no("name-too-long", { name: "x".repeat(81) }),
    no("name-that-turns-direction", { name: "a\u202eb" }),
    no("empty-name", { name: "" }),
    no("page-without-slash", { page: "posts/x/" }),
    no("page-with-dots", { page: "/posts/../x/" }),
    no("page-with-double-slash", { page: "/posts//x/" }),
    no("page-with-query", { page: "/posts/x/?a=1" }),
    no("page-not-nfc", { page: "/cafe\u0301/" }),
    no("page-too-long", { page: `/${"x".repeat(512)}` }),
    no("reply-to-no-id", { replyTo: "c1" }),
    no("unknown-key", { html: "<b>x</b>" }),
  ];
}

async function relays(): Promise<Record<string, Draft>> {
  const text = canonicalText(await signed());
  const destination = bob.address;
  const publicKey = sealPublicKey(seed("bob serve seal"));
  const relayed = await sealForRelay(text, {
    destination,
    publicKey,
    random: countedRandom("relay"),
  });
  if (isRefusal(relayed)) throw new Error(relayed.code);
  const open = (change: object) => ({
    relayed,
    to: bob.text,
    secret: bob.serve.sealSecret,
    ...change,
  });
  const flip = (s: string) => (s.startsWith("A") ? "B" : "A") + s.slice(1);
  const forward = (change: object) => ({
    type: "relay.forward",
    data: { to: bob.address, hops: 3, ...relayed, ...change },
  });
  return {
    "04-delivery-and-relay/relay-data.json": {
      about: "The data of relay.forward.",
      kind: "message-data",
      cases: [
        equals("three-hops", ["DLV-30"], forward({}), "serve"),
        equals("no-hop-left", ["DLV-30"], forward({ hops: 0 }), "serve"),
        bad("four-hops", ["DLV-30"], forward({ hops: 4 }), "envelope-data"),
        bad("minus-one-hop", ["DLV-30"], forward({ hops: -1 }), "envelope-data"),
        bad("to-as-text", ["DLV-30"], forward({ to: bob.text }), "envelope-data"),
        bad("unknown-key", ["DLV-30"], forward({ via: alice.address }), "envelope-data"),
        bad(
          "not-canonical",
          ["DLV-30", "ENV-06"],
          forward({ enc: `${relayed.enc}=` }),
          "envelope-data",
        ),
      ],
    },
    "04-delivery-and-relay/relay-seal.json": {
      about: "An envelope sealed for its destination with counted bytes in place of random ones.",
      kind: "relay-seal",
      cases: [good("comment", ["DLV-31"], { text, to: bob.text, key, seed: "relay" })],
    },
    "04-delivery-and-relay/relay-open.json": {
      about: "What opens at a destination.",
      kind: "relay-open",
      cases: [
        equals("at-its-destination", ["DLV-31"], open({}), text),
        bad("at-another-address", ["DLV-31"], open({ to: mallory.text }), "relay-open-failed"),
        bad(
          "with-another-key",
          ["DLV-31"],
          open({ secret: mallory.serve.sealSecret }),
          "relay-open-failed",
        ),
        bad(
          "altered-key",
          ["DLV-31"],
          open({ relayed: { ...relayed, enc: flip(relayed.enc) } }),
          "relay-open-failed",
        ),
        bad(
          "altered-text",
          ["DLV-31"],
          open({ relayed: { ...relayed, ct: flip(relayed.ct) } }),
          "relay-open-failed",
        ),
        bad("no-text", ["DLV-31"], open({ relayed: { ...relayed, ct: "" } }), "relay-open-failed"),
        bad(
          "not-canonical",
          ["DLV-31", "ENV-06"],
          open({ relayed: { ...relayed, ct: `${relayed.ct}=` } }),
          "relay-open-failed",
        ),
      ],
    },
    "04-delivery-and-relay/relay-length.json": {
      about: "How long an envelope may be to be relayed.",
      kind: "relay-length",
      cases: [
        equals("longest", ["DLV-31"], { length: LIMITS.relayedBytes, to: bob.text, key }, "sealed"),
        bad(
          "too-long",
          ["DLV-31"],
          { length: LIMITS.relayedBytes + 1, to: bob.text, key },
          "envelope-too-large",
        ),
      ],
    },
  };
}

export async function deliveryDrafts(): Promise<Record<string, Draft>> {
  return {
    "04-delivery-and-relay/comments.json": {
      about: "The data of comment.create.",
      kind: "message-data",
      cases: comments(),
    },
    ...(await relays()),
  };
}
