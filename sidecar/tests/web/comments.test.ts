// A comment's way from a signed envelope into the page. Long: one sidecar with one owner and strangers
// serves all of it.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { parseEnvelope, verifyEnvelope } from "@courtyard/protocol/envelope.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { parseStrict } from "@courtyard/protocol/strict-json.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { insertComment } from "../../src/store/comment.ts";
import { type TestSidecar, testSidecar, until } from "../harness.ts";
import type { TestPerson } from "../support/person.ts";
import { httpRequest } from "../support/request.ts";
import { hashOf, postPage, type TestPublisher, testPublisher } from "../support/site.ts";
import { linkedSocket, type TestSocket } from "../support/socket.ts";

let house: TestSidecar;
let alice: TestPerson;
let bob: TestPerson;
let publisher: TestPublisher;
let phone: TestSocket;

const SITE = {
  "index.html": "<h1>home</h1>",
  "posts/hello/index.html": postPage("hello"),
  "posts/旅行/index.html": postPage("旅行", "zh-Hans"),
  "about/index.html": "<html lang=en><h1>no comments here</h1></html>",
};

beforeEach(async () => {
  house = await testSidecar();
  alice = await house.person("alice");
  bob = await house.person("bob");
  publisher = testPublisher(house, alice);
  await publisher.publish(SITE);
  phone = await alice.connect(alice.phone);
});
afterEach(async () => {
  await phone.close();
  await house[Symbol.asyncDispose]();
});

const page = async (path = "/posts/hello/") => (await house.get(alice.tenant, path)).text;
const items = async (params = {}) =>
  ((await phone.call("comments.list", params)).result?.items ?? []) as Record<string, unknown>[];
const moderate = (id: unknown, state: string) =>
  phone.call("comments.moderate", { id: String(id), state });
const guestSocket = () => linkedSocket(house.port, alice.address, { role: "guest" });

async function fromBob(text: string, more: object = {}): Promise<string> {
  const data = { page: "/posts/hello/", text, name: "Bob", ...more };
  const envelope = await bob.envelope("comment.create", data, { to: alice.address });
  const answer = await house.post(alice.tenant, "/_courtyard/inbox", envelope);
  if (answer.status !== 202) throw new Error(String(answer.json.code));
  return envelope.id;
}

function form(fields: Record<string, string>, headers: Record<string, string> = {}) {
  return httpRequest(house.port, "/_courtyard/comments?lang=en", {
    host: `alice.localhost:${house.port}`,
    method: "POST",
    body: new URLSearchParams(fields).toString(),
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
  });
}

