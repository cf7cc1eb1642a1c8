import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sidecarAgent } from "../../site/src/net/lookup.ts";
import { startPublisher } from "../../site/src/publisher/publisher.ts";
import { type LivingPerson, settle } from "../living/person.ts";
import { watchedPublisher } from "../living/watched-publisher.ts";
import { openHub, type WebSubHub } from "../living/websub-hub.ts";

const GARDEN = join(import.meta.dirname, "../../site/tests/fixtures/garden");

let root: string;
let alice: LivingPerson;
let hub: WebSubHub;
let contentDir: string;
let keyFile: string;
const agent = sidecarAgent();

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "courtyard-websub-"));
  alice = await settle(root, "alice");
  hub = await openHub({ dispatcher: agent });
  contentDir = join(root, "content");
  keyFile = join(root, "key.json");
  await cp(GARDEN, contentDir, { recursive: true });
  const settings = join(contentDir, "site.yaml");
  const yaml = (await readFile(settings, "utf8")).replace(/^hub:.*\n/m, "");
  await writeFile(settings, `${yaml}\nhub: ${hub.url}\n`);
  const { kid, secret, address } = await alice.control("publisher-key", {});
  await writeFile(keyFile, JSON.stringify({ kid, secret, address }), { mode: 0o600 });
});

afterAll(async () => {
  await hub?.[Symbol.asyncDispose]();
  await alice?.vault[Symbol.asyncDispose]();
  await alice?.sidecar[Symbol.asyncDispose]();
  await agent.close();
  if (root) await rm(root, { recursive: true, force: true });
});

const origin = () => `http://alice.localhost:${alice.port}`;
const options = () => ({ contentDir, dir: join(root, "publisher"), keyFile });
const write = (file: string, text: string) => writeFile(join(contentDir, file), text);

describe("a site with a WebSub hub", () => {
  test("tells it of every feed at first, and each is live when the hub fetches it", async () => {
    await using writer = await watchedPublisher(options());
    expect(await writer.publisher.first).toBe("live");
    const { feeds } = await writer.next("hub-told");
    expect(feeds).toBe(hub.calls.length);
    const topics = hub.calls.map(({ topic }) => topic);
    expect(new Set(topics).size).toBe(topics.length);
    // The site's own come first: most subscribers follow those.
    expect(topics.slice(0, 3).sort()).toEqual(
      ["atom.xml", "feed.json", "feed.xml"].map((file) => `${origin()}/${file}`),
    );
    for (const { topic, feed } of hub.calls) {
      expect(feed, topic).toContain(topic);
      expect(feed, topic).toContain(hub.url);
    }
  });

  test("tells it of the feeds that a new post is in, and of no other", async () => {
    await using writer = await watchedPublisher(options());
    expect(await writer.publisher.first).toBe("unchanged");
    const before = hub.calls.length;
    const head = "title: Hail\ndate: 2026-07-01\ntags: [hail]";
    await write("posts/hail.md", `---\n${head}\n---\n\nIt hailed.\n`);
    await writer.next("published");
    const { feeds } = await writer.next("hub-told");
    const calls = hub.calls.slice(before);
    expect(feeds).toBe(calls.length);
    const topics = calls.map(({ topic }) => topic);
    expect(topics).toContain(`${origin()}/feed.xml`);
    expect(topics).toContain(`${origin()}/tags/hail/atom.xml`);
    for (const { topic, feed } of calls) expect(feed, topic).toContain("It hailed.");
    expect(writer.events.filter(({ event }) => event === "hub-silent")).toEqual([]);
  });

  test("does not hold up a publication for a hub that is busy, and asks it again", async () => {
    await using writer = await watchedPublisher({ ...options(), random: () => 0 });
    await writer.publisher.first;
    const before = hub.calls.length;
    hub.answer(503, 2);
    await write("pages/about.md", "---\ntitle: About\n---\n\nNothing of this is in a feed.\n");
    await writer.next("published");
    await write("posts/hail.md", "---\ntitle: Hail\ndate: 2026-07-01\n---\n\nMore hail.\n");
    const published = await writer.next("published");
    expect(published.what).toEqual(["posts/hail.md"]);
    await writer.next("hub-told");
    const calls = hub.calls.slice(before);
    // A page is in no feed: the two busy answers were to the post's.
    expect(calls.map(({ feed }) => feed === undefined)).toEqual([
      true,
      true,
      ...calls.slice(2).map(() => false),
    ]);
    for (const { feed } of calls.slice(2)) expect(feed).not.toContain("It hailed.");
  });

  test("tells after the next start what a killed publisher did not", async () => {
    const before = hub.calls.length;
    hub.answer(503, 1_000);
    await using busy = await watchedPublisher({ ...options(), random: () => 0 });
    await busy.publisher.first;
    await write("posts/hail.md", "---\ntitle: Hail\ndate: 2026-07-01\n---\n\nThe last hail.\n");
    await busy.next("published");
    await expect.poll(() => hub.calls.length).toBeGreaterThan(before);
    await busy.publisher.close();
    hub.clear();
    const heard = hub.calls.length;
    await using once = await startPublisher({ ...options(), watch: false });
    expect(await once.first).toBe("unchanged");
    // Ending waits for the hub, within bounds.
    await once.close();
    const told = hub.calls.slice(heard);
    expect(told.map(({ topic }) => topic)).toContain(`${origin()}/feed.xml`);
    for (const { feed } of told) expect(feed).toBeDefined();
  });
});
