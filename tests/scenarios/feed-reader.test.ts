import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sidecarAgent } from "../../site/src/net/lookup.ts";
import { describeWithChromium, launchChromium } from "../chromium.ts";
import { type LivingPerson, settle } from "../living/person.ts";
import { type Watched, watchedPublisher } from "../living/watched-publisher.ts";

/** A feed reader as anybody may have one, on a site of a real publisher and a real sidecar. */
const GARDEN = join(import.meta.dirname, "../../site/tests/fixtures/garden");

let root: string;
let alice: LivingPerson;
let writer: Watched;
const agent = sidecarAgent();

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "courtyard-reader-"));
  alice = await settle(root, "alice");
  await cp(GARDEN, join(root, "content"), { recursive: true });
  const keyFile = join(root, "key.json");
  const { kid, secret, address } = await alice.control("publisher-key", {});
  await writeFile(keyFile, JSON.stringify({ kid, secret, address }), { mode: 0o600 });
  writer = await watchedPublisher({
    contentDir: join(root, "content"),
    dir: join(root, "publisher"),
    keyFile,
  });
  expect(await writer.publisher.first).toBe("live");
  await writer.next("published");
});

afterAll(async () => {
  await writer?.[Symbol.asyncDispose]();
  await alice?.vault[Symbol.asyncDispose]();
  await alice?.sidecar[Symbol.asyncDispose]();
  await agent.close();
  if (root) await rm(root, { recursive: true, force: true });
});

const origin = () => `http://alice.localhost:${alice.port}`;

/** Saves a post and waits until it is live. */
async function save(file: string, head: string, body: string): Promise<void> {
  await writeFile(join(root, "content", file), `---\n${head}\n---\n\n${body}\n`);
  await writer.next("published");
}

/** The ids of a feed's items, as each format has them. */
const IDS: Readonly<Record<string, (text: string) => string[]>> = {
  "feed.xml": (text) => idsIn(text, /<item[\s>]/, /<guid[^>]*>([^<]*)</),
  "atom.xml": (text) => idsIn(text, /<entry[\s>]/, /<id>([^<]*)</),
  "feed.json": (text) => JSON.parse(text).items.map(({ id }: { id: string }) => id),
};

/** Of each piece that begins with `item`, what `id` finds in it. */
function idsIn(text: string, item: RegExp, id: RegExp): string[] {
  const [, ...pieces] = text.split(item);
  return pieces.flatMap((piece) => id.exec(piece)?.[1] ?? []);
}

/** Remembers of a feed its ETag and the ids that were seen, as readers do. */
function subscribe(path: string) {
  let etag: string | undefined;
  const seen = new Set<string>();
  return {
    /** Asks once: the status, the length of the answer, and the ids that are new. */
    async look(): Promise<{ status: number; bytes: number; fresh: string[] }> {
      const answer = await agent.request({
        ...{ origin: origin(), path, method: "GET" as const },
        headers: etag === undefined ? {} : { "if-none-match": etag },
      });
      const text = await answer.body.text();
      if (answer.statusCode === 200) etag = String(answer.headers.etag);
      const read = IDS[path.split("/").at(-1) ?? ""];
      const ids = answer.statusCode === 200 ? (read?.(text) ?? []) : [];
      const fresh = ids.filter((id) => !seen.has(id));
      for (const id of fresh) seen.add(id);
      return { status: answer.statusCode, bytes: text.length, fresh };
    },
  };
}

const UNCHANGED = { status: 304, bytes: 0, fresh: [] };

describe("a feed reader", () => {
  test("sees a new post once, in each format, and costs nothing while nothing is new", async () => {
    const feeds = Object.keys(IDS).map((file) => subscribe(`/${file}`));
    for (const feed of feeds) {
      const first = await feed.look();
      expect(first.status).toBe(200);
      expect(first.fresh.length).toBeGreaterThan(3);
      expect(await feed.look()).toEqual(UNCHANGED);
    }
    await save("posts/hail.md", "title: Hail\ndate: 2026-07-01\ntags: [hail]", "It hailed.");
    for (const feed of feeds) {
      expect((await feed.look()).fresh).toEqual([`${origin()}/posts/hail/`]);
      expect(await feed.look()).toEqual(UNCHANGED);
    }
    await save("posts/hail.md", "title: Hail again\ndate: 2026-07-01\ntags: [hail]", "More hail.");
    for (const feed of feeds) {
      const edited = await feed.look();
      expect(edited.status).toBe(200);
      // Another title and text, and the same post.
      expect(edited.fresh).toEqual([]);
      expect(await feed.look()).toEqual(UNCHANGED);
    }
  });

  test("of one tag or language hears nothing of the others", async () => {
    const [hail, rain, chinese] = ["/tags/hail/", "/tags/rain/", "/zh/"].map((of) =>
      subscribe(`${of}feed.xml`),
    );
    for (const feed of [hail, rain, chinese]) expect((await feed?.look())?.status).toBe(200);
    await save("posts/sleet.md", "title: Sleet\ndate: 2026-07-02\ntags: [hail]", "It sleeted.");
    expect((await hail?.look())?.fresh).toEqual([`${origin()}/posts/sleet/`]);
    expect(await rain?.look()).toEqual(UNCHANGED);
    expect(await chinese?.look()).toEqual(UNCHANGED);
  });
});

describeWithChromium("a browser on the sidecar's pages", () => {
  test("finds what they say for machines, and its content policy forbids none of it", async () => {
    await using browser = await launchChromium();
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (/Content.Security.Policy/i.test(message.text())) complaints.push(message.text());
    });
    for (const [path, type] of [
      ["/", "WebSite"],
      ["/posts/first-bean/", "BlogPosting"],
      ["/authors/alice/", "ProfilePage"],
      ["/zh/posts/rain/", "BlogPosting"],
    ] as const) {
      const answer = await page.goto(`${origin()}${path}`);
      expect(answer?.status(), path).toBe(200);
      expect(answer?.headers()["content-security-policy"], path).toContain("script-src 'self'");
      const data = await page.locator('script[type="application/ld+json"]').textContent();
      const graph = JSON.parse(data ?? "")["@graph"];
      expect(graph[0]["@type"], path).toBe(type);
      expect(await page.locator('link[rel="alternate"][type="application/rss+xml"]').count()).toBe(
        path === "/authors/alice/" ? 2 : 1,
      );
    }
    expect(complaints).toEqual([]);
  });
});
