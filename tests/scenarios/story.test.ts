// Two people, two houses, from a first start to a recovery, in real browsers. Long: it is one story, and
// each part goes on from the one before.

import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { parseStrict } from "@courtyard/protocol/strict-json.ts";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { request } from "undici";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { memoryStorage } from "../../app/src/state/memory-storage.ts";
import { openCourtyard } from "../../app/src/state/open-courtyard.ts";
import { pairDevice } from "../../app/src/state/pair-device.ts";
import { describeWithChromium, launchChromium } from "../chromium.ts";
import {
  courtyard,
  courtyardInBackground,
  freePort,
  type House,
  openHouse,
} from "../living/house.ts";
import { localhostSocket } from "../living/localhost-socket.ts";
import { accepted, addressOf } from "../living/person.ts";

/**
 * The story that the foundation must make true, lived in a real Chromium with real processes:
 * Alice and Bob on two sidecars, Carol as a second tenant on Alice's. The tests run in order and
 * each begins where the one before ended, as a day does.
 */

interface Person {
  name: string;
  address: string;
  origin: string;
  home: string;
  content: string;
  house: House;
  /** A browser profile of their own: the device that is paired. */
  device: BrowserContext;
  app: Page;
}

const SECRETS = {
  toAlice: "The key is under the third flower pot, 第三个花盆下面.",
  toBob: "Thank you, I put the umbrella there, 伞在老地方.",
  whileAway: "The plums are ripe; come before the birds do, 梅子熟了.",
  fromCarol: "Carol here: the well is deep enough now, 井够深了.",
  toCarol: "Good water, Carol, 好水.",
};

let root: string;
let browser: Browser;
let alice: Person;
let bob: Person;
let carol: Person;
const ports = { alice: 0, aliceApp: 0, bob: 0, bobApp: 0, carolApp: 0 };

describeWithChromium("two people, two houses, one conversation", () => {
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "courtyard-story-"));
    browser = await launchChromium();
    for (const name of Object.keys(ports) as (keyof typeof ports)[]) ports[name] = await freePort();
  });

  afterAll(async () => {
    await browser?.close();
    for (const person of [carol, bob, alice]) await person?.house.close();
    if (root) await rm(root, { recursive: true, force: true });
  });

  afterEach(async ({ task }) => {
    if (task.result?.state !== "fail") return;
    for (const person of [alice, bob, carol]) {
      await person?.app.screenshot({ path: `tests/.tmp/story-${person.name}.png` }).catch(() => {});
    }
  });

  test("a first start prints the site's and the app's address and shows the phrase once", async () => {
    alice = await moveIn("alice", { port: ports.alice, appPort: ports.aliceApp });
    const phrase = /shown this once:\s+((?:\s*\d+ +[a-z]{3,8}){24})\s/.exec(alice.house.printed());
    expect(phrase, "24 words").not.toBeNull();
    expect((await fetchFrom(alice, "/")).status).toBe(200);

    expect(await alice.house.close(), "Ctrl-C ends it cleanly").toBe(0);
    await expect(fetchFrom(alice, "/")).rejects.toThrow();
    alice.house = await openHouse({
      home: alice.home,
      address: alice.address,
      content: alice.content,
      port: ports.alice,
      appPort: ports.aliceApp,
    });
    expect(alice.house.printed()).not.toMatch(/recovery phrase/i);
    await pair(alice);
  });

  test("a saved Markdown file is live on the site, in all three feeds and in the signed manifest", async () => {
    await savesAPost(alice, "plum-rain", "Plum rain", "It smelled of soil all morning.");
  });

  test("Bob follows Alice by GET, and her post stands in his timeline", async () => {
    bob = await moveIn("bob", { port: ports.bob, appPort: ports.bobApp });
    await pair(bob);
    await follows(bob, alice, "Plum rain");
  });

  test("Bob's comment travels, is approved, stands in static HTML, and appears to a reader at once", async () => {
    await commentsFromTheApp(bob, alice, {
      page: "/posts/plum-rain/",
      text: "Here it rained too, on the bamboo.",
    });
  });

  test("Alice and Bob chat; neither sidecar can read it, both vaults keep it", async () => {
    await says(bob, alice, SECRETS.toAlice);
    await hears(alice, bob, SECRETS.toAlice);
    await says(alice, bob, SECRETS.toBob);
    await hears(bob, alice, SECRETS.toBob);
    await expectNoPlaintextAt(alice);
    await expectNoPlaintextAt(bob);
  });

  test("what Alice writes while Bob's vault and device are off waits sealed and arrives", async () => {
    await bob.device.close();
    expect(await bob.house.close()).toBe(0);
    // Bob's sidecar stands on a rented machine and stays up; his house is dark.
    const sidecar = await courtyardInBackground(["sidecar", "run", "--home", bob.home]);
    try {
      await says(alice, bob, SECRETS.whileAway, "Handed on");
      await expectNoPlaintextAt(bob);
    } finally {
      await sidecar.close();
    }
    bob.house = await openHouse({
      home: bob.home,
      address: bob.address,
      content: bob.content,
      port: ports.bob,
      appPort: ports.bobApp,
    });
    await pair(bob);
    await hears(bob, alice, SECRETS.whileAway);
    await expect
      .poll(async () => bob.app.getByText(SECRETS.toAlice).count(), { timeout: 20_000 })
      .toBe(1);
  });

  test("Carol shares Alice's sidecar with everything of her own", async () => {
    const address = `carol@carol.localhost:${ports.alice}`;
    const added = await courtyard(["sidecar", "tenant", "add", address, "--home", alice.home]);
    expect(added.code, added.stderr).toBe(0);
    const claim = /\b[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}\b/.exec(added.stdout)?.[0];
    expect(claim).toBeDefined();
    carol = await moveIn("carol", { appPort: ports.carolApp, address, claim: claim ?? "" });
    await pair(carol);

    await savesAPost(carol, "deep-well", "A deep well", "Twelve metres, and clear.");
    await follows(bob, carol, "A deep well");
    await follows(carol, alice, "Plum rain");
    await commentsFromTheApp(bob, carol, { page: "/posts/deep-well/", text: "Wells are patient." });
    await commentsFromTheApp(carol, alice, {
      page: "/posts/plum-rain/",
      text: "Next door it rained as well.",
    });
    await says(carol, bob, SECRETS.fromCarol);
    await hears(bob, carol, SECRETS.fromCarol);
    await says(alice, carol, SECRETS.toCarol);
    await hears(carol, alice, SECRETS.toCarol);
    await expectNoPlaintextAt(alice);
  });

  test("nothing of Carol's is reachable with Alice's credentials, and the other way round", async () => {
    // Alice's app, with Alice's device keys, told to speak to Carol's door.
    await expectStrangerRefused(alice, carol);
    await expectStrangerRefused(carol, alice);
    expect((await fetchFrom(alice, "/posts/deep-well/")).status).toBe(404);
    expect((await fetchFrom(carol, "/posts/plum-rain/")).status).toBe(404);
  });
});

