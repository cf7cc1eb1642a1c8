import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deskReceipt, deskState } from "../../site/src/desk/desk-api.ts";
import { deskPath, readDeskFile } from "../../site/src/desk/desk-file.ts";
import { sidecarAgent } from "../../site/src/net/lookup.ts";
import type { PublisherOptions } from "../../site/src/publisher/publisher.ts";
import { type LivingPerson, settle } from "../living/person.ts";
import { watchedPublisher } from "../living/watched-publisher.ts";

/** Going back, and what comes and goes by itself, with a real sidecar in a process of its own. */
const CLI = join(import.meta.dirname, "../../cli/bin/courtyard.mjs");
const GARDEN = join(import.meta.dirname, "../../site/tests/fixtures/garden");

let root: string;
let alice: LivingPerson;
let contentDir: string;
let keyFile: string;
const agent = sidecarAgent();

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "courtyard-writer-"));
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
const publisherIn = (dir: string, more: Partial<PublisherOptions> = {}) =>
  watchedPublisher({ contentDir, dir: join(root, dir), keyFile, ...more });

async function get(path: string): Promise<{ status: number; text: string }> {
  const answer = { origin: origin(), path: encodeURI(path), method: "GET" } as const;
  const response = await agent.request(answer);
  return { status: response.statusCode, text: await response.body.text() };
}

/** Asks until `path` has this status; readers see nothing else of a switch. */
async function until(path: string, status: number, within = 60_000): Promise<void> {
  const end = performance.now() + within;
  while ((await get(path)).status !== status) {
    if (performance.now() > end) throw new Error(`${path} never answered ${status}`);
    await sleep(50);
  }
}

async function ask(dir: string, path: string, body?: object): Promise<Response> {
  const desk = readDeskFile(deskPath(join(root, dir)));
  if (!desk) throw new Error("no desk");
  return fetch(`${desk.url}${path}`, {
    headers: { authorization: `Bearer ${desk.token}` },
    ...(body && { method: "POST", body: JSON.stringify(body) }),
  });
}

const post = (title: string, more = "") => `---\ntitle: ${title}\n${more}---\n\n${title}.\n`;
const save = (file: string, text: string) => writeFile(join(contentDir, file), text);
const moment = (at: number) => `date: ${new Date(at).toISOString()}\n`;
/** The next whole second that is at least so far ahead: dates have no finer grain. */
const inSeconds = (seconds: number) => Math.ceil(Date.now() / 1000 + seconds) * 1000;

/** The command itself, in a process of its own, on a home that knows the folder and the key. */
async function courtyard(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const home = join(root, "home");
  await mkdir(join(home, "publisher"), { recursive: true });
  await cp(keyFile, join(home, "publisher/key.json"));
  const { address } = JSON.parse(await readFile(keyFile, "utf8"));
  const ports = { sidecar: alice.port, vault: 4 };
  const config = { v: 1, address, content: contentDir, bind: "127.0.0.1", ports };
  await writeFile(
    join(home, "courtyard.json"),
    JSON.stringify({ ...config, sidecar: "elsewhere" }),
  );
  const child = spawn(process.execPath, [CLI, ...args, "--home", home], {
    env: { ...process.env, LANG: "en_US.UTF-8", LC_ALL: "en_US.UTF-8", NO_COLOR: "1" },
  });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  return { code: Number(code), out, err };
}

