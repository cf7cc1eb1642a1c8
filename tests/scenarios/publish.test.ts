import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verifyIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { parseManifest, verifyManifest } from "@courtyard/protocol/manifest.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { parseStrict } from "@courtyard/protocol/strict-json.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deskPath, readDeskFile } from "../../site/src/desk/desk-file.ts";
import { sidecarAgent } from "../../site/src/net/lookup.ts";
import type { PublisherOptions } from "../../site/src/publisher/publisher.ts";
import { accepted, type LivingPerson, settle } from "../living/person.ts";
import { watchedPublisher } from "../living/watched-publisher.ts";

/**
 * The writer's half of the story: a folder, a publisher and a real sidecar with a claimed identity.
 */
const GARDEN = join(import.meta.dirname, "../../site/tests/fixtures/garden");
const MAIN = join(import.meta.dirname, "../../site/src/publisher/main.ts");

let root: string;
let alice: LivingPerson;
let contentDir: string;
let keyFile: string;
const agent = sidecarAgent();

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "courtyard-publish-"));
  alice = await settle(root, "alice");
  contentDir = join(root, "content");
  keyFile = join(root, "key.json");
  await cp(GARDEN, contentDir, { recursive: true });
  const { kid, secret, address } = await alice.control("publisher-key", {});
  await writeFile(keyFile, JSON.stringify({ kid, secret, address }), { mode: 0o600 });
});

afterAll(async () => {
  await alice?.vault[Symbol.asyncDispose]();
  await alice?.sidecar[Symbol.asyncDispose]();
  await agent.close();
  if (root) await rm(root, { recursive: true, force: true });
});

const origin = () => `http://alice.localhost:${alice.port}`;

async function get(path: string): Promise<{ status: number; text: string }> {
  const answer = { origin: origin(), path: encodeURI(path), method: "GET" } as const;
  const response = await agent.request(answer);
  return { status: response.statusCode, text: await response.body.text() };
}

/** A publisher on Alice's folder whose events can be waited for. */
const publisherIn = (dir: string, more: Partial<PublisherOptions> = {}) =>
  watchedPublisher({ contentDir, dir: join(root, dir), keyFile, ...more });