describe("a signed comment", () => {
  it("of a stranger is refused when too many wait already, and that of a friend is not", async () => {
    const { store } = house.sidecar;
    const waiting = {
      ...{ tenant: alice.tenant.id, page: "/posts/hello/", name: "x", text: "x", reply_to: null },
      ...{ guest: 0, identity: "x", address: null, envelope: null, at: 1, received: 1 },
    };
    store.transaction(() => {
      for (let n = 0; n < 20_000; n++) {
        insertComment(store, { ...waiting, state: "pending", id: `id-${n}` });
      }
    });
    await expect(fromBob("one more")).rejects.toThrow("quota-exceeded");
    const vault = await alice.connect(alice.vault);
    const { identity, address } = bob;
    const put = await vault.call("contacts.put", {
      identity: identity.id,
      address: `${address.username}@${address.host}:${address.port}`,
      friend: true,
    });
    expect(put.t).toBe("res");
    await fromBob("among friends");
    expect(await page()).toContain("among friends");
    await vault.close();
  });

  it("waits for the owner, then stands in the static HTML, then goes again", async () => {
    const id = await fromBob("Good tea, <b>good</b> words.\n\nSee https://tea.example/a_(b).");
    expect((await phone.next(({ t }) => t === "event")).event).toBe("comment.pending");
    expect(await items()).toMatchObject([
      {
        id,
        page: "/posts/hello/",
        name: "Bob",
        guest: false,
        state: "pending",
        identity: bob.identity.id,
        address: `bob@bob.localhost:${house.port}`,
      },
    ]);
    expect(await page()).toContain("None yet.");
    await moderate(id, "approved");
    const html = await page();
    expect(html).toContain(`<li class="comment u-comment h-cite" id="c-${id}"`);
    expect(html).toContain("Good tea, &lt;b&gt;good&lt;/b&gt; words.");
    expect(html).toContain(
      '<a href="https://tea.example/a_(b)" rel="nofollow ugc noopener">https://tea.example/a_(b)</a>.',
    );
    expect(html).not.toContain("None yet.");
    await moderate(id, "rejected");
    expect(await page()).toContain("None yet.");
    await moderate(id, "pending");
    expect(await items({ state: "pending" })).toHaveLength(1);
  });

  it("leaves the published bytes of a page with comments to be had, and no others", async () => {
    await moderate(await fromBob("under the page"), "approved");
    const at = (path: string) => house.get(alice.tenant, path);
    const manifest = (await at("/.well-known/courtyard/manifest.json")).json as {
      files: Record<string, { sha256: string }>;
    };
    const sha256 = manifest.files["posts/hello/index.html"]?.sha256 ?? "";
    expect(hashOf((await at("/posts/hello/")).text)).not.toBe(sha256);
    const blob = await at(`/_courtyard/blob/${sha256}`);
    expect(hashOf(blob.text)).toBe(sha256);
    expect(blob.headers["content-type"]).toBe("application/octet-stream");
    for (const other of [hashOf("never published"), "index.html", "constructor", "..%2fsidecar.db"])
      expect((await at(`/_courtyard/blob/${other}`)).status).toBe(404);
  });

  it("has its own ETag and compressed forms in the page, and reaches the public tree", async () => {
    const before = await house.get(alice.tenant, "/posts/hello/");
    await moderate(await fromBob("words ".repeat(100)), "approved");
    const after = await httpRequest(house.port, "/posts/hello/", {
      host: `alice.localhost:${house.port}`,
      headers: { "if-none-match": String(before.headers.etag) },
    });
    expect(after.status).toBe(200);
    expect(after.headers.etag).not.toBe(before.headers.etag);
    const again = await httpRequest(house.port, "/posts/hello/", {
      host: `alice.localhost:${house.port}`,
      headers: { "if-none-match": String(after.headers.etag) },
    });
    expect(again.status).toBe(304);
    const small = await fetchBrotli("/posts/hello/");
    expect(small).toBe(after.text);
    const file = join(alice.tenant.dir, "public/posts/hello/index.html");
    await until(async () => (await readFile(file, "utf8").catch(() => "")) === after.text);
  });

  it("is written into the page again when the page is published again", async () => {
    await moderate(await fromBob("I stay"), "approved");
    const edited = { ...SITE, "posts/hello/index.html": postPage("hello, edited") };
    await publisher.publish(edited);
    const html = await page();
    expect(html).toContain("hello, edited");
    expect(html).toContain("I stay");
    const file = join(alice.tenant.dir, "public/posts/hello/index.html");
    await until(async () => (await readFile(file, "utf8").catch(() => "")) === html);
  });

  it("stays after a restart, and leaves the signed blob as it was", async () => {
    await moderate(await fromBob("I stay"), "approved");
    await phone.close();
    await house.stop();
    await house.start();
    phone = await alice.connect(alice.phone);
    expect(await page()).toContain("I stay");
    const manifest = (await house.get(alice.tenant, "/.well-known/courtyard/manifest.json")).json;
    expect(manifest).toEqual(JSON.parse(JSON.stringify(publisher.manifest)));
  });

  it("can be fetched as it was signed once it is approved, and verifies", async () => {
    const id = await fromBob("signed by me");
    const path = `/_courtyard/comment/${id}.json`;
    expect((await house.get(alice.tenant, path)).status).toBe(404);
    await moderate(id, "approved");
    const parsed = parseStrict((await house.get(alice.tenant, path)).text);
    const envelope = isRefusal(parsed) ? parsed : parseEnvelope(parsed.value);
    if (isRefusal(envelope)) throw new Error(envelope.code);
    const verified = await verifyEnvelope(envelope, { identity: bob.identity, now: Date.now() });
    expect(isRefusal(verified)).toBe(false);
    await moderate(id, "deleted");
    expect((await house.get(alice.tenant, path)).status).toBe(404);
    expect((await moderate(id, "approved")).code).toBe("not-found");
  });

  it("stands below the one it answers, one level deep", async () => {
    const first = await fromBob("first");
    const second = await fromBob("second", { replyTo: first });
    const third = await fromBob("third", { replyTo: second });
    for (const id of [third, second, first]) await moderate(id, "approved");
    const html = await page();
    expect(html).toMatch(
      new RegExp(
        `id="c-${first}".*<ol class="comment-replies">.*id="c-${second}" data-parent="${first}".*id="c-${third}" data-parent="${first}"`,
        "s",
      ),
    );
    expect(html.match(/comment-replies/g)).toHaveLength(1);
  });

  it("of a friend is seen at once", async () => {
    const vault = await alice.connect(alice.vault);
    const { identity, address } = bob;
    const put = await vault.call("contacts.put", {
      identity: identity.id,
      address: `${address.username}@${address.host}:${address.port}`,
      friend: true,
    });
    expect(put.t).toBe("res");
    await fromBob("hello, friend");
    expect(await page()).toContain("hello, friend");
    await vault.close();
  });

  it("is refused where there is no such page or no comment section", async () => {
    await expect(fromBob("x", { page: "/posts/none/" })).rejects.toThrow("not-found");
    await expect(fromBob("x", { page: "/about/" })).rejects.toThrow("policy-refused");
    expect(await items()).toEqual([]);
  });

  it("on a page in Chinese is dated in Chinese", async () => {
    await moderate(await fromBob("你好，世界", { page: "/posts/旅行/" }), "approved");
    const html = await page(encodeURI("/posts/旅行/"));
    expect(html).toContain('<p dir="auto">你好，世界</p>');
    expect(html).toMatch(
      /<time class="dt-published" datetime="[^"]+">\d{4}年\d{1,2}月\d{1,2}日<\/time>/,
    );
  });
});

