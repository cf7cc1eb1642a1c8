import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { countedAddress, remoteAddress } from "../../src/http/remote-address.ts";

const from = (remoteAddress: string, forwarded?: string): IncomingMessage =>
  ({
    socket: { remoteAddress },
    headers: { ...(forwarded !== undefined && { "x-forwarded-for": forwarded }) },
  }) as unknown as IncomingMessage;

test("counts a whole IPv6 network of one customer as one caller", () => {
  const one = countedAddress("2001:db8:1:2::1");
  expect(countedAddress("2001:db8:1:2:ffff:ffff:ffff:ffff")).toBe(one);
  expect(countedAddress("2001:db8:1:3::1")).not.toBe(one);
});

test("counts an IPv4 address alone, in whichever form the socket tells it", () => {
  expect(countedAddress("::ffff:192.0.2.7")).toBe("192.0.2.7");
  expect(countedAddress("192.0.2.7")).toBe("192.0.2.7");
  expect(countedAddress("::1")).toBe("::1");
  expect(countedAddress("unknown")).toBe("unknown");
});

test("believes a forwarding header from a trusted proxy on this machine only, and its last name", () => {
  const chain = "6.6.6.6, 2001:db8::9";
  expect(remoteAddress(from("127.0.0.1", chain), { trustProxy: true })).toBe("2001:db8:0:0::/64");
  expect(remoteAddress(from("127.0.0.1", chain), { trustProxy: false })).toBe("127.0.0.1");
  expect(remoteAddress(from("192.0.2.7", chain), { trustProxy: true })).toBe("192.0.2.7");
});
