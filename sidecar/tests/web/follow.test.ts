import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { countRows, type TestSidecar, testSidecar, until } from "../harness.ts";
import { type FeedServer, feedServer, rss } from "../support/feed-server.ts";
import type { TestPerson } from "../support/person.ts";
import { testPublisher } from "../support/site.ts";
import type { TestSocket } from "../support/socket.ts";

let clock = 0;
let house: TestSidecar;
let alice: TestPerson;
let phone: TestSocket;
let server: FeedServer;
let titles = ["b", "a"];

beforeEach(async () => {
  clock = Date.now();
  titles = ["b", "a"];
  house = await testSidecar({ clock: () => clock });
  alice = await house.person("alice");
  phone = await alice.connect(alice.phone);
  server = await feedServer((request, response) => {
    const tag = `"${titles.length}-${titles[0]}"`;
    if (request.url === "/page/") {
      response.setHeader("content-type", "text/html");
      response.end(
        `<!doctype html><html><head><link rel="alternate" type="application/rss+xml" title="Comments" href="/comments.xml"><link type='application/rss+xml' rel=alternate href=../feed.xml></head></html>`,
      );
    } else if (request.url === "/feed.xml") {
      if (request.headers["if-none-match"] === tag) response.writeHead(304).end();
      else response.setHeader("etag", tag).end(rss(...titles));
    } else if (request.url === "/") response.end("<!doctype html><p>a page without links");
    else response.writeHead(404).end("<!doctype html>no");
  });
});
afterEach(async () => {
  await phone.close();
  await house[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const follow = (target: string) => phone.call("follow.add", { target });
const timeline = async (params = {}) =>
  (await phone.call("timeline.list", params)).result as {
    items: { id: string; title: string; feed: { title: string; url: string } }[];
    more: boolean;
  };
const shown = async () => (await timeline()).items.map(({ title }) => title);

describe("following", () => {
  it("finds the feed that a page names, and shows its items newest first", async () => {
    const answer = await follow(`${server.origin}/page/`);
    expect(answer.result.follow).toEqual({
      id: "1",
      title: "Blog",
      url: `${server.origin}/feed.xml`,
      site: "https://blog.example/",
      target: `${server.origin}/page/`,
    });
    expect(await shown()).toEqual(["b", "a"]);
    expect((await timeline()).items[0]?.feed).toMatchObject({
      title: "Blog",
      url: "https://blog.example/",
    });
  });

  it("takes a feed's own URL, and the usual place of a site that names none", async () => {
    expect((await follow(`${server.origin}/feed.xml`)).result.follow.title).toBe("Blog");
    expect((await follow(server.origin)).result.follow.id).toBe("1");
    expect((await phone.call("follow.list")).result.follows).toHaveLength(1);
  });

  it("takes an address of somebody on the same sidecar, by the same GET", async () => {
    const bob = await house.person("bob");
    await testPublisher(house, bob).publish({
      "index.html": `<!doctype html><link rel="alternate" type="application/rss+xml" href="/rss.xml">`,
      "rss.xml": rss("from bob"),
    });
    const answer = await follow(`bob@bob.localhost:${house.port}`);
    expect(answer.result.follow.title).toBe("Blog");
    expect(await shown()).toEqual(["from bob"]);
  });

  it.each([
    ["", "params-shape"],
    ["ftp://x.example/", "address-form"],
    ["http://u:p@x.example/", "address-form"],
    ["http://10.0.0.1/feed", "feed-forbidden-address"],
    ["http://nothing.localhost:1/", "feed-unreachable"],
  ])("refuses %j with %s", async (target, code) => {
    expect((await follow(target)).code).toBe(code);
  });

  it("says when there is no feed", async () => {
    server.answer = (request, response) => {
      if (request.url === "/") response.end("<!doctype html>only a page");
      else response.writeHead(404).end();
    };
    expect((await follow(server.origin)).code).toBe("feed-not-found");
  });

  it("asks conditionally, and adds only what is new", async () => {
    await follow(`${server.origin}/feed.xml`);
    clock += 2000;
    expect((await phone.call("follow.refresh")).result).toEqual({ added: 0, done: true });
    expect(server.requests.at(-1)?.headers["if-none-match"]).toBe('"2-b"');
    titles = ["c", "b", "a"];
    clock += 2000;
    expect((await phone.call("follow.refresh", { id: "1" })).result.added).toBe(1);
    expect(await shown()).toEqual(["c", "b", "a"]);
    const event = await phone.next(({ event, data }) => event === "timeline" && data.added === 1);
    expect(event.data).toEqual({ follow: "1", added: 1 });
  });

  it("does not ask again by hand before the floor", async () => {
    await follow(`${server.origin}/feed.xml`);
    const asked = server.requests.length;
    await phone.call("follow.refresh");
    await phone.call("follow.refresh");
    expect(server.requests.length).toBe(asked);
  });

  it("pages through the timeline by a cursor", async () => {
    titles = ["e", "d", "c", "b", "a"];
    await follow(`${server.origin}/feed.xml`);
    const first = await timeline({ limit: 3 });
    expect(first.more).toBe(true);
    const rest = await timeline({ limit: 3, before: first.items.at(-1)?.id });
    expect(rest.more).toBe(false);
    expect([...first.items, ...rest.items].map(({ title }) => title)).toEqual(titles);
  });

  it("fetches once for two who follow, and shows each their own timeline", async () => {
    const bob = await house.person("bob");
    const other = await bob.connect(bob.phone);
    await follow(`${server.origin}/feed.xml`);
    expect((await other.call("timeline.list")).result.items).toEqual([]);
    const asked = server.requests.length;
    await other.call("follow.add", { target: `${server.origin}/feed.xml` });
    expect(server.requests.length).toBe(asked);
    expect((await other.call("timeline.list")).result.items).toHaveLength(2);
    await phone.call("follow.remove", { id: "1" });
    expect(await shown()).toEqual([]);
    expect((await other.call("timeline.list")).result.items).toHaveLength(2);
    expect((await phone.call("follow.refresh", { id: "1" })).code).toBe("not-found");
    await other.close();
  });

  it("comes again by itself, and backs off from a feed that fails", async () => {
    await follow(`${server.origin}/feed.xml`);
    titles = ["c", "b", "a"];
    await house.stop();
    clock += 60_000;
    await house.start();
    phone = await alice.connect(alice.phone);
    await until(async () => (await shown())[0] === "c");
    server.answer = (_, response) => response.writeHead(500).end();
    clock += 60_000;
    await phone.call("follow.refresh");
    const [feed] = (await phone.call("follow.list")).result.follows;
    expect(feed.problem).toBe("feed-unreachable");
    expect(feed.next).toBeGreaterThanOrEqual(clock + 10_000);
  }, 30_000);

  it("forgets a feed that nobody follows any more", async () => {
    await follow(`${server.origin}/feed.xml`);
    await phone.call("follow.remove", { id: "1" });
    clock += 60_000;
    await until(() => countRows(house.dir, "feed") === 0);
    expect(countRows(house.dir, "feed_item")).toBe(0);
  }, 30_000);

  it("survives a feed of thousands of items and one of megabytes", async () => {
    titles = Array.from({ length: 5000 }, (_, n) => `t${n}`);
    await follow(`${server.origin}/feed.xml`);
    expect(countRows(house.dir, "feed_item")).toBe(200);
    const long = `<p>${"long ".repeat(40_000)}</p>`;
    server.answer = (_, response) => {
      const item = (n: number) =>
        `<item><title>l${n}</title><link>https://long.example/${n}</link><description><![CDATA[${long}]]></description></item>`;
      const items = Array.from({ length: 30 }, (_, n) => item(n)).join("");
      response.end(`<rss version="2.0"><channel><title>Long</title>${items}</channel></rss>`);
    };
    await follow(`${server.origin}/long.xml`);
    expect((await timeline({ limit: 30 })).items.length).toBeGreaterThan(0);
  });
});
