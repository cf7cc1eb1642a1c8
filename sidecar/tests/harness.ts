// Starts real sidecars and claims tenants on them, in this process, each on a free port. Used by this
// room's tests and by the crash, fuzz and bench scenarios.

import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatAddress } from "@courtyard/protocol/address.ts";
import { generateSigningKey } from "@courtyard/protocol/ed25519.ts";
import { createIdentity, type DeviceRecord } from "@courtyard/protocol/identity.ts";
import { formatIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { pino } from "pino";
import type { Logger } from "../src/log.ts";
import { type Sidecar, type SidecarOptions, startSidecar } from "../src/sidecar.ts";
import { openStore } from "../src/store/open-store.ts";
import { addTenant } from "../src/tenant/add-tenant.ts";
import type { Tenant } from "../src/tenant/tenant.ts";
import { newDevice } from "./support/device.ts";
import { type TestPerson, testPerson } from "./support/person.ts";
import { httpRequest, type TestResponse } from "./support/request.ts";

/** `TEST_LOG=debug` shows what the sidecars say. */
export const testLog: Logger = pino({ level: process.env.TEST_LOG ?? "silent" });

/** A sidecar that a test started, in a folder that goes with it. */
export interface TestSidecar extends AsyncDisposable {
  /** The running one; another object after `restart`. */
  readonly sidecar: Sidecar;
  readonly dir: string;
  readonly port: number;
  /** A tenant at `name.localhost` with vault and phone, claimed over HTTP as a vault does it. */
  person(username: string): Promise<TestPerson>;
  /** A tenant that nobody has claimed. */
  newTenant(username: string): Promise<{ tenant: Tenant; code: string }>;
  get(tenant: { host: string }, path: string): Promise<TestResponse>;
  /** Posts JSON (an object, or text as it is) to a tenant's route. */
  post(tenant: { host: string }, path: string, body: unknown): Promise<TestResponse>;
  stop(): Promise<void>;
  /** Starts it again on the same folder and port. */
  start(options?: Partial<SidecarOptions>): Promise<void>;
}

/** A port that was free a moment ago: an address holds its port, so it must be known beforehand. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

export async function testSidecar(options: Partial<SidecarOptions> = {}): Promise<TestSidecar> {
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), "courtyard-sidecar-")));
  const port = options.port ?? (await freePort());
  const clock = options.clock ?? Date.now;
  const start = (more: Partial<SidecarOptions> = {}): Promise<Sidecar> =>
    startSidecar({ log: testLog, ...options, ...more, dir, port });
  let sidecar = await start();

  const ask = (tenant: { host: string }, path: string, more: object): Promise<TestResponse> =>
    httpRequest(port, path, { host: `${tenant.host}:${port}`, ...more });
  const post: TestSidecar["post"] = (tenant, path, body) =>
    ask(tenant, path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });

  async function newTenant(username: string): Promise<{ tenant: Tenant; code: string }> {
    const host = `${username}.localhost`;
    const made = await addTenant(sidecar.store, { host, port, username, now: clock(), dir });
    if (isRefusal(made)) throw new Error(made.code);
    sidecar.tenants.reload();
    return made;
  }

  async function person(username: string): Promise<TestPerson> {
    const { tenant, code } = await newTenant(username);
    const now = clock();
    const vault = await newDevice("vault", { can: ["publish", "comment", "chat"], now });
    const phone = await newDevice("phone", { can: ["comment", "chat"], now });
    const root = generateSigningKey();
    const claim = (body: object): Promise<TestResponse> =>
      post(tenant, "/_courtyard/claim", { v: 1, code, ...body });
    const begun = await claim({ step: "begin" });
    const identity = await createIdentity({
      rootSecret: root.secret,
      nextPublicKey: generateSigningKey().publicKey,
      devices: [vault.record, phone.record, begun.json.serve as DeviceRecord],
      urls: [formatAddress(tenant.address)],
      now,
    });
    const done = await claim({ step: "finish", log: formatIdentityLog(identity) });
    if (done.json.ok !== true) throw new Error(`claim: ${done.text}`);
    const claimed = sidecar.tenants.byAddress(tenant.address);
    if (!claimed) throw new Error("the claimed tenant is gone");
    return testPerson(claimed, { vault, phone, rootSecret: root.secret, identity }, clock);
  }

  return {
    get sidecar() {
      return sidecar;
    },
    dir,
    port,
    person,
    newTenant,
    get: (tenant, path) => ask(tenant, path, {}),
    post,
    stop: () => sidecar.close(),
    start: async (more) => {
      sidecar = await start(more);
    },
    async [Symbol.asyncDispose]() {
      await sidecar.close();
      if (options.dir === undefined) await rm(dir, { recursive: true, force: true });
    },
  };
}

type Found<T> = Exclude<T, false | null | undefined | 0 | "">;

/** Waits until something is true, looking often; fails by the test's own timeout. */
export async function until<T>(look: () => T | Promise<T>): Promise<Found<T>> {
  for (;;) {
    const found = await look();
    if (found) return found as Found<T>;
    await new Promise((wake) => setTimeout(wake, 10));
  }
}

/** Rows of a table, read by another connection on the same file. */
export function countRows(dir: string, table: string, where = "1"): number {
  const store = openStore(join(dir, "sidecar.db"), { now: 0 });
  try {
    const query = { sql: `SELECT count(*) AS n FROM ${table} WHERE ${where}`, parameters: [] };
    return (store.get(query as never) as { n: number }).n;
  } finally {
    store.close();
  }
}
