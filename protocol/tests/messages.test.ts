import { expect, test } from "vitest";
import { toBase64url } from "../src/bytes.ts";
import { LIMITS } from "../src/limits.ts";
import { commentCreateSchema } from "../src/messages/comment-create.ts";
import { messageTypeOf } from "../src/messages/registry.ts";
import { relayForwardSchema } from "../src/messages/relay-forward.ts";
import { sealedMessageSchema } from "../src/messages/sealed-message.ts";

const fits = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success;

test("every type is registered under its own name", () => {
  for (const type of ["comment.create", "sealed.message", "relay.forward"]) {
    expect(messageTypeOf(type)?.type).toBe(type);
  }
  expect(messageTypeOf("__proto__")).toBeUndefined();
});

const comment = { page: "/posts/雨后/", text: "Two lines.\n\tThe second.", name: "王小明" };

test("a comment is a page, a text and a name", () => {
  expect(fits(commentCreateSchema, comment)).toBe(true);
  expect(fits(commentCreateSchema, { ...comment, replyTo: "A".repeat(43) })).toBe(true);
  const longest = { ...comment, text: "x".repeat(LIMITS.commentLength) };
  expect(fits(commentCreateSchema, longest)).toBe(true);
});

test.each([
  ["without a page", { page: undefined }],
  ["on a page of another site", { page: "https://evil.example/" }],
  ["on a page with two slashes first", { page: "//evil.example/" }],
  ["on a page that climbs", { page: "/posts/../x/" }],
  ["on a page with a query", { page: "/posts/?x" }],
  ["on a page with a fragment", { page: "/posts/#x" }],
  ["on a page with a backslash", { page: "/posts\\x" }],
  ["on a page with a line end", { page: "/posts/\n" }],
  ["on a page that is not NFC", { page: "/cafe\u0301/" }],
  ["on a long page", { page: `/${"x".repeat(LIMITS.pageLength)}` }],
  ["with a blank text", { text: " \n " }],
  ["with a long text", { text: "x".repeat(LIMITS.commentLength + 1) }],
  ["with an escape character", { text: "\u001b[31mred" }],
  ["with a carriage return", { text: "a\r\nb" }],
  ["with a name of two lines", { name: "a\nb" }],
  ["with a long name", { name: "x".repeat(LIMITS.nameLength + 1) }],
  ["in reply to what is no id", { replyTo: "first" }],
  ["with an extra key", { state: "approved" }],
])("a comment %s is refused", (_, change) => {
  expect(fits(commentCreateSchema, { ...comment, ...change })).toBe(false);
});

const key = { device: "A".repeat(22), prekey: "static", enc: "AA", ct: "AA" };
const sealed = { suite: 1, keys: [key], ct: "AAAA" };

test("a sealed message is a suite, keys for devices and bytes", () => {
  expect(fits(sealedMessageSchema, sealed)).toBe(true);
  expect(fits(sealedMessageSchema, { ...sealed, suite: 2 })).toBe(true);
});

const manyKeys = Array.from({ length: LIMITS.sealedRecipients + 1 }, (_, i) => ({
  ...key,
  device: toBase64url(new Uint8Array(16).fill(i)),
}));

test.each([
  ["for nobody", { keys: [] }],
  ["for one device twice", { keys: [key, key] }],
  ["for too many", { keys: manyKeys }],
  ["for a device that is none", { keys: [{ ...key, device: "A" }] }],
  ["with a long key", { keys: [{ ...key, ct: toBase64url(new Uint8Array(257)) }] }],
  ["with a key with an extra key", { keys: [{ ...key, plain: "" }] }],
  ["with a prekey that is no name", { keys: [{ ...key, prekey: "" }] }],
  ["of suite 0", { suite: 0 }],
  ["of half a suite", { suite: 1.5 }],
  ["whose bytes are padded", { ct: "AA==" }],
  ["that is too large", { ct: toBase64url(new Uint8Array(LIMITS.sealedCiphertextBytes + 1)) }],
  ["with an extra key", { plain: "hello" }],
])("a sealed message %s is refused", (_, change) => {
  expect(fits(sealedMessageSchema, { ...sealed, ...change })).toBe(false);
});

const relay = {
  to: { host: "bob.example", port: 443, username: "bob" },
  hops: 3,
  enc: "AA",
  ct: "AA",
};

test("a relayed envelope is a destination, a number of hops and bytes", () => {
  expect(fits(relayForwardSchema, relay)).toBe(true);
});

test.each([
  ["with too many hops", { hops: LIMITS.relayHops + 1 }],
  ["with hops below zero", { hops: -1 }],
  ["to nowhere", { to: "bob" }],
  ["that tells the type inside", { type: "comment.create" }],
  ["that is too large", { ct: toBase64url(new Uint8Array(LIMITS.relayCiphertextBytes + 1)) }],
])("a relayed envelope %s is refused", (_, change) => {
  expect(fits(relayForwardSchema, { ...relay, ...change })).toBe(false);
});

test("the largest of each still fits an envelope, and the largest sealed one can be relayed", () => {
  const inBase64 = (bytes: number) => Math.ceil((bytes * 4) / 3);
  const around = 2048; // addresses, kid, id, signature
  const keys = LIMITS.sealedRecipients * (inBase64(32) + inBase64(48) + 128);
  const largestSealed = inBase64(LIMITS.sealedCiphertextBytes) + keys + around;
  expect(largestSealed).toBeLessThan(LIMITS.relayedBytes);
  expect(inBase64(LIMITS.relayCiphertextBytes) + around).toBeLessThan(LIMITS.envelopeBytes);
  expect(LIMITS.envelopeBytes).toBeLessThan(LIMITS.frameBytes);
});