async function moveIn(
  name: string,
  place: { port?: number; appPort: number; address?: string; claim?: string },
): Promise<Person> {
  const home = join(root, name);
  const content = join(root, `${name}-content`);
  await cp(new URL("../../content", import.meta.url), content, { recursive: true });
  const address = place.address ?? `${name}@${name}.localhost:${place.port}`;
  const house = await openHouse({
    home,
    content,
    address,
    appPort: place.appPort,
    ...(place.port === undefined ? {} : { port: place.port }),
    ...(place.claim === undefined ? {} : { claim: place.claim }),
  });
  const origin = `http://${address.slice(address.indexOf("@") + 1)}`;
  const device = await browser.newContext({ locale: "en-GB" });
  return { name, address, origin, home, content, house, device, app: await device.newPage() };
}

/** Opens the app in a fresh browser profile and pairs it, by the code in the printed address or a new one. */
async function pair(person: Person): Promise<void> {
  await person.device.close();
  person.device = await browser.newContext({ locale: "en-GB" });
  person.app = await person.device.newPage();
  await person.app.goto(person.house.app.replace(/#.*$/, ""));
  await person.app.getByLabel("Pairing code").fill(await pairCode(person));
  await person.app.getByRole("button", { name: "Pair this device" }).click();
  await person.app.getByRole("link", { name: "Timeline" }).first().waitFor();
}

async function savesAPost(
  person: Person,
  slug: string,
  title: string,
  body: string,
): Promise<void> {
  const saved = performance.now();
  const date = new Date().toISOString();
  await writeFile(
    join(person.content, "posts", `${slug}.md`),
    `---\ntitle: ${title}\ndate: ${date}\ntags: [garden]\n---\n\n${body}\n`,
  );
  const page = await eventually(async () => {
    const answer = await fetchFrom(person, `/posts/${slug}/`);
    return answer.status === 200 ? answer.body : undefined;
  });
  console.log(`${person.name}: saved → live in ${Math.round(performance.now() - saved)} ms`);
  expect(page).toContain(body);
  for (const feed of ["/feed.xml", "/atom.xml", "/feed.json"]) {
    expect((await fetchFrom(person, feed)).body, feed).toContain(body);
  }
  const manifest = parseStrict(
    (await fetchFrom(person, "/.well-known/courtyard/manifest.json")).body,
    {
      bytes: 1 << 24,
    },
  );
  if (isRefusal(manifest)) throw new Error(manifest.code);
  expect(JSON.stringify(manifest.value)).toContain(`posts/${slug}/index.html`);
}

async function follows(reader: Person, writer: Person, title: string): Promise<void> {
  await reader.app.getByRole("link", { name: "Timeline" }).first().click();
  const field = reader.app.getByLabel("Address, web page or feed");
  if (!(await field.isVisible())) {
    await reader.app.getByRole("link", { name: "Follow a site" }).first().click();
  }
  await field.fill(writer.address);
  await reader.app.getByRole("button", { name: "Follow", exact: true }).click();
  await reader.app
    .getByText(/^You follow /)
    .first()
    .waitFor({ timeout: 20_000 });
  await reader.app.getByRole("link", { name: "Timeline" }).first().click();
  await reader.app.getByText(title).first().waitFor({ timeout: 20_000 });
}

async function commentsFromTheApp(
  author: Person,
  owner: Person,
  comment: { page: string; text: string },
): Promise<void> {
  const reader = await browser.newPage();
  await reader.goto(owner.origin + comment.page);
  await reader.locator("details.comments-join summary").click();
  const live = reader.locator("#comments").getByText(comment.text);
  await reader.frameLocator("#comments iframe").getByRole("textbox").first().waitFor();

  await author.app.getByRole("link", { name: "Comments" }).first().click();
  await author.app.getByRole("link", { name: "Comment on a page" }).first().click();
  await author.app.getByLabel("Address of the page").fill(owner.origin + comment.page);
  await author.app.getByLabel("Your name").fill(author.name);
  await author.app.getByLabel("Your comment").fill(comment.text);
  await author.app.getByRole("button", { name: "Send" }).click();

  await owner.app.getByRole("link", { name: "Comments" }).first().click();
  const waiting = owner.app.getByRole("listitem").filter({ hasText: comment.text });
  await waiting.waitFor({ timeout: 20_000 });
  expect(await live.count(), "not shown before approval").toBe(0);
  await waiting.getByRole("button", { name: "Approve" }).click();
  await live.waitFor({ timeout: 20_000 });
  await reader.close();

  const withoutScript = await browser.newContext({ javaScriptEnabled: false });
  const plain = await withoutScript.newPage();
  await plain.goto(owner.origin + comment.page);
  await plain.locator("#comments").getByText(comment.text).waitFor();
  await withoutScript.close();
}

async function says(author: Person, to: Person, text: string, state?: string): Promise<void> {
  const { app } = author;
  await app.getByRole("link", { name: "Conversations" }).first().click();
  const known = app.getByRole("link", { name: new RegExp(to.address.split(":")[0] ?? "") });
  if ((await known.count()) > 0) {
    await known.first().click();
  } else {
    await app.getByLabel("Address of the person").fill(to.address);
    await app.getByRole("button", { name: "Start a conversation" }).click();
  }
  await app.getByRole("textbox", { name: /^Message/ }).fill(text);
  await app.getByRole("button", { name: "Send" }).click();
  const line = app.getByRole("listitem").filter({ hasText: text });
  await line.waitFor();
  await line.getByText(state ?? "Handed on").waitFor({ timeout: 20_000 });
}

async function hears(reader: Person, from: Person, text: string): Promise<void> {
  await reader.app.getByRole("link", { name: "Conversations" }).first().click();
  await reader.app
    .getByRole("link", { name: new RegExp(from.address.split(":")[0] ?? "") })
    .first()
    .click({ timeout: 20_000 });
  await reader.app.getByRole("listitem").filter({ hasText: text }).waitFor({ timeout: 20_000 });
}

/** A device of `guest`, with the keys of `guest`, that dials the door of `owner`. */
async function expectStrangerRefused(guest: Person, owner: Person): Promise<void> {
  const storage = memoryStorage();
  const origin = new URL(guest.house.app).origin;
  const paired = await pairDevice({
    storage,
    origin,
    code: await pairCode(guest),
    name: "lost key",
  });
  const device = { ...accepted(paired), address: addressOf(owner) };
  await using link = await openCourtyard({ storage, device, openSocket: localhostSocket });
  const refused = await eventually(async () =>
    link.link.state.kind === "waiting" ? link.link.state.refusal.code : undefined,
  );
  expect(["key-unknown", "handshake-server", "handshake-proof"]).toContain(refused);
  const answer = await link.link.request("comments.list", {});
  expect(answer.ok).toBe(false);
}

/** A GET as a browser makes it: by the person's own host name. */
async function fetchFrom(person: Person, path: string): Promise<{ status: number; body: string }> {
  const { host, port } = new URL(person.origin);
  const answer = await request(`http://127.0.0.1:${port}${path}`, { headers: { host } });
  return { status: answer.statusCode, body: await answer.body.text() };
}

async function pairCode(person: Person): Promise<string> {
  const printed = await courtyard(["vault", "pair-code", "--home", person.home]);
  expect(printed.code, printed.stderr).toBe(0);
  const code = /\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b/.exec(printed.stdout)?.[0];
  if (code === undefined) throw new Error(`no code in: ${printed.stdout}`);
  return code;
}

/** Every file of the sidecar and every log in the person's home, searched as bytes for each secret. */
async function expectNoPlaintextAt(person: Person): Promise<void> {
  let searched = 0;
  for (const entry of await readdir(person.home, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path);
    searched += bytes.length;
    for (const secret of Object.values(SECRETS)) {
      expect(bytes.includes(secret), `${path} holds a message in the clear`).toBe(false);
    }
  }
  expect(searched, "bytes searched").toBeGreaterThan(100_000);
}

async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 600; tries++) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("It did not happen within 15 seconds.");
}
