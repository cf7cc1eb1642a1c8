import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestSidecar, testSidecar, until } from "../harness.ts";
import type { TestPerson } from "../support/person.ts";
import { hashOf, testPublisher } from "../support/site.ts";

const LONG = `<!doctype html><html lang="en"><p>${"a calm paragraph. ".repeat(200)}</p></html>`;
const FILM = Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 251));

let house: TestSidecar;
let alice: TestPerson;

beforeAll(async () => {
  house = await testSidecar();
  alice = await house.person("alice");
  await testPublisher(house, alice).publish({
    "index.html": LONG,
    "404.html": "<h1>lost</h1>",
    "posts/旅行/index.html": "<p>旅行</p>",
    "posts/x/index.html": "<p>x</p>",
    "film.bin": FILM,
    "empty.txt": "",
    "old.big5": "old",
    "_astro/main.abc123.css": "body{color:black}".repeat(40),
  });
});
afterAll(() => house[Symbol.asyncDispose]());

/** fetch cannot name the Host, but resolves *.localhost itself nowhere: ask by address, with a Host. */
async function get(path: string, headers: Record<string, string> = {}, method = "GET") {
  const { request } = await import("node:http");
  return new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>(
    (resolve, reject) => {
      request(
        {
          host: "127.0.0.1",
          port: house.port,
          path,
          method,
          headers: { host: `alice.localhost:${house.port}`, ...headers },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("end", () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(chunks),
            }),
          );
        },
      )
        .on("error", reject)
        .end();
    },
  );
}

describe("serving a site", () => {
  it("says the charset of a text once, and leaves the one that its publisher said", async () => {
    expect((await get("/empty.txt")).headers["content-type"]).toBe("text/plain; charset=utf-8");
    expect((await get("/old.big5")).headers["content-type"]).toBe("text/plain; charset=big5");
  });

  it("serves folders, CJK paths in any encoding, and redirects to the slash", async () => {
    expect((await get("/posts/x/")).body.toString()).toBe("<p>x</p>");
    for (const path of ["/posts/%E6%97%85%E8%A1%8C/", encodeURI("/posts/旅行/")]) {
      expect((await get(path)).body.toString()).toBe("<p>旅行</p>");
    }
    const moved = await get("/posts/%E6%97%85%E8%A1%8C?a=1");
    expect(moved.status).toBe(301);
    expect(moved.headers.location).toBe("/posts/%E6%97%85%E8%A1%8C/?a=1");
  });

  it("answers what is not there with the site's own page and 404", async () => {
    const lost = await get("/nowhere/");
    expect(lost.status).toBe(404);
    expect(lost.body.toString()).toBe("<h1>lost</h1>");
  });

  it.each([
    ["/../../etc/passwd"],
    ["/%2e%2e/%2e%2e/etc/passwd"],
    ["/..%2f..%2fetc%2fpasswd"],
    ["/posts/..%5c..%5cx"],
    ["/%00"],
    ["/%zz"],
    ["//evil.example/"],
    ["/constructor"],
    ["/__proto__"],
  ])("finds nothing at %s", async (path) => {
    const answer = await get(path);
    expect([400, 404]).toContain(answer.status);
    expect(answer.headers.location).toBeUndefined();
  });

  it("refuses other methods", async () => {
    const answer = await get("/", {}, "DELETE");
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe("GET, HEAD");
  });

  it("answers HEAD as GET without the body", async () => {
    const answer = await get("/", {}, "HEAD");
    expect(answer.status).toBe(200);
    expect(answer.headers["content-length"]).toBe(String(Buffer.byteLength(LONG)));
    expect(answer.body.length).toBe(0);
  });

  it("names the content by its hash, another tag for each coding, and answers 304 to any of them", async () => {
    const tag = `"${hashOf(LONG)}"`;
    expect((await get("/")).headers.etag).toBe(tag);
    const br = await until(async () => {
      const answer = await get("/", { "accept-encoding": "br, gzip" });
      return answer.headers["content-encoding"] === "br" && answer;
    });
    expect(br.headers.etag).toBe(`"${hashOf(LONG)}.br"`);
    expect(br.headers.vary).toBe("accept-encoding");
    expect(brotliDecompressSync(br.body).toString()).toBe(LONG);
    const gz = await until(async () => {
      const answer = await get("/", { "accept-encoding": "gzip" });
      return answer.headers["content-encoding"] === "gzip" && answer;
    });
    expect(gunzipSync(gz.body).toString()).toBe(LONG);
    expect(gz.headers.etag).toBe(`"${hashOf(LONG)}.gz"`);
    for (const known of [tag, `"${hashOf(LONG)}.br"`, `W/"${hashOf(LONG)}.gz"`, '"x", *', "*"]) {
      const answer = await get("/", { "if-none-match": known, "accept-encoding": "br" });
      expect(answer.status).toBe(known === '"x", *' ? 200 : 304);
      if (answer.status === 304) expect(answer.body.length).toBe(0);
    }
  });

  it("weighs Accept-Encoding by its q values", async () => {
    const coding = async (header: string) =>
      (await get("/", { "accept-encoding": header })).headers["content-encoding"];
    for (const one of ["br", "gzip"]) await until(async () => (await coding(one)) === one);
    expect(await coding("gzip;q=1, br;q=0.5")).toBe("gzip");
    expect(await coding("br;q=0, gzip")).toBe("gzip");
    expect(await coding("*")).toBe("br");
    expect(await coding("identity, br;q=0.2")).toBeUndefined();
    expect(await coding("zstd")).toBeUndefined();
  });

  it("serves one byte range of a file, and 416 beyond its end", async () => {
    const middle = await get("/film.bin", { range: "bytes=100-199" });
    expect(middle.status).toBe(206);
    expect(middle.headers["content-range"]).toBe("bytes 100-199/1000");
    expect(middle.body).toEqual(FILM.subarray(100, 200));
    expect((await get("/film.bin", { range: "bytes=-10" })).body).toEqual(FILM.subarray(990));
    expect((await get("/film.bin", { range: "bytes=990-" })).body).toEqual(FILM.subarray(990));
    expect((await get("/film.bin", { range: "bytes=990-5000" })).body.length).toBe(10);
    const beyond = await get("/film.bin", { range: "bytes=1000-" });
    expect(beyond.status).toBe(416);
    expect(beyond.headers["content-range"]).toBe("bytes */1000");
    expect((await get("/empty.txt", { range: "bytes=0-" })).status).toBe(416);
    for (const range of ["bytes=5-1", "bytes=a-b", "bytes=0-1,4-5", "lines=1-2", "bytes=-"]) {
      expect((await get("/film.bin", { range })).status).toBe(200);
    }
  });

  it("honours If-Range by the strong tag only", async () => {
    const tag = `"${hashOf(FILM)}"`;
    const part = (condition: string) =>
      get("/film.bin", { range: "bytes=0-0", "if-range": condition }).then(({ status }) => status);
    expect(await part(tag)).toBe(206);
    expect(await part(`W/${tag}`)).toBe(200);
    expect(await part('"old"')).toBe(200);
    expect(await part("Thu, 01 Jan 2026 00:00:00 GMT")).toBe(200);
  });

  it("lets hashed assets be kept for ever and everything else be asked again", async () => {
    expect((await get("/_astro/main.abc123.css")).headers["cache-control"]).toContain("immutable");
    expect((await get("/")).headers["cache-control"]).toBe("public, no-cache");
  });

  it("sends security headers with every page", async () => {
    const { headers } = await get("/");
    expect(headers["content-security-policy"]).toContain("script-src 'self';");
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'self'");
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["referrer-policy"]).toBe("strict-origin-when-cross-origin");
    expect(headers["permissions-policy"]).toContain("camera=()");
    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
  });

  it("never serves one tenant's site to another's name", async () => {
    await house.newTenant("carol");
    const answer = await house.get({ host: "carol.localhost" }, "/");
    expect(answer.status).toBe(404);
  });
});

