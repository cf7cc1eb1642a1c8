// What is refused leaves nothing behind: the cases of the foundation's list whose rows and files the
// sidecar's own tests do not look at (sidecar/tests/network/inbox-refusals.test.ts has most of them).

import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatAddress } from "@courtyard/protocol/address.ts";
import { toBase64url } from "@courtyard/protocol/bytes.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { countRows, type TestSidecar, testSidecar } from "../../sidecar/tests/harness.ts";
import type { TestPerson } from "../../sidecar/tests/support/person.ts";
import { testPublisher } from "../../sidecar/tests/support/site.ts";
import { linkedSocket, rawSocket } from "../../sidecar/tests/support/socket.ts";
import { publishFolder } from "../living/publisher-process.ts";

const TABLES = [
  ...["seen", "sealed", "sealed_for", "outbox", "comment", "contact", "prekey", "follow"],
  ...["remote_identity", "publication", "publication_file", "publication_change"],
];
const LIMITS = {
  requests: { perSecond: 0.001, burst: 12 },
  frames: { perSecond: 0.001, burst: 12, resume: 12 },
};

let house: TestSidecar;
let alice: TestPerson;
let carol: TestPerson;
let before: Record<string, number>;

const rows = () => Object.fromEntries(TABLES.map((table) => [table, countRows(house.dir, table)]));
const expectNothingNew = () => expect(rows()).toEqual(before);

beforeEach(async () => {
  house = await testSidecar({ limits: LIMITS });
  alice = await house.person("alice");
  carol = await house.person("carol");
  before = rows();
});
afterEach(() => house[Symbol.asyncDispose]());

test("an envelope before ready is refused and not kept, in place of a hello or after one", async () => {
  const deliver = { t: "deliver", envelope: await alice.sealed(carol, "too early") };
  const hello = {
    ...{ t: "hello", v: 1, role: "device", to: alice.address, from: alice.address },
    ...{ kid: alice.kid(alice.phone), nonce: toBase64url(new Uint8Array(16)) },
  };
  for (const frames of [[deliver], [hello, deliver]]) {
    const socket = await rawSocket(house.port, alice.tenant.host);
    for (const frame of frames) socket.send(frame);
    const refused = await socket.next((frame) => frame.t === "refuse");
    expect(["frame-before-ready", "handshake-order"]).toContain(refused.code);
    expect(await socket.closed).toBe(1008);
  }
  expectNothingNew();
});

test("what a guest tries as a device is refused and not kept", async () => {
  const guest = await linkedSocket(house.port, alice.address, { role: "guest" });
  const { id } = carol.identity;
  const contact = { identity: id, address: formatAddress(carol.address), friend: true };
  for (const frame of [
    { t: "deliver", envelope: await alice.sealed(carol, "as if I were her") },
    { t: "req", id: "1", method: "contacts.put", params: contact },
    { t: "req", id: "2", method: "follow.add", params: { target: carol.tenant.origin } },
    { t: "fetched", n: 9 },
  ]) {
    guest.send(frame);
    expect(await guest.next()).toMatchObject({ t: "refuse", code: "frame-role" });
  }
  await guest.close();
  expectNothingNew();
});

test("a device of one tenant sends and reads nothing in the name of another", async () => {
  const phone = await alice.connect(alice.phone);
  const asCarol = await carol.sealed(alice, "signed by Carol's own phone");
  expect((await phone.deliver(asCarol)).t).toBe("refuse");
  const forged = await alice.envelope(
    "comment.create",
    { page: "/", text: "by Carol?", name: "Carol" },
    { to: alice.address, from: carol.address },
  );
  expect((await phone.deliver(forged)).t).toBe("refuse");
  await phone.close();
  expectNothingNew();
});

test("an oversized frame is refused by its code and not kept, and the connection stays", async () => {
  const phone = await alice.connect(alice.phone);
  const { id, ...rest } = await alice.sealed(carol, "x");
  phone.send({ t: "deliver", envelope: { id, ...rest, pad: "x".repeat(600_000) } });
  expect(await phone.next()).toMatchObject({ t: "refuse", code: "frame-too-large" });
  expect((await phone.call("queue.info")).t).toBe("res");
  await phone.close();
  expectNothingNew();
});

