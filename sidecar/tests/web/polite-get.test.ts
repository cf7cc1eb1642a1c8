import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createPoliteGet, type GetOptions, type PoliteGet } from "../../src/follow/polite-get.ts";
import { createGuardedClient, type GuardedClient } from "../../src/net/guarded-client.ts";
import { createOneAtATime } from "../../src/order/one-at-a-time.ts";
import { type FeedServer, feedServer } from "../support/feed-server.ts";

let net: GuardedClient;
let get: PoliteGet;
let server: FeedServer;

beforeAll(() => {
  net = createGuardedClient();
  get = createPoliteGet({
    net,
    hosts: createOneAtATime(),
    clock: Date.now,
    closing: new AbortController().signal,
  });
});
afterAll(() => net.close());
beforeEach(async () => {
  server = await feedServer();
});
afterEach(() => server[Symbol.asyncDispose]());

const LOCAL: GetOptions = { reach: "local", limit: 100_000, timeout: 2000, accept: "*/*" };
const PUBLIC: GetOptions = { ...LOCAL, reach: "public" };

describe("the guard against requests into private networks", () => {
  it.each([
    ["http://127.0.0.1:1/"],
    ["http://127.1:1/"],
    ["http://2130706433:1/"],
    ["http://0x7f.0.0.1:1/"],
    ["http://[::1]:1/"],
    ["http://[::ffff:127.0.0.1]:1/"],
    ["http://[64:ff9b::7f00:1]:1/"],
    ["http://0.0.0.0:1/"],
    ["http://10.0.0.1:1/"],
    ["http://172.16.0.1:1/"],
    ["http://192.168.1.1:1/"],
    ["http://169.254.169.254/latest/meta-data/"],
    ["http://100.64.0.1:1/"],
    ["http://[fe80::1]:1/"],
    ["http://[fc00::1]:1/"],
    ["http://localhost:1/"],
    ["http://anything.localhost:1/"],
  ])("refuses %s before it connects", async (url) => {
    expect(await get(url, PUBLIC)).toEqual({ kind: "problem", problem: "private" });
  });

  it.each([["http://10.0.0.1:1/"], ["http://169.254.169.254/"], ["http://[fe80::1]:1/"]])(
    "refuses %s also to somebody who lives on localhost",
    async (url) => {
      expect(await get(url, LOCAL)).toEqual({ kind: "problem", problem: "private" });
    },
  );

  it("checks every hop of a redirect anew", async () => {
    server.answer = (_, response) => {
      response.writeHead(302, { location: "http://192.168.0.1/secret" }).end();
    };
    expect(await get(`${server.origin}/`, LOCAL)).toEqual({ kind: "problem", problem: "private" });
  });

  it.each([["file:///etc/passwd"], ["gopher://x/"], ["http://user:pass@feeds.localhost/"]])(
    "does not follow a redirect to %s",
    async (location) => {
      server.answer = (_, response) => {
        response.writeHead(302, { location }).end();
      };
      expect(await get(`${server.origin}/`, LOCAL)).toMatchObject({ problem: "unreachable" });
    },
  );
});

describe("a polite request", () => {
  it("follows five redirects and no more", async () => {
    server.answer = (request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end("arrived");
      else response.writeHead(301, { location: `/${left - 1}` }).end();
    };
    const arrived = await get(`${server.origin}/5`, LOCAL);
    expect(arrived).toMatchObject({ kind: "content", permanent: `${server.origin}/0` });
    expect(await get(`${server.origin}/6`, LOCAL)).toMatchObject({ problem: "redirects" });
  });

  it("moves its next request by permanent redirects only", async () => {
    server.answer = (request, response) => {
      if (request.url === "/a") response.writeHead(301, { location: "/b" }).end();
      else if (request.url === "/b") response.writeHead(302, { location: "/c" }).end();
      else response.end("c");
    };
    expect(await get(`${server.origin}/a`, LOCAL)).toMatchObject({
      url: `${server.origin}/c`,
      permanent: `${server.origin}/b`,
    });
  });

  it("stops at the limit of decoded bytes, however small they were packed", async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    expect(bomb.length).toBeLessThan(60_000);
    server.answer = (_, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
    };
    const before = process.memoryUsage().rss;
    expect(await get(`${server.origin}/`, LOCAL)).toMatchObject({ problem: "too-large" });
    expect(process.memoryUsage().rss - before).toBeLessThan(40_000_000);
  });

  it("refuses codings it did not ask for, and stacks of them", async () => {
    for (const coding of ["zstd", "gzip, gzip", "compress"]) {
      server.answer = (_, response) => {
        response.writeHead(200, { "content-encoding": coding }).end("x");
      };
      expect(await get(`${server.origin}/`, LOCAL)).toMatchObject({ problem: "unreachable" });
    }
  });

  it("gives up on a server that drips", async () => {
    server.answer = (_, response) => {
      response.write("<rss>");
      const drip = setInterval(() => response.write(" "), 20);
      response.on("close", () => clearInterval(drip));
    };
    const start = performance.now();
    const answer = await get(`${server.origin}/`, { ...LOCAL, timeout: 300 });
    expect(answer).toEqual({ kind: "problem", problem: "timeout" });
    expect(performance.now() - start).toBeLessThan(1500);
  });

  it("asks one host one thing at a time", async () => {
    server.answer = (_, response) => {
      setTimeout(() => response.end("x"), 20);
    };
    await Promise.all(Array.from({ length: 5 }, (_, n) => get(`${server.origin}/${n}`, LOCAL)));
    expect(server.most()).toBe(1);
  });

  it("tells who asks, and passes on what the server says about coming again", async () => {
    server.answer = (_, response) => {
      response.writeHead(503, { "retry-after": "120" }).end();
    };
    const answer = await get(`${server.origin}/`, { ...LOCAL, etag: '"x"', modified: "yesterday" });
    expect(answer).toMatchObject({ problem: "unreachable", pace: { retryAfter: 120_000 } });
    expect(server.requests[0]?.headers).toMatchObject({
      "if-none-match": '"x"',
      "if-modified-since": "yesterday",
      "accept-encoding": "gzip, br",
    });
    expect(server.requests[0]?.headers["user-agent"]).toMatch(/^Courtyard\//);
  });
});
