// Publishing as the sidecar sees it, over HTTP. Long: manifests, blobs and deltas of one publisher.

import { existsSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { formatIdentityLog } from "@courtyard/protocol/identity-log.ts";
import type { ManifestHeader } from "@courtyard/protocol/manifest.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { countRows, type TestSidecar, testSidecar, until } from "../harness.ts";
import { newDevice } from "../support/device.ts";
import type { TestPerson } from "../support/person.ts";
import { httpRequest } from "../support/request.ts";
import { hashOf, postPage, type TestPublisher, testPublisher } from "../support/site.ts";

const FIRST = {
  "index.html": "<h1>home</h1>",
  "404.html": "<h1>lost</h1>",
  "posts/hello/index.html": postPage("hello"),
  "style.css": "body{margin:0}",
};

let clock = 0;
let house: TestSidecar;
let alice: TestPerson;
let publisher: TestPublisher;

beforeEach(async () => {
  clock = Date.now();
  house = await testSidecar({ clock: () => clock });
  alice = await house.person("alice");
  publisher = testPublisher(house, alice);
});
afterEach(() => house[Symbol.asyncDispose]());

const read = async (path: string) => (await house.get(alice.tenant, path)).text;
const tree = (path: string): string => join(alice.tenant.dir, "public", path);
const blobCount = async (): Promise<number> => {
  const folder = join(alice.tenant.dir, "blobs");
  const names = await Promise.all(
    (await readdir(folder)).map((part) => readdir(join(folder, part))),
  );
  return names.flat().filter((name) => !name.includes(".")).length;
};

describe("publishing", () => {
  it("is not held up by strangers who drip large deltas", async () => {
    const host = `${alice.tenant.host}:${house.port}`;
    const answers: (number | undefined)[] = [];
    const dripping = Array.from({ length: 6 }, () => {
      const headers = { host, "content-length": 30_000_000, "content-type": "application/json" };
      const path = "/_courtyard/publish";
      const drip = request({ port: house.port, path, method: "POST", headers });
      drip.on("response", (answer) => answers.push(answer.statusCode));
      drip.on("error", () => {});
      drip.write('{"header":');
      return drip;
    });
    // One caller is read twice at a time; the others are told to come later.
    await until(() => answers.length === 4);
    expect(answers).toEqual([429, 429, 429, 429]);
    expect((await publisher.publish(FIRST)).json).toMatchObject({ state: "live" });
    for (const drip of dripping) drip.destroy();
  });

  it("asks for the blobs it lacks, and is live as soon as they are there", async () => {
    const { delta } = await publisher.sign(FIRST);
    const waiting = await publisher.post(delta);
    expect(waiting.status).toBe(202);
    expect(waiting.json).toMatchObject({ ok: true, state: "waiting" });
    expect((waiting.json.need as string[]).toSorted()).toEqual(
      Object.values(FIRST).map(hashOf).toSorted(),
    );
    expect((await house.get(alice.tenant, "/")).status).toBe(404);
    for (const bytes of Object.values(FIRST)) expect((await publisher.put(bytes)).status).toBe(204);
    const live = await publisher.post(delta);
    expect(live.json).toEqual({ ok: true, state: "live", seq: 1 });
    expect(await read("/")).toBe("<h1>home</h1>");
  });

  it("asks for the same blobs when a waiting version's header comes with other files", async () => {
    const { delta } = await publisher.sign(FIRST);
    const asked = await publisher.post(delta);
    const again = await publisher.post({ ...delta, set: {} });
    expect(again.json).toEqual(asked.json);
    expect((await house.get(alice.tenant, "/")).status).toBe(404);
  });

  it("serves the whole signed manifest of the live version", async () => {
    await publisher.publish(FIRST);
    const answer = await house.get(alice.tenant, "/.well-known/courtyard/manifest.json");
    expect(answer.json).toEqual(JSON.parse(JSON.stringify(publisher.manifest)));
  });

  it("writes one row for one changed file, and says the same again to the same delta", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 50 }, (_, i) => [`posts/${i}/index.html`, `post ${i}`]),
    );
    await publisher.publish({ ...FIRST, ...many });
    const changed = { ...FIRST, ...many, "posts/7/index.html": "edited" };
    const { delta } = await publisher.sign(changed);
    expect(Object.keys(delta.set)).toEqual(["posts/7/index.html"]);
    await publisher.post(delta);
    await publisher.put("edited");
    expect((await publisher.post(delta)).json).toEqual({ ok: true, state: "live", seq: 2 });
    expect(countRows(house.dir, "publication_change")).toBe(1);
    expect((await publisher.post(delta)).json).toEqual({ ok: true, state: "live", seq: 2 });
  });

  it("takes a file of megabytes in many pieces, and gives back any part of it", async () => {
    const film = Buffer.alloc(3_000_000, "frame ");
    await publisher.publish({ ...FIRST, "film.mp4": film });
    const part = await httpRequest(house.port, "/film.mp4", {
      host: `alice.localhost:${house.port}`,
      headers: { range: "bytes=2999990-" },
    });
    expect(part.text).toBe(film.subarray(2_999_990).toString());
    expect((await read("/film.mp4")).length).toBe(film.length);
  });

  it("tells a device what is live and what waits", async () => {
    await publisher.publish(FIRST);
    await publisher.publish({ ...FIRST, "soon.txt": "soon" }, { activate: clock + 60_000 });
    const phone = await alice.connect(alice.phone);
    expect((await phone.call("site.info")).result).toMatchObject({
      seq: 1,
      files: 4,
      scheduled: [{ seq: 2, activate: clock + 60_000 }],
    });
    await phone.close();
  });

  it("drops what the new version does not name", async () => {
    await publisher.publish(FIRST);
    const { "style.css": _, ...rest } = FIRST;
    await publisher.publish(rest);
    expect((await house.get(alice.tenant, "/style.css")).status).toBe(404);
    await until(() => !existsSync(tree("style.css")));
  });

  it("refuses bytes that do not have the announced hash or size, and keeps none of them", async () => {
    const { delta } = await publisher.sign(FIRST);
    await publisher.post(delta);
    const sha256 = hashOf("<h1>home</h1>");
    expect((await publisher.put("<h1>evil</h1>", sha256)).json.code).toBe("blob-hash");
    expect((await publisher.put("short", sha256)).json.code).toBe("blob-size");
    expect((await publisher.put("x".repeat(1000), sha256)).json.code).toBe("blob-size");
    expect(await readdir(join(alice.tenant.dir, "tmp"))).toEqual([]);
    expect(await blobCount()).toBe(0);
  });

  it("refuses a blob that no waiting version names", async () => {
    expect((await publisher.put("stray")).json.code).toBe("blob-unwanted");
    expect((await publisher.put("stray", "..%2f..%2fetc")).json.code).toBe("blob-unwanted");
  });

  it.each([
    ["../escape.html"],
    ["/absolute.html"],
    ["a//b.html"],
    ["a/./b.html"],
    ["a\\b.html"],
    ["nul\0.html"],
    ["_courtyard/ws"],
    ["_Courtyard/app.json"],
    [".well-known/courtyard/identity.jsonl"],
    ["cafe\u0301.html"],
  ])("refuses the path %j", async (path) => {
    const { delta } = await publisher.sign({ ...FIRST, [path]: "x" });
    const answer = await publisher.post(delta);
    expect(answer.status).toBe(400);
    expect(answer.json.code).toBe("manifest-path");
  });

  it("refuses an older or equal seq, a delta on another base, and says what it has", async () => {
    await publisher.publish(FIRST, { seq: 5 });
    const same = await publisher.sign({ ...FIRST, "a.txt": "a" }, { seq: 5 });
    expect((await publisher.post(same.delta)).json.code).toBe("manifest-rollback");
    const { delta } = await publisher.sign({ ...FIRST, "a.txt": "a" }, { seq: 6 });
    const answer = await publisher.post({ ...delta, base: 4 });
    expect(answer.status).toBe(409);
    expect(answer.json).toMatchObject({ code: "manifest-base", have: 5 });
    const whole = await publisher.sign({ ...FIRST, "a.txt": "a" }, { seq: 6, base: null });
    expect((await publisher.post(whole.delta)).status).toBe(202);
  });

  it("refuses a device that may not publish, one that was revoked, and a stranger", async () => {
    const phone = await publisher.sign(FIRST, { by: alice.phone });
    expect((await publisher.post(phone.delta)).json.code).toBe("capability-missing");
    const stranger = await newDevice("stranger", { can: ["publish"], now: clock });
    const foreign = await publisher.sign(FIRST, { by: stranger });
    expect((await publisher.post(foreign.delta)).json.code).toBe("key-unknown");
    const bob = await house.person("bob");
    const { delta } = await publisher.sign(FIRST);
    expect((await testPublisher(house, bob).post(delta)).json.code).toBe("identity-other");

    const backdated = await publisher.sign(FIRST, { now: clock - 1000 });
    const socket = await alice.connect(alice.vault);
    const log = formatIdentityLog(await alice.revoke(alice.vault, clock));
    // The vault revokes itself, and its socket is closed for that.
    await socket.call("identity.put", { log }).catch(() => undefined);
    await until(async () => (await publisher.post(backdated.delta)).json.code === "device-revoked");
  });

  it("refuses a forged signature and a root that is not that of the files", async () => {
    const { delta } = await publisher.sign(FIRST);
    const other = await publisher.sign({ ...FIRST, "a.txt": "a" });
    const swapped = await publisher.post({ ...delta, set: other.delta.set });
    expect(swapped.json.code).toBe("manifest-root");
    const forged = await publisher.post({ ...delta, sig: other.delta.sig });
    expect(forged.json.code).toBe("manifest-signature");
    expect(forged.status).toBe(403);
  });

  it("finishes after a crash between the blobs and the switch", async () => {
    await publisher.publish(FIRST);
    const second = { ...FIRST, "index.html": "<h1>new home</h1>", "more.txt": "more" };
    const { delta } = await publisher.sign(second);
    await publisher.post(delta);
    await publisher.put("<h1>new home</h1>");
    await house.stop();
    await house.start();
    expect(await read("/")).toBe("<h1>home</h1>");
    const again = await publisher.post(delta);
    expect(again.json).toEqual({ ok: true, state: "waiting", need: [hashOf("more")] });
    await publisher.put("more");
    expect((await publisher.post(delta)).json.state).toBe("live");
    expect(await read("/")).toBe("<h1>new home</h1>");
  });

  it("keeps ten older versions, and their blobs no longer", async () => {
    for (let n = 1; n <= 15; n++) await publisher.publish({ "index.html": `version ${n}` });
    expect(countRows(house.dir, "publication")).toBe(11);
    await until(async () => (await blobCount()) === 11);
    // Going back to a kept one is a new version that uploads nothing.
    const { delta } = await publisher.sign({ "index.html": "version 6" });
    expect((await publisher.post(delta)).json.state).toBe("live");
    expect(await read("/")).toBe("version 6");
  });

  it("tells the signed headers of former versions, and takes each of them as a base", async () => {
    for (let n = 1; n <= 4; n++) {
      await publisher.publish({ "index.html": `version ${n}`, [`only-${n}.txt`]: `${n}` });
    }
    const { json } = await house.get(alice.tenant, "/_courtyard/publications");
    const headers = json.publications as { header: ManifestHeader; sig: string }[];
    expect(headers.map(({ header }) => header.seq)).toEqual([4, 3, 2, 1]);
    expect(JSON.stringify(json)).not.toContain("only-2.txt");

    const back = await publisher.sign({ "index.html": "version 2", "only-2.txt": "2" }, { seq: 5 });
    const { root, count, bytes } = back.manifest.header;
    expect(headers[2]?.header).toMatchObject({ root, count, bytes });
    const delta = { ...back.delta, base: 2, set: {}, drop: [] };
    expect((await publisher.post({ ...delta, base: 3 })).json.code).toBe("manifest-root");
    expect((await publisher.post(delta)).json).toEqual({ ok: true, state: "live", seq: 5 });
    expect(await read("/")).toBe("version 2");
    expect(await read("/only-2.txt")).toBe("2");
    expect((await house.get(alice.tenant, "/only-4.txt")).status).toBe(404);
  });

  it("lays the site out as a folder that follows every version", async () => {
    await publisher.publish(FIRST);
    await until(() => existsSync(tree("posts/hello/index.html")));
    await publisher.publish({ "posts/hello": "a file where a folder was", "a/b": "deep" });
    await until(async () => (await readFile(tree("posts/hello"), "utf8").catch(() => "")) !== "");
    await until(() => !existsSync(tree("index.html")) && existsSync(tree("a/b")));
    await until(() => countRows(house.dir, "public_tree_change") === 0);
  });

  it("repairs the folder at the next start", async () => {
    await publisher.publish(FIRST);
    await until(() => countRows(house.dir, "public_tree_change") === 0);
    await house.stop();
    await rm(join(alice.tenant.dir, "public"), { recursive: true });
    await house.start();
    await until(() => existsSync(tree("style.css")) && existsSync(tree("index.html")));
    expect(await readFile(tree("index.html"), "utf8")).toBe("<h1>home</h1>");
  });
});

