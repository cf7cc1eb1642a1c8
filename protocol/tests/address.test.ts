import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Address,
  formatAddress,
  isAddress,
  originOf,
  parseAddress,
  sameAddress,
  socketUrlOf,
} from "../src/address.ts";
import { accepted, expectRefusal } from "./refusals.ts";

const read = (s: string): Address => accepted(parseAddress(s)) as Address;

test("reads a user, a host and a port, and 443 when there is none", () => {
  expect(read("alice@alice.localhost:4300")).toEqual({
    host: "alice.localhost",
    port: 4300,
    username: "alice",
  });
  expect(read("bob@bob.example")).toEqual({ host: "bob.example", port: 443, username: "bob" });
});

test.each([
  "a@127.0.0.1:1",
  "a@[::1]:65535",
  "a@[2001:db8::1]",
  "a@[1:2:3:4:5:6:7:8]",
  "a@[1:0:2::3]",
  "a@xn--fiq228c.example",
  "a@localhost",
  "0.a_b-c@3com.example",
  `${"u".repeat(32)}@h`,
])("takes %s and writes it back", (written) => {
  expect(formatAddress(read(written))).toBe(written);
});

test.each([
  ["without a user", "alice.example"],
  ["with an empty user", "@alice.example"],
  ["with an empty host", "alice@"],
  ["with two at signs", "a@b@c.example"],
  ["in capitals", "Alice@alice.example"],
  ["with a host in capitals", "alice@Alice.example"],
  ["with a raw international name", "alice@中文.example"],
  ["with an empty label", "alice@alice..example"],
  ["with a final dot", "alice@alice.example."],
  ["with a label that ends in a hyphen", "alice@alice-.example"],
  ["with a space", "alice@alice.example "],
  ["with a path", "alice@alice.example/x"],
  ["with port 0", "alice@alice.example:0"],
  ["with a port beyond 65535", "alice@alice.example:65536"],
  ["with a port with a leading zero", "alice@alice.example:0443"],
  ["with an empty port", "alice@alice.example:"],
  ["with a signed port", "alice@alice.example:+1"],
  ["with IPv4 in short form", "alice@127.1"],
  ["with IPv4 in hex", "alice@0x7f000001"],
  ["with IPv4 in hex parts", "alice@127.0.0.0x1"],
  ["with IPv4 in octal", "alice@127.0.0.01"],
  ["with IPv4 out of range", "alice@256.0.0.1"],
  ["with IPv6 without brackets", "alice@::1"],
  ["with IPv6 with a leading zero", "alice@[::01]"],
  ["with IPv6 in capitals", "alice@[::A]"],
  ["with IPv6 that could be shorter", "alice@[0:0:0:0:0:0:0:1]"],
  ["with IPv6 shortened at the wrong place", "alice@[1::2:0:0:0:3]"],
  ["with IPv6 with one zero shortened", "alice@[1:2:3::5:6:7:8]"],
  ["with IPv6 of nine groups", "alice@[1:2:3:4:5:6:7:8:9]"],
  ["with IPv6 with two gaps", "alice@[1::2::3]"],
  ["with IPv6 with a dotted tail", "alice@[::ffff:127.0.0.1]"],
  ["with an open bracket", "alice@[::1"],
  ["with a user of 33 characters", `${"u".repeat(33)}@h.example`],
  ["with a host beyond 253", `a@${"a.".repeat(127)}example`],
  ["with a label beyond 63", `a@${"a".repeat(64)}.example`],
  ["with a user that starts with a dot", ".a@h.example"],
])("refuses an address %s", (_, written) => {
  expectRefusal(parseAddress(written), "address-form");
});

test("the object form takes exactly three keys", () => {
  const address = { host: "h.example", port: 443, username: "u" };
  expect(isAddress(address)).toBe(true);
  expect(isAddress({ ...address, extra: 1 })).toBe(false);
  expect(isAddress({ ...address, port: "443" })).toBe(false);
  expect(isAddress({ ...address, port: 1.5 })).toBe(false);
  expect(isAddress({ host: "h.example", username: "u" })).toBe(false);
  expect(isAddress(null)).toBe(false);
  expect(isAddress([address])).toBe(false);
});

test("what is read is written the same, whatever was typed", () => {
  const near = fc.string({ unit: fc.constantFrom(..."ab1@.:-_[]0f4"), maxLength: 24 });
  fc.assert(
    fc.property(near, (typed) => {
      const address = parseAddress(typed);
      if ("host" in address) {
        const written = formatAddress(address);
        expect(parseAddress(written)).toEqual(address);
        expect(sameAddress(read(written), address)).toBe(true);
      }
    }),
    { numRuns: 2000 },
  );
});

test("differs in each of its parts", () => {
  const a = read("a@h.example:1");
  for (const other of ["b@h.example:1", "a@i.example:1", "a@h.example:2"]) {
    expect(sameAddress(a, read(other))).toBe(false);
  }
});

test.each([
  ["a@alice.example", "https://alice.example", "wss://alice.example/_courtyard/ws"],
  ["a@alice.example:8443", "https://alice.example:8443", "wss://alice.example:8443/_courtyard/ws"],
  [
    "a@alice.localhost:4300",
    "http://alice.localhost:4300",
    "ws://alice.localhost:4300/_courtyard/ws",
  ],
  ["a@localhost:80", "http://localhost", "ws://localhost/_courtyard/ws"],
  ["a@127.8.0.1:80", "http://127.8.0.1", "ws://127.8.0.1/_courtyard/ws"],
  ["a@[::1]:4300", "http://[::1]:4300", "ws://[::1]:4300/_courtyard/ws"],
  ["a@127.evil.example", "https://127.evil.example", "wss://127.evil.example/_courtyard/ws"],
  ["a@notlocalhost:80", "https://notlocalhost:80", "wss://notlocalhost:80/_courtyard/ws"],
])("%s is served at %s", (written, origin, socket) => {
  expect(originOf(read(written))).toBe(origin);
  expect(socketUrlOf(read(written))).toBe(socket);
});