test("a flood over a socket keeps what was acknowledged, and no more", async () => {
  const phone = await alice.connect(alice.phone);
  const sent = await Promise.all(Array.from({ length: 30 }, (_, n) => alice.sealed(carol, `${n}`)));
  for (const envelope of sent) phone.send({ t: "deliver", envelope });
  const answers = [];
  for (const { id } of sent) {
    answers.push(await phone.next((frame) => frame.id === id || frame.re === id));
  }
  const refused = answers.filter(({ t }) => t === "refuse");
  expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(["rate-limited"]));
  expect(refused).toHaveLength(18);
  await phone.close();
  expect(countRows(house.dir, "outbox")).toBe(12);
});

test("a flood over HTTP keeps what was accepted, and no more", async () => {
  const answers = [];
  for (let n = 0; n < 20; n++) {
    const envelope = await carol.sealed(alice, `${n}`);
    answers.push(await house.post(alice.tenant, "/_courtyard/inbox", envelope));
  }
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(8);
  for (const { json } of refused) expect(json).toMatchObject({ ok: false, code: "rate-limited" });
  expect([countRows(house.dir, "sealed"), countRows(house.dir, "seen")]).toEqual([12, 12]);
});

test("a manifest whose paths leave the folder, or whose hash or signature is wrong, leaves no file", async () => {
  const publisher = testPublisher(house, alice);
  const files = { "index.html": "<h1>home</h1>" };
  const { delta } = await publisher.sign(files);
  const other = await publisher.sign({ ...files, "a.txt": "a" });
  for (const [sent, code] of [
    ...["../escape.html", "/absolute.html", "a/../../b.html", "_courtyard/x", "nul\0.html"].map(
      (path) => [
        { ...delta, set: { ...delta.set, [path]: delta.set["index.html"] } },
        "manifest-path",
      ],
    ),
    [{ ...delta, set: other.delta.set }, "manifest-root"],
    [{ ...delta, sig: other.delta.sig }, "manifest-signature"],
    [{ ...delta, header: { ...delta.header, id: carol.identity.id } }, "manifest-shape"],
  ] as const) {
    const { json } = await house.post(alice.tenant, "/_courtyard/publish", sent);
    expect(json).toMatchObject({ ok: false, code });
    expect((await publisher.put("<h1>home</h1>")).json.code).toBe("blob-unwanted");
  }
  expectNothingNew();
  const found = await readdir(house.dir, { recursive: true, withFileTypes: true });
  const names = found.filter((entry) => entry.isFile()).map(({ name }) => name);
  expect(names.filter((name) => !name.startsWith("sidecar.db"))).toEqual([]);
});

test("a broken post is told with its file and line, and the rest of the site still goes live", async () => {
  await using folder = await scratch();
  const content = join(folder.dir, "content");
  await mkdir(join(content, "posts"), { recursive: true });
  await writeFile(join(content, "site.yaml"), "title: A garden\nlang: en\n");
  await writeFile(
    join(content, "posts/rain.md"),
    "---\ntitle: Rain\ntags: [a, b\n---\n\nIt rained.\n",
  );
  await writeFile(
    join(content, "posts/sun.md"),
    "---\ntitle: Sun\ndate: 2026-05-01\n---\n\nIt shone.\n",
  );

  const { code, printed } = await publishFolder(alice, { content, dir: folder.dir });
  expect(printed).toMatch(/content\/posts\/rain\.md:\d+:\d+/);
  expect(code).toBe(0);
  expect((await house.get(alice.tenant, "/posts/sun/")).text).toContain("It shone.");
  expect((await house.get(alice.tenant, "/posts/rain/")).status).toBe(404);
  expect((await house.get(alice.tenant, "/")).text).not.toContain("It rained.");
});

async function scratch(): Promise<AsyncDisposable & { dir: string }> {
  const dir = await mkdtemp(join(tmpdir(), "courtyard-refusals-"));
  return { dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) };
}
