import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createGuardedClient } from "../../src/net/guarded-client.ts";
import { isPublicAddress } from "../../src/net/lookup.ts";

const net = createGuardedClient();
let server: Server;
let port: number;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === "/endless") {
      const more = setInterval(() => response.write("x".repeat(1000)), 1);
      response.on("close", () => clearInterval(more));
    } else if (request.url === "/away") {
      response.writeHead(302, { location: "http://127.0.0.1/" }).end();
    } else if (request.url !== "/silent") response.end("hello");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  await net.close();
  server.closeAllConnections();
  server.close();
});

test("knows which addresses are on the public net", () => {
  const inside = [
    ...["127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"],
    ...["::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::"],
    ...["224.0.0.1", "255.255.255.255", "not an address"],
  ];
  expect(inside.filter(isPublicAddress)).toEqual([]);
  expect(["93.184.215.14", "2606:4700:4700::1111"].every(isPublicAddress)).toBe(true);
});

test("reaches this machine only for those who live on it", async () => {
  const ask = (url: string, reach: "local" | "public") =>
    net.fetch(url, { reach, maxBytes: 100, timeout: 2_000 });
  for (const host of ["127.0.0.1", "alice.localhost", "localhost"]) {
    const url = `http://${host}:${port}/`;
    expect(await ask(url, "public")).toEqual({ ok: false, problem: "private" });
    expect(await ask(url, "local")).toMatchObject({ ok: true, status: 200 });
  }
  expect(await ask(`http://[::ffff:127.0.0.1]:${port}/`, "public")).toMatchObject({ ok: false });
  expect(await ask("http://10.1.2.3/", "local")).toEqual({ ok: false, problem: "private" });
});

test("stops at the bounds of size and time, and follows no redirect", async () => {
  const url = `http://alice.localhost:${port}`;
  const options = { reach: "local", maxBytes: 5_000, timeout: 300 } as const;
  expect(await net.fetch(`${url}/endless`, options)).toEqual({ ok: false, problem: "too-large" });
  expect(await net.fetch(`${url}/silent`, options)).toEqual({ ok: false, problem: "timeout" });
  expect(await net.fetch(`${url}/away`, options)).toMatchObject({ ok: true, status: 302 });
  const nobody = "http://alice.localhost:1/";
  expect(await net.fetch(nobody, options)).toEqual({ ok: false, problem: "unreachable" });
});