describe("a writer with a sidecar", () => {
  test("saves a file, and it is live in page, feeds and a manifest that verifies", async () => {
    await using alices = await publisherIn("publisher");
    expect(await alices.publisher.first).toBe("live");
    await alices.next("published");
    expect((await get("/posts/first-bean/")).status).toBe(200);
    expect((await get("/posts/secret/")).status).toBe(404);

    const saved = performance.now();
    const text =
      "---\ntitle: Snow in May\ndate: 2026-05-02 10:00\ntags: [rain]\n---\n\nIt snowed.\n";
    await writeFile(join(contentDir, "posts/雪.md"), text);
    const published = await alices.next("published");
    const took = performance.now() - saved;
    console.log(
      `save to live: ${took.toFixed(0)} ms (render ${published.renderMs}, send ${published.sendMs})`,
    );
    expect(published.what).toEqual(["posts/雪.md"]);
    expect(published.url).toBe(`${origin()}/posts/%E9%9B%AA/`);
    const page = await get("/posts/雪/");
    expect(page.text).toContain("<p>It snowed.</p>");
    for (const feed of ["/feed.xml", "/atom.xml", "/feed.json"]) {
      expect((await get(feed)).text, feed).toContain("Snow in May");
    }

    const log = accepted(
      await verifyIdentityLog((await get("/.well-known/courtyard/identity.jsonl")).text),
    );
    const json = accepted(
      parseStrict((await get("/.well-known/courtyard/manifest.json")).text, { bytes: 1e7 }),
    );
    const manifest = accepted(parseManifest(json.value));
    const verified = await verifyManifest(manifest, { identity: log, now: Date.now() });
    expect(isRefusal(verified)).toBe(false);
    expect(manifest.files["posts/雪/index.html"]?.size).toBe(Buffer.byteLength(page.text));
    expect(manifest.header.seq).toBe(published.seq);
  });

  test("takes a post down by deleting its file", async () => {
    await using alices = await publisherIn("publisher");
    await alices.publisher.first;
    await rm(join(contentDir, "posts/雪.md"));
    const published = await alices.next("published");
    expect(published.dropped).toBeGreaterThan(0);
    expect((await get("/posts/雪/")).status).toBe(404);
    expect((await get("/feed.xml")).text).not.toContain("Snow in May");
  });

  test("goes on writing while the sidecar is away, and everything goes up when it is back", async () => {
    await using alices = await publisherIn("publisher");
    await alices.publisher.first;
    await alice.sidecar.kill();
    await writeFile(join(contentDir, "posts/away-1.md"), "---\ndate: 2026-06-01\n---\none");
    expect((await alices.next("waiting")).origin).toBe(origin());
    await writeFile(join(contentDir, "posts/away-2.md"), "---\ndate: 2026-06-02\n---\ntwo");
    await alice.sidecar.start();
    const published = await alices.next("published");
    expect((await get("/posts/away-1/")).status).toBe(200);
    if (!published.what.includes("posts/away-2.md")) await alices.next("published");
    expect((await get("/posts/away-2/")).status).toBe(200);
  });

  test("may publish from two machines: the second takes over what it finds", async () => {
    await using laptop = await publisherIn("publisher");
    await laptop.publisher.first;
    {
      await using desk = await publisherIn("desk", { watch: false });
      expect(await desk.publisher.first).toBe("unchanged");
    }
    await writeFile(join(contentDir, "posts/away-1.md"), "---\ndate: 2026-06-01\n---\nagain");
    await laptop.next("published");
    expect((await get("/posts/away-1/")).text).toContain("<p>again</p>");
  });

  test("loses nothing when the folder vanishes, and goes on when it is back", async () => {
    await using alices = await publisherIn("publisher");
    await alices.publisher.first;
    await rename(contentDir, `${contentDir}.away`);
    expect((await alices.next("vanished")).gone).toBeGreaterThan(5);
    expect((await get("/posts/first-bean/")).status).toBe(200);
    await rename(`${contentDir}.away`, contentDir);
    await writeFile(join(contentDir, "posts/back.md"), "---\ndate: 2026-07-01\n---\nback");
    await alices.next("published");
    expect((await get("/posts/back/")).status).toBe(200);
    expect((await get("/posts/first-bean/")).status).toBe(200);
  });

  test("drops two hundred files at once into one publication", async () => {
    await using alices = await publisherIn("publisher");
    await alices.publisher.first;
    await mkdir(join(contentDir, "posts/many"));
    await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        writeFile(join(contentDir, `posts/many/m${n}.md`), `---\ndate: 2026-08-01\n---\n${n}`),
      ),
    );
    const published = await alices.next("published");
    expect(published.what).toHaveLength(200);
    expect((await get("/posts/m199/")).status).toBe(200);
    // Most of the site: that is asked about first.
    await rm(join(contentDir, "posts/many"), { recursive: true });
    expect(await alices.next("vanished")).toMatchObject({ gone: 200 });
    expect((await get("/posts/m199/")).status).toBe(200);
    const { url, token } = readDeskFile(deskPath(join(root, "publisher"))) ?? {};
    await fetch(`${url}/publish`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ allowDeletions: true }),
    });
    expect((await alices.next("published")).dropped).toBeGreaterThan(200);
    expect((await get("/posts/m199/")).status).toBe(404);
  });

  test("never publishes half a file", async () => {
    await using alices = await publisherIn("publisher");
    await alices.publisher.first;
    const path = join(contentDir, "posts/slow.md");
    // Truncated first, as some editors do; then in pieces.
    await writeFile(path, "");
    for (const piece of [
      "---\ndate: 2026",
      "-09-01\ntitle: Slow\n",
      "---\n\nfirst half, ",
      "second half.",
    ]) {
      await new Promise((wake) => setTimeout(wake, 15));
      await writeFile(path, piece, { flag: "a" });
    }
    await alices.next("published");
    expect((await get("/posts/slow/")).text).toContain("first half, second half.");
  });
});

describe("the publisher as a program", () => {
  const run = (...args: string[]): Promise<{ code: number; lines: Record<string, unknown>[] }> =>
    new Promise((resolve) => {
      execFile(process.execPath, [MAIN, ...args], (error, stdout) => {
        const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
        const code = typeof error?.code === "number" ? error.code : 0;
        resolve({ code, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) });
      });
    });
  const args = () => ["--content", contentDir, "--dir", join(root, "program"), "--key", keyFile];

  test("publishes once and ends with 0, with one line that says what happened", async () => {
    const { code, lines } = await run(...args(), "--once");
    expect(code).toBe(0);
    // Unchanged where other tests of this file have published the same already.
    const happened = ["published", "unchanged"];
    expect(lines.filter(({ event }) => happened.includes(String(event)))).toHaveLength(1);
    const secret = JSON.parse(await readFile(keyFile, "utf8")) as { secret: string };
    expect(JSON.stringify(lines)).not.toContain(secret.secret);
  });

  test("ends with 2 for a wrong command line and 3 for a key that is none", async () => {
    expect((await run("--nonsense")).code).toBe(2);
    expect((await run(...args().slice(0, 5), join(contentDir, "site.yaml"))).code).toBe(3);
  });

  test("ends with 5 when the sidecar does not answer", async () => {
    await alice.sidecar.kill();
    await writeFile(join(contentDir, "posts/late.md"), "---\ndate: 2026-10-01\n---\nlate");
    expect((await run(...args(), "--once")).code).toBe(5);
    await alice.sidecar.start();
    expect((await run(...args(), "--once")).code).toBe(0);
  });
});
