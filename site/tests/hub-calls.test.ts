// What a hub hears, and what becomes of one that does not listen.

import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { guardedAgent } from "../src/net/guarded-agent.ts";
import type { PublisherEvent } from "../src/publisher/events.ts";
import { openHubCalls } from "../src/publisher/hub-calls.ts";

const LOCAL = "http://alice.localhost:4300";
let dir: string;
let events: PublisherEvent[];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "hub-"));
  events = [];
});
afterEach(() => rm(dir, { recursive: true }));

const open = (origin = LOCAL, tries = 2) =>
  openHubCalls(join(dir, "hub.json"), {
    ...{ origin, tries, random: () => 0, onEvent: (event) => events.push(event) },
    dispatcher: guardedAgent({ origin }),
  });

/** A hub that answers what it is told, and writes down of what it heard. */
async function hub() {
  const heard: string[] = [];
  let status = 204;
  const server = createServer(async (incoming, response) => {
    const topic = new URLSearchParams(await text(incoming)).get("hub.url") ?? "";
    heard.push(topic.replace(LOCAL, ""));
    response.writeHead(status).end();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    heard: () => heard.splice(0),
    answer: (next: number) => {
      status = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

const files = (feeds: Record<string, string>) =>
  new Map(Object.entries(feeds).map(([path, sha256]) => [path, { sha256 }]));

describe("a hub", () => {
  it("hears of feeds alone, each once, and after another start of what is new", async () => {
    await using one = await hub();
    const first = {
      "tags/雨/feed.xml": "a",
      "feed.xml": "a",
      "index.html": "a",
      "a-feed.xml": "a",
    };
    {
      await using calls = open();
      calls.look({ hub: undefined, seq: 1, files: files(first) });
      await calls.rest();
      expect(one.heard()).toEqual([]);
      calls.look({ hub: one.url, seq: 1, files: files(first) });
      await calls.rest();
      expect(one.heard()).toEqual(["/feed.xml", "/tags/%E9%9B%A8/feed.xml"]);
    }
    await using calls = open();
    const next = { ...first, "feed.xml": "b" };
    calls.look({ hub: one.url, seq: 2, files: files(next) });
    calls.look({ hub: one.url, seq: 2, files: files(next) });
    await calls.rest();
    expect(one.heard()).toEqual(["/feed.xml"]);
    // Another hub has heard nothing.
    await using two = await hub();
    calls.look({ hub: two.url, seq: 2, files: files(next) });
    await calls.rest();
    expect(two.heard()).toHaveLength(2);
    expect(one.heard()).toEqual([]);
    expect(events.map(({ event }) => event)).toEqual(["hub-told", "hub-told", "hub-told"]);
  });

  it("that is busy is asked again, then left until the next version, and the log says so", async () => {
    await using one = await hub();
    one.answer(503);
    await using calls = open();
    calls.look({ hub: one.url, seq: 1, files: files({ "feed.xml": "a" }) });
    await calls.rest();
    expect(one.heard()).toEqual(["/feed.xml", "/feed.xml"]);
    expect(events).toEqual([{ event: "hub-silent", hub: one.url, reason: "HTTP 503" }]);
    one.answer(202);
    calls.look({ hub: one.url, seq: 2, files: files({ "feed.xml": "a" }) });
    await calls.rest();
    expect(one.heard()).toEqual(["/feed.xml"]);
  });

  it("that refuses a feed, or stands behind the router, is not asked about it again", async () => {
    await using one = await hub();
    one.answer(400);
    await using calls = open();
    calls.look({ hub: one.url, seq: 1, files: files({ "feed.xml": "a", "atom.xml": "a" }) });
    await calls.rest();
    expect(one.heard()).toEqual(["/feed.xml", "/atom.xml"]);
    await using afar = open("https://alice.example");
    afar.look({ hub: one.url, seq: 2, files: files({ "feed.xml": "c" }) });
    await afar.rest();
    expect(one.heard()).toEqual([]);
    expect(events.at(-1)).toMatchObject({ reason: "127.0.0.1 is not on the public net" });
  });

  it("that never answers does not keep a publisher from ending", async () => {
    const server = createServer(() => undefined);
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const calls = open();
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    calls.look({ hub: url, seq: 1, files: files({ "feed.xml": "a" }) });
    await new Promise((asked) => server.once("request", asked));
    await calls.close();
    expect(events).toEqual([]);
    server.closeAllConnections();
    server.close();
  });
});