describe("a reader on the page", () => {
  it("sees a comment arrive and go without loading the page again", async () => {
    const guest = await guestSocket();
    guest.send({ t: "watch", page: "/posts/hello/" });
    const id = await fromBob("live");
    await moderate(id, "approved");
    const frame = await guest.next(({ t }) => t === "comment");
    expect(frame).toMatchObject({ page: "/posts/hello/", id, state: "approved" });
    expect(await page()).toContain(frame.html);
    await moderate(id, "deleted");
    const removed = await guest.next(({ t }) => t === "comment");
    expect(removed).toMatchObject({ id, state: "removed", html: "" });
    await guest.close();
  });

  it("hears nothing of other pages, and nothing of comments that wait", async () => {
    const guest = await guestSocket();
    guest.send({ t: "watch", page: "/posts/旅行/" });
    guest.send({ t: "watch", page: "/about/" });
    expect((await guest.next()).code).toBe("policy-refused");
    await moderate(await fromBob("elsewhere"), "approved");
    await fromBob("waiting", { page: "/posts/旅行/" });
    const marker = await fromBob("here", { page: "/posts/旅行/" });
    await moderate(marker, "approved");
    expect((await guest.next(({ t }) => t === "comment")).id).toBe(marker);
    expect(guest.frames).toEqual([]);
    await guest.close();
  });

  it("offers a comment over the socket, which waits as a guest's", async () => {
    const guest = await guestSocket();
    guest.send({ t: "offer", id: "o1", page: "/posts/hello/", name: "A reader", text: "hello" });
    expect(await guest.next()).toEqual({ t: "ack", id: "o1" });
    const [item] = await items({ state: "pending" });
    expect(item).toMatchObject({ guest: true, name: "A reader", text: "hello" });
    expect(item).not.toHaveProperty("identity");
    await moderate(item?.id, "approved");
    expect(await page()).toContain('<span class="comment-guest">guest</span>');
    await guest.close();
  });

  it("may not do what a device may", async () => {
    const guest = await guestSocket();
    guest.send({ t: "req", id: "r1", method: "comments.list", params: {} });
    expect((await guest.next()).code).toBe("frame-role");
    guest.send({ t: "deliver", envelope: await bob.comment(alice) });
    expect((await guest.next()).code).toBe("frame-role");
    await guest.close();
  });

  it("is held back after some comments in a row", async () => {
    const guest = await guestSocket();
    for (let n = 0; n < 6; n++) {
      guest.send({ t: "offer", id: `o${n}`, page: "/posts/hello/", name: "A", text: `text ${n}` });
    }
    expect(await guest.next(({ t }) => t === "refuse")).toMatchObject({
      code: "rate-limited",
      re: "o5",
    });
    expect(await items()).toHaveLength(5);
    await guest.close();
  });
});

