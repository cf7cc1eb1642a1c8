// Old addresses that a site's own `_redirects` names.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseRedirects } from "../../src/static/site-redirects.ts";
import { type TestSidecar, testSidecar } from "../harness.ts";
import type { TestPerson } from "../support/person.ts";
import { type TestPublisher, testPublisher } from "../support/site.ts";

let house: TestSidecar;
let alice: TestPerson;
let publisher: TestPublisher;

const site = {
  "index.html": "<p>home</p>",
  "old/index.html": "<p>moved</p>",
  "posts/雨/index.html": "<p>雨</p>",
};

beforeAll(async () => {
  house = await testSidecar();
  alice = await house.person("alice");
  publisher = testPublisher(house, alice);
  await publisher.publish({
    ...site,
    _redirects: [
      "/old/ /posts/%E9%9B%A8/ 301",
      "/2019/rain.html /posts/%E9%9B%A8/ 301",
      "/%E6%97%A7/ /old-home/ 301",
    ].join("\n"),
  });
});
afterAll(() => house[Symbol.asyncDispose]());

const get = (path: string) => house.get(alice.tenant, path);

describe("an old address", () => {
  it.each([
    ["/old/", "/posts/%E9%9B%A8/"],
    ["/old", "/posts/%E9%9B%A8/"],
    ["/old/?utm=1", "/posts/%E9%9B%A8/?utm=1"],
    ["/2019/rain.html", "/posts/%E9%9B%A8/"],
    ["/%e6%97%a7", "/old-home/"],
  ])("%s is answered 301 with %s", async (path, location) => {
    const answer = await get(path);
    expect([answer.status, answer.headers.location]).toEqual([301, location]);
  });

  it("is what the live version says, and no more", async () => {
    await publisher.publish({ ...site, _redirects: "/older/ / 301\n" });
    expect((await get("/old/")).status).toBe(200);
    expect((await get("/older")).headers.location).toBe("/");
    await publisher.publish(site);
    expect((await get("/older")).status).toBe(404);
  });
});

describe("a list of redirects", () => {
  it("never leads out of the site, nor to itself, and knows no patterns", () => {
    const lines = [
      "/a //evil.example/ 301",
      "/b https://evil.example/ 301",
      "/c /\\evil.example 301",
      "/d /../up 301",
      "/e/* /f/:splat 301",
      "/g/:name /h 301",
      "/i /i/ 301",
      "/j /k 302",
      "/l /m?x=1 301",
      "/n%2f /o 301",
      "# /p /q 301",
      "",
      "/r /s%0d%0aset-cookie:x 301",
      "/fine /there/ 301",
      "/fine/ /elsewhere/ 301",
      "/short /there/",
    ];
    expect([...parseRedirects(lines.join("\r\n"))]).toEqual([
      ["fine", "/there/"],
      ["short", "/there/"],
    ]);
  });
});