describe("the command", () => {
  test("tells every finding as a line of JSON, and nothing else", async () => {
    await save("posts/bad-1.md", "---\ntitle: Bad\ndate: 2026-02-31\n---\nx");
    await save("posts/bad-2.md", "---\ntitle: [\n---\nx");
    const { code, out } = await courtyard("publish", "--once", "--json");
    expect(code).toBe(0);
    const lines = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const errors = lines.filter(({ severity }) => severity === "error");
    expect(errors.map(({ event, code: kind, file }) => [event, kind, file])).toEqual([
      ["problem", "E104", "content/posts/bad-1.md"],
      ["problem", "E101", "content/posts/bad-2.md"],
    ]);
    expect(errors[0]).toMatchObject({
      line: 3,
      column: 7,
      excerpt: "date: 2026-02-31",
      sentence: { zh: expect.stringContaining("不是存在的日期") },
    });
    expect(lines.find(({ event }) => event === "published")).toMatchObject({ seq: 1 });
    expect(lines.at(-1)).toMatchObject({ event: "done", outcome: "live", errors: 2 });
  });

  test("publishes nothing under --strict while a file is broken, and fails", async () => {
    await save("posts/fine.md", post("Fine", "date: 2026-05-09\n"));
    const { code, out } = await courtyard("publish", "--strict");
    expect(code).toBe(1);
    expect(out).toMatch(/content\/posts\/bad-1\.md:3:7 error E104 .*\n3 \| date: 2026-02-31\n/);
    expect(out).toContain("nothing was published");
    expect((await get("/posts/fine/")).status).toBe(404);
    await rm(join(contentDir, "posts/bad-1.md"));
    await rm(join(contentDir, "posts/bad-2.md"));
    expect((await courtyard("publish", "--once")).code).toBe(0);
    expect((await get("/posts/fine/")).status).toBe(200);
  });

  test("goes back without a publisher, and lists what can be gone back to", async () => {
    const listed = JSON.parse((await courtyard("rollback", "--list", "--json")).out);
    expect(listed).toMatchObject([{ seq: 1 }]);
    const { code, out } = await courtyard("rollback");
    expect([code, out]).toEqual([0, expect.stringContaining("Version 1 is live again")]);
    expect((await get("/posts/fine/")).status).toBe(404);
    const none = await courtyard("rollback", "--to", "77");
    expect([none.code, none.err]).toEqual([6, expect.stringContaining("no such version")]);
    // Whoever publishes once means it.
    expect((await courtyard("publish", "--once")).code).toBe(0);
    expect((await get("/posts/fine/")).status).toBe(200);
  });

  test("lets the publisher that runs do what it is told, instead of being a second one", async () => {
    await using one = await watchedPublisher({
      contentDir,
      dir: join(root, "home/publisher"),
      keyFile,
    });
    await one.publisher.first;
    const second = await courtyard("publish");
    expect([second.code, second.err]).toEqual([4, expect.stringContaining("runs on this folder")]);
    expect((await courtyard("publish", "--once")).code).toBe(0);
    expect((await courtyard("preview")).out).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/_preview\//);
    expect((await courtyard("rollback")).code).toBe(0);
    expect((await get("/posts/fine/")).status).toBe(404);
    expect((await courtyard("publish", "--once")).code).toBe(0);
    expect((await get("/posts/fine/")).status).toBe(200);
  });
});