describe("the comment panel", () => {
  const panel = "/_courtyard/comments?page=/posts/hello/";

  it("is a form that works without JavaScript, in two languages", async () => {
    const en = await house.get(alice.tenant, `${panel}&lang=en`);
    expect(en.text).toContain('<form method="post" action="/_courtyard/comments?lang=en">');
    expect(en.text).toContain("when the owner of this page has approved it");
    expect(en.text).toContain(`http://alice.localhost:${house.port}/posts/hello/`);
    expect(String(en.headers["content-security-policy"])).toContain("frame-ancestors 'self'");
    expect((await house.get(alice.tenant, `${panel}&lang=zh-Hans`)).text).toContain("写评论");
  });

  it("takes the form in, and thanks by a redirect", async () => {
    const sent = await form({ page: "/posts/hello/", name: "读者", text: "好茶 & 好字" });
    expect(sent.status).toBe(303);
    const thanks = await house.get(alice.tenant, String(sent.headers.location));
    expect(thanks.text).toContain("waits for the owner");
    expect(await items()).toMatchObject([{ name: "读者", text: "好茶 & 好字", guest: true }]);
  });

  it("gives back what was typed when it cannot take it", async () => {
    const refused = await form({ page: "/posts/hello/", name: "", text: "<kept>" });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain("Please give a name");
    expect(refused.text).toContain("&lt;kept&gt;</textarea>");
  });

  it("thanks a machine that fills the hidden field, and keeps nothing", async () => {
    const sent = await form({ page: "/posts/hello/", name: "x", text: "buy", website: "http://x" });
    expect(sent.status).toBe(303);
    expect(await items()).toEqual([]);
  });

  it("refuses forms that another site's page sent", async () => {
    const fields = { page: "/posts/hello/", name: "x", text: "x" };
    expect((await form(fields, { origin: "https://evil.example" })).status).toBe(403);
    expect((await form(fields, { "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await form(fields, { origin: alice.tenant.origin })).status).toBe(303);
  });

  it("has one script, of at most 4 kB compressed", async () => {
    const answer = await house.get(alice.tenant, "/_courtyard/comments.js");
    expect(answer.headers["content-type"]).toBe("text/javascript; charset=utf-8");
    const { gzipSync } = await import("node:zlib");
    expect(gzipSync(answer.text, { level: 9 }).length).toBeLessThan(4096);
  });
});

describe("moderation", () => {
  it("is for the tenant of the socket alone", async () => {
    const id = await fromBob("for Alice");
    const stranger = await bob.connect(bob.phone);
    expect((await stranger.call("comments.list")).result.items).toEqual([]);
    const answer = await stranger.call("comments.moderate", { id, state: "approved" });
    expect(answer.code).toBe("not-found");
    await stranger.close();
  });

  it("pages through many comments by a cursor", async () => {
    for (let n = 0; n < 5; n++) await fromBob(`number ${n}`);
    const first = (await phone.call("comments.list", { limit: 3 })).result;
    expect(first.more).toBe(true);
    const before = first.items.at(-1).cursor;
    const second = (await phone.call("comments.list", { limit: 3, before })).result;
    expect(second.more).toBe(false);
    const texts = [...first.items, ...second.items].map(({ text }: { text: string }) => text);
    expect(texts.toSorted()).toEqual([0, 1, 2, 3, 4].map((n) => `number ${n}`));
  });
});

async function fetchBrotli(path: string): Promise<string> {
  const { request } = await import("node:http");
  const bytes = await new Promise<Buffer>((resolve, reject) => {
    const headers = { host: `alice.localhost:${house.port}`, "accept-encoding": "br" };
    request({ host: "127.0.0.1", port: house.port, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve(Buffer.concat(chunks)));
    })
      .on("error", reject)
      .end();
  });
  return brotliDecompressSync(bytes).toString();
}
