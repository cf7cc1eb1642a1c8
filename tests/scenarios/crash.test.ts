import { hash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fromBase64url } from "@courtyard/protocol/bytes.ts";
import { signerFromSecret } from "@courtyard/protocol/ed25519.ts";
import { deltaOf, makeManifest } from "@courtyard/protocol/manifest.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Courtyard } from "../../app/src/state/open-courtyard.ts";
import { openVaultStore } from "../../home-vault/src/store/vault-store.ts";
import { isVaultRefusal } from "../../home-vault/src/vault-refusal.ts";
import { accepted, addressOf, type LivingPerson, settle } from "../living/person.ts";
import { seededRandom } from "../living/seeded-random.ts";

/**
 * Alice and Bob with a sidecar and a vault each, and a device each. While comments and messages
 * flow both ways, one of the four processes after another is killed (SIGKILL) at a random moment
 * and started again. In the end everything that was acknowledged is there exactly once, in order
 * per conversation. `COURTYARD_SEED` repeats a run; `COURTYARD_ROUNDS` sets the kills, 50 by default.
 */
const ROUNDS = Number(process.env.COURTYARD_ROUNDS ?? 50);
const PAGE = "/posts/well/";

let root: string;
let alice: LivingPerson;
let bob: LivingPerson;
const open: AsyncDisposable[] = [];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "courtyard-crash-"));
  alice = await settle(root, "alice");
  bob = await settle(root, "bob");
});

afterAll(async () => {
  for (const one of open) await one[Symbol.asyncDispose]();
  for (const person of [alice, bob]) {
    await person?.vault[Symbol.asyncDispose]();
    await person?.sidecar[Symbol.asyncDispose]();
  }
  if (root) await rm(root, { recursive: true, force: true });
});

test(`${ROUNDS} kills lose nothing acknowledged and repeat nothing`, {
  timeout: 600_000,
}, async () => {
  const random = seededRandom("crash");
  await publishPage(alice);
  const heard = { alice: [] as string[], bob: [] as string[] };
  const aliceDevice = await alice.newDevice("phone");
  const bobDevice = await bob.newDevice("phone");
  open.push(aliceDevice, bobDevice);
  await befriend(aliceDevice, bob, bobDevice);
  await befriend(bobDevice, alice, aliceDevice);

  let going = true;
  const said = { alice: [] as string[], bob: [] as string[], comments: [] as string[] };
  async function flow(write: (n: number) => Promise<unknown>): Promise<void> {
    for (let n = 1; going; n++) {
      await write(n);
      await pause(40 + random.below(80));
    }
  }
  const chat = (who: "alice" | "bob", from: Courtyard, to: Courtyard) =>
    flow(async (n) => {
      const message = accepted(await from.chat.send(to.device.me, `${who} says ${n}`));
      said[who].push(message.id);
    });
  const flows = [
    chat("alice", aliceDevice, bobDevice),
    chat("bob", bobDevice, aliceDevice),
    flow(async (n) => {
      const comment = { to: addressOf(alice), page: PAGE, name: "Bob", text: `comment ${n}` };
      said.comments.push(accepted(await bobDevice.comments.write(comment)).id);
    }),
  ];

  const victims = [alice.sidecar, alice.vault, bob.sidecar, bob.vault];
  for (let round = 1; round <= ROUNDS; round++) {
    await pause(random.below(300));
    const victim = random.pick(victims);
    await victim.kill();
    await pause(random.below(150));
    await victim.start();
  }
  going = false;
  await Promise.all(flows);
  console.log(
    `crash: ${ROUNDS} kills, ${said.alice.length + said.bob.length} messages, ${said.comments.length} comments`,
  );

  await allDelivered(aliceDevice);
  await allDelivered(bobDevice);
  heard.alice = await heardBy(aliceDevice, bobDevice.device.me, said.bob.length);
  heard.bob = await heardBy(bobDevice, aliceDevice.device.me, said.alice.length);
  expect(heard.alice, "Bob's messages on Alice's device").toEqual(said.bob);
  expect(heard.bob, "Alice's messages on Bob's device").toEqual(said.alice);

  const everything = said.alice.length + said.bob.length;
  for (const [person, device] of [
    [alice, aliceDevice],
    [bob, bobDevice],
  ] as const) {
    await until(async () => Number((await person.control("status")).messages) >= everything);
    expect((await person.control("status")).quarantined).toBe(0);
    await person.vault.stop();
    const archived = await archiveOf(person);
    expect(archived.length, `${person.name}'s archive`).toBe(everything);
    for (const [author, ids] of [
      [aliceDevice.device.me, said.alice],
      [bobDevice.device.me, said.bob],
    ] as const) {
      const order = archived.filter((one) => one.author === author).map((one) => one.id);
      expect(
        order,
        `${person.name}'s archive, by ${author === device.device.me ? "self" : "peer"}`,
      ).toEqual(ids);
    }
  }
  const comments = await commentsAt(aliceDevice);
  expect(comments.slice().sort()).toEqual(said.comments.slice().sort());
});