describe("going back", () => {
  test("is live at once, leaves the files alone, and holds until the next save", async () => {
    await using one = await publisherIn("publisher");
    expect(["live", "unchanged"]).toContain(await one.publisher.first);
    await save("posts/slip.md", post("A slip", "date: 2026-05-01\n"));
    await until("/posts/slip/", 200);
    await one.next("published");

    const before = deskState.parse(await (await ask("publisher", "/state")).json());
    expect(before.versions[0]?.seq).toBe(before.seq - 1);
    const receipt = deskReceipt.parse(await (await ask("publisher", "/rollback", {})).json());
    expect(receipt.state.status).toEqual({ kind: "held", to: before.seq - 1 });
    expect((await get("/posts/slip/")).status).toBe(404);
    expect(receipt.state.publications[0]).toMatchObject({
      kind: "rollback",
      seq: before.seq + 1,
    });
    expect((await one.next("rolled-back")).to).toBe(before.seq - 1);

    await save("posts/other.md", post("Another", "date: 2026-05-02\n"));
    await until("/posts/slip/", 200);
    expect((await get("/posts/other/")).status).toBe(200);
  });

  test("holds over a restart, and is released by a word", async () => {
    {
      await using one = await publisherIn("publisher");
      await one.publisher.first;
      expect((await ask("publisher", "/rollback", {})).status).toBe(200);
    }
    expect((await get("/posts/other/")).status).toBe(404);
    {
      await using again = await publisherIn("publisher");
      expect(await again.publisher.first).toBe("held");
      expect((await get("/posts/other/")).status).toBe(404);
      const unknown = await ask("publisher", "/rollback", { to: 4_000 });
      expect([unknown.status, await unknown.json()]).toMatchObject([
        409,
        { code: "version-unknown" },
      ]);
      expect((await ask("publisher", "/publish", {})).status).toBe(200);
      await until("/posts/other/", 200);
    }
  });

  test("notices what was saved while nobody watched", async () => {
    {
      await using one = await publisherIn("publisher");
      await one.publisher.first;
      expect((await ask("publisher", "/rollback", {})).status).toBe(200);
    }
    await save("posts/third.md", post("A third", "date: 2026-05-03\n"));
    await using again = await publisherIn("publisher");
    expect(await again.publisher.first).toBe("live");
    expect((await get("/posts/other/")).status).toBe(200);
    expect((await get("/posts/third/")).status).toBe(200);
  });
});

describe("what comes and goes by itself", () => {
  test("does so while the publisher sleeps, and the publisher accepts it on waking", async () => {
    const at = inSeconds(15);
    await save("posts/dawn.md", post("Dawn", moment(at)));
    await save(
      "posts/dusk.md",
      post("Dusk", `date: 2026-05-04\nexpiryDate: ${new Date(at + 4000).toISOString()}\n`),
    );
    let seq = 0;
    {
      await using one = await publisherIn("publisher");
      await one.publisher.first;
      const state = deskState.parse(await (await ask("publisher", "/state")).json());
      expect(state.scheduled.filter(({ sent }) => sent).map(({ file }) => file)).toEqual([
        "posts/dawn.md",
        "posts/dusk.md",
      ]);
      seq = state.seq;
    }
    expect((await get("/posts/dawn/")).status).toBe(404);
    expect((await get("/posts/dusk/")).status).toBe(200);
    await until("/posts/dawn/", 200);
    expect(Date.now()).toBeGreaterThanOrEqual(at);
    expect((await get("/feed.xml")).text).toContain("Dawn");
    expect((await get("/posts/dusk/")).status).toBe(200);
    await until("/posts/dusk/", 404);
    await using again = await publisherIn("publisher");
    expect(await again.publisher.first).toBe("unchanged");
    expect(await again.next("published")).toMatchObject({ itself: true, seq: seq + 2 });
  });

  test("is called off by the file, though nothing that is live changes", async () => {
    const at = inSeconds(15);
    await save("posts/never.md", post("Never", moment(at)));
    await save("posts/later.md", post("Later", moment(at)));
    {
      await using one = await publisherIn("publisher");
      await one.publisher.first;
      await rm(join(contentDir, "posts/never.md"));
      await one.next("unchanged");
      await ask("publisher", "/publish", {});
    }
    await until("/posts/later/", 200);
    expect((await get("/posts/never/")).status).toBe(404);
    await rm(join(contentDir, "posts/later.md"));
  });

  test("goes live once while the publisher is awake", async () => {
    await using one = await publisherIn("publisher");
    await one.publisher.first;
    const at = inSeconds(10);
    await save("posts/noon.md", post("Noon", moment(at)));
    await until("/posts/noon/", 200);
    let published = await one.next("published");
    while (!published.itself) published = await one.next("published");
    const { seq } = JSON.parse((await get("/.well-known/courtyard/manifest.json")).text).header;
    expect(published.seq).toBe(seq);
  });
});
