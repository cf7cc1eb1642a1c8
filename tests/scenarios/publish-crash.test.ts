import { type ChildProcess, spawn } from "node:child_process";
import { hash } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sidecarAgent } from "../../site/src/net/lookup.ts";
import { type LivingPerson, settle } from "../living/person.ts";
import { seededRandom } from "../living/seeded-random.ts";

/**
 * Every version of this site shows its number on every page. The publisher, and now and then the
 * sidecar, is killed (SIGKILL) at a random moment of a publication: what is live then is the old
 * version or the new one, whole. `COURTYARD_SEED` repeats a run; `COURTYARD_ROUNDS` sets the kills.
 */
const ROUNDS = Number(process.env.COURTYARD_ROUNDS ?? 12);
const POSTS = 40;
const MAIN = join(import.meta.dirname, "../../site/src/publisher/main.ts");

let root: string;
let contentDir: string;
let alice: LivingPerson;
let args: string[];
const agent = sidecarAgent();

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "courtyard-publish-crash-"));
  alice = await settle(root, "alice");
  contentDir = join(root, "content");
  await mkdir(join(contentDir, "posts"), { recursive: true });
  for (let n = 0; n < POSTS; n++) {
    const text = `---\ntitle: Post ${n}\ndate: 2026-01-01\ntags: [a]\n---\n\nWords ${n}.\n`;
    await writeFile(join(contentDir, `posts/post-${n}.md`), text);
  }
  const { kid, secret, address } = await alice.control("publisher-key", {});
  const keyFile = join(root, "key.json");
  await writeFile(keyFile, JSON.stringify({ kid, secret, address }), { mode: 0o600 });
  args = [MAIN, "--content", contentDir, "--dir", join(root, "press"), "--key", keyFile];
});

afterAll(async () => {
  await alice?.vault[Symbol.asyncDispose]();
  await alice?.sidecar[Symbol.asyncDispose]();
  await agent.close();
  if (root) await rm(root, { recursive: true, force: true });
});

const writeVersion = (n: number): Promise<void> =>
  writeFile(join(contentDir, "site.yaml"), `title: Version-${n}-\nlang: en\npostsPerPage: 5\n`);

function publish(): ChildProcess {
  return spawn(process.execPath, args, { stdio: "ignore" });
}

async function codeOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return child.exitCode;
}

async function get(path: string): Promise<Buffer> {
  const origin = `http://alice.localhost:${alice.port}`;
  const response = await agent.request({ origin, path: encodeURI(path), method: "GET" });
  return Buffer.from(await response.body.arrayBuffer());
}

interface Live {
  readonly header: { readonly seq: number };
  readonly files: Record<string, { readonly sha256: string }>;
}

const manifest = async (): Promise<Live> =>
  JSON.parse(String(await get("/.well-known/courtyard/manifest.json")));

/** The one version that all pages are of; every byte is what the manifest says. */
async function liveVersion(): Promise<number> {
  for (;;) {
    const live = await manifest();
    const versions = new Set<number>();
    for (const [path, { sha256 }] of Object.entries(live.files)) {
      const bytes = await get(`/${path.replace(/(^|\/)index\.html$/, "$1")}`);
      const same = hash("sha256", bytes, "base64url") === sha256;
      // A switch in between is no mix: then everything is looked at again.
      if (!same && (await manifest()).header.seq !== live.header.seq) break;
      expect(same, `${path} of ${live.header.seq}`).toBe(true);
      const version = /Version-(\d+)-/.exec(String(bytes))?.[1];
      if (path.endsWith(".html")) versions.add(Number(version));
    }
    if ((await manifest()).header.seq !== live.header.seq) continue;
    expect([...versions]).toHaveLength(1);
    return [...versions][0] ?? Number.NaN;
  }
}

test(`${ROUNDS} kills in the middle of a publication leave the old site or the new one`, {
  timeout: 600_000,
}, async () => {
  const random = seededRandom("publish-crash");
  await writeVersion(0);
  const started = performance.now();
  expect(await codeOf(publish())).toBe(0);
  // How long one takes here, templates included, is where the kills have to fall.
  const span = Math.min(8_000, performance.now() - started);
  let before = await liveVersion();
  for (let round = 1; round <= ROUNDS; round++) {
    await writeVersion(round);
    const publisher = publish();
    await pause(random.below(Math.ceil(span)));
    const victim = random.below(3);
    if (victim !== 1) publisher.kill("SIGKILL");
    if (victim !== 0) {
      await alice.sidecar.kill();
      await alice.sidecar.start();
    }
    await codeOf(publisher);
    const now = await liveVersion();
    expect([before, round]).toContain(now);
    before = now;
  }
  await writeVersion(ROUNDS + 1);
  expect(await codeOf(publish())).toBe(0);
  expect(await liveVersion()).toBe(ROUNDS + 1);
  expect(await readFile(join(root, "press/out/index.html"), "utf8")).toContain(
    `Version-${ROUNDS + 1}-`,
  );
});