/** A page to comment on, published as the publisher does it: signed manifest, blob, manifest again. */
async function publishPage(person: LivingPerson): Promise<void> {
  const key = await person.control("publisher-key", {});
  const secret = fromBase64url(String(key.secret));
  if (secret === null) throw new Error("no publisher key");
  const html = Buffer.from(
    `<!doctype html><html lang="en"><title>Well</title><p>A well.</p>
<section class="comments" id="comments" data-page="${PAGE}">
<!--courtyard:comments--><!--/courtyard:comments-->
</section></html>`,
  );
  const sha256 = hash("sha256", html, "base64url");
  const manifest = await makeManifest({
    files: {
      "posts/well/index.html": { sha256, size: html.length, type: "text/html; charset=utf-8" },
    },
    seq: 1,
    kid: String(key.kid),
    signer: signerFromSecret(secret),
    now: Date.now(),
  });
  const origin = `http://127.0.0.1:${person.port}`;
  const headers = { host: `${person.name}.localhost:${person.port}` };
  const { request } = await import("undici");
  const send = async (method: "POST" | "PUT", path: string, body: string | Buffer) => {
    const answer = await request(origin + path, {
      method,
      headers: {
        ...headers,
        "content-type": method === "POST" ? "application/json" : "application/octet-stream",
      },
      body,
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${path}: ${answer.statusCode} ${text}`);
    return text;
  };
  const delta = JSON.stringify(deltaOf(null, manifest));
  await send("POST", "/_courtyard/publish", delta);
  await send("PUT", `/_courtyard/blob/${sha256}`, html);
  expect(await send("POST", "/_courtyard/publish", delta)).toContain('"live"');
}

/** Opens the conversation and makes the other a friend, since strangers are held to fewer letters. */
async function befriend(mine: Courtyard, person: LivingPerson, theirs: Courtyard): Promise<void> {
  await until(async () => mine.link.state.kind === "ready");
  await until(async () => (await mine.chat.start(addressOf(person))) === theirs.device.me);
  const contact = { identity: theirs.device.me, address: person.address, friend: true };
  accepted(await mine.link.request("contacts.put", contact));
}

async function allDelivered(device: Courtyard): Promise<void> {
  await until(async () => {
    device.link.nudge();
    const outgoing = await device.storage.list("outgoing");
    return outgoing.length === 0;
  });
}

async function heardBy(device: Courtyard, author: string, count: number): Promise<string[]> {
  const messages = async () =>
    (await device.storage.list("messages", { prefix: `${author}/` }))
      .map((row) => row.value)
      .filter((message) => message.author === author);
  await until(async () => (await messages()).length >= count);
  return (await messages()).map((message) => message.id);
}

async function archiveOf(person: LivingPerson): Promise<{ author: string; id: string }[]> {
  const dir = join(person.dir, "vault");
  const passphrase = (await readFile(join(dir, "passphrase"), "utf8")).trim();
  const store = await openVaultStore({ dir, passphrase });
  try {
    return store.messages
      .page({ limit: 1_000_000 })
      .reverse()
      .map((row) => {
        if (isVaultRefusal(row)) throw new Error(row.code);
        return { author: row.record.message.author, id: row.record.message.id };
      });
  } finally {
    store.close();
  }
}

async function commentsAt(device: Courtyard): Promise<string[]> {
  const ids: string[] = [];
  // A friend's comment is approved as it comes.
  for (let before: string | undefined; ; ) {
    const page = accepted(await device.moderation.page("approved", before));
    ids.push(...page.items.map((item) => item.id));
    before = page.items.at(-1)?.cursor;
    if (!page.more) return ids;
  }
}

async function until(look: () => Promise<boolean>): Promise<void> {
  while (!(await look().catch(() => false))) await pause(50);
}