describe("what every sidecar answers", () => {
  it("tells its health for any host", async () => {
    const answer = await house.get({ host: "nobody.localhost" }, "/healthz");
    expect(answer.json).toMatchObject({ ok: true, tenants: 2 });
  });

  it("shows metrics to this machine, and to nobody behind a proxy", async () => {
    const { body } = await get("/metrics");
    expect(body.toString()).toContain('courtyard_sockets{role="guest"} 0');
    expect((await get("/metrics", { "x-forwarded-for": "127.0.0.1" })).status).toBe(403);
  });

  it("answers WebFinger for the people who live here", async () => {
    const ask = (resource: string) =>
      house.get(alice.tenant, `/.well-known/webfinger?resource=${encodeURIComponent(resource)}`);
    const answer = await ask("acct:alice@alice.localhost");
    expect(answer.headers["content-type"]).toBe("application/jrd+json");
    expect(answer.json.subject).toBe(`acct:alice@alice.localhost:${house.port}`);
    expect((await ask(`http://alice.localhost:${house.port}/`)).status).toBe(200);
    expect((await ask("acct:mallory@alice.localhost")).status).toBe(404);
    expect((await get("/.well-known/webfinger")).status).toBe(400);
  });

  it("tells the app where it is", async () => {
    const answer = await house.get(alice.tenant, "/_courtyard/app.json");
    expect(answer.json).toEqual({
      v: 1,
      address: `alice@alice.localhost:${house.port}`,
      origin: `http://alice.localhost:${house.port}`,
      via: "sidecar",
      identity: alice.identity.id,
    });
  });
});
