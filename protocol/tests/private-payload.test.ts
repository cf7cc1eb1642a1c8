import { expect, test } from "vitest";
import { LIMITS } from "../src/limits.ts";
import {
  type ChatMessage,
  conversationOf,
  newPayloadId,
  parsePrivatePayload,
} from "../src/private-payload.ts";

const alice = "A".repeat(43);
const bob = "E".repeat(43);
const mallory = "I".repeat(43);
const address = { host: "bob.example", port: 443, username: "bob" };
const message: ChatMessage = {
  v: 1,
  kind: "chat.message",
  id: newPayloadId(),
  author: alice,
  peer: { id: bob, address },
  text: "你好，Bob",
  at: 1_700_000_000_000,
  n: 1,
};

test("a chat message is read by its peer and by its author's own devices", () => {
  expect(parsePrivatePayload(message, { sender: alice, me: bob })).toEqual(message);
  expect(parsePrivatePayload(message, { sender: alice, me: alice })).toEqual(message);
});

test("a chat message under another author's name, or for somebody else, is refused", () => {
  const refused = { ok: false, code: "sealed-payload" };
  expect(parsePrivatePayload(message, { sender: mallory, me: bob })).toMatchObject(refused);
  expect(parsePrivatePayload(message, { sender: alice, me: mallory })).toMatchObject(refused);
});

test("both ends file a message under the other person", () => {
  expect(conversationOf(message, alice)).toBe(bob);
  expect(conversationOf(message, bob)).toBe(alice);
});

test("a vault's alarm is taken from the own vault only", () => {
  const at = 1_700_000_000_000;
  const seen = { identity: bob, address, code: "identity-fork", at };
  const alarm = { v: 1, kind: "vault.alarm", ...seen };
  expect(parsePrivatePayload(alarm, { sender: alice, me: alice })).toEqual(alarm);
  const refused = { ok: false, code: "sealed-payload" };
  expect(parsePrivatePayload(alarm, { sender: bob, me: alice })).toMatchObject(refused);
});

test("history passes between devices of one person only", () => {
  const request = { v: 1, kind: "history.request", id: newPayloadId(), peer: bob, limit: 50 };
  const archived = { ...message, receivedAt: message.at + 5, cursor: "7" };
  const conversations = [{ peer: bob, address, last: message.at, unread: 0 }];
  const page = {
    v: 1,
    kind: "history.page",
    re: request.id,
    conversations,
    messages: [archived],
    more: false,
  };
  for (const payload of [request, page]) {
    expect(parsePrivatePayload(payload, { sender: alice, me: alice })).toEqual(payload);
    expect(parsePrivatePayload(payload, { sender: bob, me: alice })).toMatchObject({
      code: "sealed-payload",
    });
  }
});

test("a wrong shape is refused with the place and never the content", () => {
  const wrong = [
    { ...message, text: "" },
    { ...message, text: "x".repeat(LIMITS.chatLength + 1) },
    { ...message, n: 0 },
    { ...message, at: -1 },
    { ...message, id: "short" },
    { ...message, kind: "chat.unknown" },
    { ...message, secret: "unknown key" },
    { ...message, peer: { id: bob, address: { ...address, port: 0 } } },
    [],
    null,
  ];
  for (const value of wrong) {
    expect(parsePrivatePayload(value, { sender: alice, me: bob })).toMatchObject({
      code: "sealed-payload",
    });
  }
  expect(parsePrivatePayload({ ...message, n: "geheim" }, { sender: alice, me: bob })).toEqual({
    ok: false,
    code: "sealed-payload",
    detail: "n",
  });
});
