import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createServeKeys, type ServeKeys } from "@courtyard/sidecar/identity/serve-keys.ts";
import { openStore } from "@courtyard/sidecar/store/open-store.ts";
import { testSidecar } from "../../../sidecar/tests/harness.ts";
import type { TestPerson } from "../../../sidecar/tests/support/person.ts";
import { postPage, type SiteFiles, testPublisher } from "../../../sidecar/tests/support/site.ts";
import { freePort } from "../../living/house.ts";
import { type RoomProcess, roomProcess } from "../../living/room-process.ts";

/** The page that takes comments. */
export const PAGE = "/posts/hello/";
export const SITE: SiteFiles = {
  "index.html": "<h1>home</h1>",
  "404.html": "<h1>lost</h1>",
  "posts/hello/index.html": postPage("hello"),
  "posts/旅行/index.html": "<h1>旅行</h1>",
  "style.css": "body{margin:0}".repeat(200),
};

/** A sidecar as a process of its own, with people whose keys the test holds, and a vault. */
export interface FuzzedHouse extends AsyncDisposable {
  readonly port: number;
  readonly dir: string;
  readonly sidecar: RoomProcess;
  /** Has a site. */
  readonly alice: TestPerson;
  /** Alice's friend, at the same sidecar. */
  readonly bob: TestPerson;
  /** The key with which a sidecar speaks for Bob. */
  readonly bobsServeKey: ServeKeys;
  /** Room that nobody has claimed, with the operator's code. */
  readonly carol: { readonly host: string; readonly code: string };
  /** Has a real vault, and its control token. */
  readonly dora: {
    readonly host: string;
    readonly vault: RoomProcess;
    readonly vaultPort: number;
    readonly token: string;
  };
  /** Every row of the tables, as JSON text, sorted. */
  rows(table: string): string[];
  /** Lines of both logs that tell of a fault, and those of crashes. */
  faults(): Promise<string[]>;
}

/** Seeds a data folder in this process, then starts the sidecar on it in one of its own. */
export async function fuzzedHouse(): Promise<FuzzedHouse> {
  const root = await mkdtemp(join(tmpdir(), "courtyard-fuzz-"));
  const dir = join(root, "sidecar");
  const port = await freePort();
  const seed = await testSidecar({ dir, port });
  const alice = await seed.person("alice");
  const bob = await seed.person("bob");
  const { tenant, code } = await seed.newTenant("carol");
  const forDora = await seed.newTenant("dora");
  await testPublisher(seed, alice).publish(SITE);
  const phone = await alice.connect(alice.phone);
  const contact = { identity: bob.identity.id, address: `bob@bob.localhost:${port}`, friend: true };
  await phone.call("contacts.put", contact);
  await phone.close();
  await seed.stop();

  const logs = [join(root, "sidecar.log"), join(root, "vault.log")] as const;
  const sidecar = roomProcess("the fuzzed sidecar", {
    room: "sidecar",
    args: ["--dir", dir, "--port", String(port)],
    logFile: logs[0],
  });
  await sidecar.start();
  const vaultPort = await freePort();
  const vaultDir = join(root, "vault");
  const vault = roomProcess("the fuzzed vault", {
    room: "vault",
    args: [
      ...["--dir", vaultDir, "--port", String(vaultPort)],
      ...["--sidecar", `http://dora.localhost:${port}`],
    ],
    env: { COURTYARD_CLAIM_CODE: forDora.code },
    logFile: logs[1],
  });
  await vault.start();

  const store = openStore(join(dir, "sidecar.db"), { now: 0 });
  const bobsServeKey = await createServeKeys(store)(bob.tenant.id);
  store.close();
  if (!bobsServeKey) throw new Error("Bob has no serve key");
  return {
    ...{ port, dir, sidecar, alice, bob, bobsServeKey },
    carol: { host: `${tenant.host}:${port}`, code },
    dora: {
      host: `${forDora.tenant.host}:${port}`,
      ...{ vault, vaultPort },
      token: (await readFile(join(vaultDir, "control.token"), "utf8")).trim(),
    },
    rows: (table) => {
      const db = new DatabaseSync(join(dir, "sidecar.db"), { readOnly: true });
      try {
        const rows = db.prepare(`SELECT * FROM "${table}"`).all();
        return rows.map((row) => JSON.stringify(row)).sort();
      } finally {
        db.close();
      }
    },
    faults: async () => {
      const lines = (await Promise.all(logs.map((file) => readFile(file, "utf8")))).flatMap(
        (text) => text.split("\n"),
      );
      // Pino's 50 is `error`, 60 `fatal`; what is no JSON line came from a crash.
      return lines.filter((line) => line !== "" && !/^\{"level":[1-4]0,/.test(line));
    },
    async [Symbol.asyncDispose]() {
      await vault[Symbol.asyncDispose]();
      await sidecar[Symbol.asyncDispose]();
      await rm(root, { recursive: true, force: true });
    },
  };
}