describe("a scheduled version", () => {
  const soon = { ...FIRST, "posts/soon/index.html": "soon" };

  it("goes live by itself at its hour, also after a restart", async () => {
    await publisher.publish(FIRST);
    const answer = await publisher.publish(soon, { activate: clock + 60_000 });
    expect(answer.json).toEqual({ ok: true, state: "scheduled", seq: 2, activate: clock + 60_000 });
    expect((await house.get(alice.tenant, "/posts/soon/")).status).toBe(404);
    await house.stop();
    clock += 61_000;
    await house.start();
    await until(async () => (await read("/posts/soon/")) === "soon");
  });

  it("is replaced by a newer version, and follows a change that was made before it", async () => {
    await publisher.publish(FIRST);
    const first = publisher.manifest;
    await publisher.publish(soon, { activate: clock + 60_000 });
    // A fix now, and the scheduled version again on top of it, both on the version that is live.
    const fixed = { ...FIRST, "index.html": "fixed" };
    const fix = await publisher.sign(fixed, { seq: 3, base: first });
    await publisher.post(fix.delta);
    await publisher.put("fixed");
    expect((await publisher.post(fix.delta)).json).toEqual({ ok: true, state: "live", seq: 3 });
    expect(countRows(house.dir, "publication", "state = 'scheduled'")).toBe(0);
    const again = await publisher.sign(
      { ...soon, "index.html": "fixed" },
      { seq: 4, base: fix.manifest, activate: clock + 60_000 },
    );
    // The blob of the dropped version was collected with it.
    await publisher.post(again.delta);
    await publisher.put("soon");
    expect((await publisher.post(again.delta)).json.state).toBe("scheduled");
    await house.stop();
    clock += 61_000;
    await house.start();
    await until(async () => (await read("/posts/soon/")) === "soon");
    expect(await read("/")).toBe("fixed");
  });
});
