// What devices ask of the publisher, answered by the vault: with a desk of a few lines in the
// publisher's place. The real one is asked in tests/living/desk.test.ts. Long: a case for each question.

import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text as readText } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { gatherAnswer } from "@courtyard/protocol/desk-parts.ts";
import { type Envelope, makeEnvelope } from "@courtyard/protocol/envelope.ts";
import { formatKid } from "@courtyard/protocol/kid.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import { sealedMessageSchema } from "@courtyard/protocol/messages/sealed-message.ts";
import { pairingMac } from "@courtyard/protocol/pairing.ts";
import { sealRecipients } from "@courtyard/protocol/prekey.ts";
import { newPayloadId, parsePrivatePayload } from "@courtyard/protocol/private-payload.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { openSealed, sealPayload } from "@courtyard/protocol/seal.ts";
import type { JsonObject } from "@courtyard/protocol/strict-json.ts";
import { expect, it } from "vitest";
import type { Vault } from "../src/vault.ts";
import { CODE, type FakeSidecar, startFakeSidecar } from "./fake-sidecar.ts";
import { type TestDevice, testDevice } from "./people.ts";
import { quietVault, scratch, until, unwrap } from "./rig.ts";

const TOKEN = "t".repeat(43);

interface FakeDesk extends AsyncDisposable {
  /** Each request as it came: `GET /state`. */
  readonly asked: string[];
  /** What it says to a path, with 200 unless told. */
  says(path: string, value: unknown, status?: number): void;
  /** Writes the file that tells where it is. */
  announce(change?: object): void;
}

async function fakeDesk(file: string): Promise<FakeDesk> {
  const answers = new Map<string, { value: unknown; status: number }>();
  const asked: string[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    const body = await readText(request);
    asked.push(`${request.method} ${request.url}${body && ` ${body}`}`);
    const known = answers.get(new URL(request.url ?? "", "http://desk").pathname);
    const allowed = request.headers.authorization === `Bearer ${TOKEN}`;
    response.statusCode = allowed ? (known?.status ?? 404) : 401;
    response.end(JSON.stringify(known?.value ?? { code: "not-found", detail: "" }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    asked,
    says: (path, value, status = 200) => answers.set(path, { value, status }),
    announce: (change = {}) =>
      writeFileSync(file, JSON.stringify({ v: 1, url, token: TOKEN, ...change })),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function paired(vault: Vault, can: readonly string[]): Promise<TestDevice> {
  const { code } = unwrap(vault.pairCode(["comment", "chat"]));
  const device = await testDevice("phone");
  const { sign, seal } = device.record;
  const asked = { device: { name: "phone", sign, seal, can: [...can] }, nonce: "n".repeat(22) };
  unwrap(await vault.pair({ v: 1, ...asked, mac: pairingMac(code, asked) }));
  return device;
}

/** A vault with a desk file, and a device that asks. */
async function house(can: readonly string[] = ["comment", "chat"]) {
  const folder = scratch();
  const file = join(folder.dir, "desk.json");
  const desk = await fakeDesk(file);
  const sidecar = await startFakeSidecar();
  const vault = await quietVault(folder.dir, { deskFile: file });
  unwrap(await vault.claim({ sidecar: sidecar.origin, code: CODE }));
  await until(() => vault.status().linked);
  const device = await paired(vault, can);
  const ask = (method: string, body: unknown = {}, options: { id?: string; ttl?: number } = {}) =>
    askVault(sidecar, device, { method, body, ...options });
  let running: AsyncDisposable = vault;
  return {
    desk,
    sidecar,
    vault,
    device,
    ask,
    /** Ends the vault and starts it anew. */
    restart: async () => {
      await running[Symbol.asyncDispose]();
      const again = await quietVault(folder.dir, { deskFile: file });
      running = again;
      await until(() => again.status().linked);
    },
    [Symbol.asyncDispose]: async () => {
      await running[Symbol.asyncDispose]();
      await sidecar[Symbol.asyncDispose]();
      await desk[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

async function envelopeFor(
  sidecar: FakeSidecar,
  device: TestDevice,
  { method, body, id, ttl = LIMITS.deskLife }: AskOptions & { id: string },
): Promise<Envelope> {
  const identity = sidecar.identity();
  if (!identity) throw new Error("not claimed");
  const { address } = sidecar;
  const now = Date.now();
  const kid = formatKid(identity.id, device.record.id);
  const context = { from: address, to: address, kid };
  const recipients = await sealRecipients(identity.head.devices, {
    prekeys: [],
    now,
    except: device.record.id,
  });
  const payload = { v: 1, kind: "desk.request", id, method, body: JSON.stringify(body) };
  const data = await sealPayload(payload, { ...context, recipients });
  const { signer } = device;
  return makeEnvelope({ ...context, type: "sealed.message", data, signer, now, ttl });
}

interface AskOptions {
  method: string;
  body: unknown;
  id?: string;
  ttl?: number;
}

/** The unpacked body, or the refusal's code. */
async function askVault(sidecar: FakeSidecar, device: TestDevice, options: AskOptions) {
  const id = options.id ?? newPayloadId();
  sidecar.queue(await envelopeFor(sidecar, device, { ...options, id }));
  const gathering = gatherAnswer();
  let read = 0;
  let whole: ReturnType<typeof gathering.take> = null;
  await until(
    async () => {
      for (; whole === null && read < sidecar.delivered.length; read++) {
        const payload = await openedBy(device, sidecar.delivered[read] as Envelope, sidecar);
        if (payload.kind !== "desk.answer" && payload.kind !== "desk.refusal") continue;
        if (payload.re === id) whole = gathering.take(payload);
      }
      return whole !== null;
    },
    { what: `an answer to ${options.method}` },
  );
  const got = whole as unknown as ReturnType<typeof gathering.take>;
  if (got === null) throw new Error("waited in vain");
  return isRefusal(got) ? { refusal: got.code } : JSON.parse(gunzipSync(got).toString());
}

async function openedBy(device: TestDevice, envelope: Envelope, sidecar: FakeSidecar) {
  const data = sealedMessageSchema.parse(envelope.data);
  expect(data.keys.map((key) => key.device)).toEqual([device.record.id]);
  const { from, to, kid } = envelope;
  const context = { from, to, kid, device: device.record.id };
  const opened = await openSealed(data, { ...context, privateKeyFor: () => device.sealKey });
  if (isRefusal(opened)) throw new Error(opened.code);
  const me = sidecar.identity()?.id ?? "";
  const payload = parsePrivatePayload(opened as JsonObject, { sender: me, me });
  if (isRefusal(payload)) throw new Error(payload.code);
  return payload;
}

it("answers the publisher's state, sealed for the device that asked", async () => {
  await using home = await house();
  home.desk.announce();
  home.desk.says("/state", { v: 1, now: 7, problems: [{ sentence: { zh: "日期不存在" } }] });
  const answer = await home.ask("state");
  expect(answer.value).toMatchObject({ problems: [{ sentence: { zh: "日期不存在" } }] });
  // What is known is not sent again; a clock that went on is no news.
  home.desk.says("/state", { v: 1, now: 8, problems: [{ sentence: { zh: "日期不存在" } }] });
  expect(await home.ask("state", { known: answer.known })).toEqual({ known: answer.known });
});

it("holds a question for news, and answers as soon as there is some", async () => {
  await using home = await house();
  home.desk.announce();
  home.desk.says("/state", { problems: [] });
  const { known } = await home.ask("state");
  const asked = home.ask("state", { known, wait: 20 });
  await until(() => home.desk.asked.length > 2);
  home.desk.says("/state", { problems: ["a new one"] });
  expect((await asked).value).toEqual({ problems: ["a new one"] });
});

it("carries a page of two megabytes in parts that each fit a letter", async () => {
  await using home = await house();
  home.desk.announce();
  // Like pictures inside a page: base64, which packs no further than its four thirds.
  const bytes = new Uint8Array(1_400_000);
  for (let at = 0; at < bytes.length; at += 65_536) {
    crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  }
  const html = `<p>草稿</p>${Buffer.from(bytes).toString("base64")}`;
  home.desk.says("/preview", { path: "/posts/x/", title: "X", html, left: 0 });
  const answer = await home.ask("preview", { path: "/posts/x/" });
  expect(answer.value.html).toBe(html);
  expect(home.desk.asked.at(-1)).toMatch(/^GET \/preview\?path=%2Fposts%2Fx%2F&limit=\d+$/);
  expect(home.sidecar.delivered.length).toBeGreaterThan(30);
});

it("refuses an answer that is too large", async () => {
  await using home = await house();
  home.desk.announce();
  home.desk.says("/preview", { html: "x".repeat(LIMITS.deskBodyBytes) });
  expect(await home.ask("preview", { path: "/" })).toEqual({ refusal: "answer-too-large" });
});

it("says calmly that no publisher runs here: no file, a dead port, another's port, another host", async () => {
  await using home = await house();
  const away = { refusal: "publisher-away" };
  expect(await home.ask("state")).toEqual(away);
  home.desk.announce({ url: "http://127.0.0.1:9" });
  expect(await home.ask("state")).toEqual(away);
  home.desk.announce({ token: "another token of a former start" });
  expect(await home.ask("state")).toEqual(away);
  home.desk.asked.length = 0;
  for (const url of [
    "http://localhost:80",
    "http://127.0.0.1:80@evil.example",
    "https://x.example",
  ]) {
    home.desk.announce({ url });
    expect(await home.ask("state")).toEqual(away);
  }
  expect(home.desk.asked).toEqual([]);
});

it("passes on what the publisher says no to, and refuses what it does not know", async () => {
  await using home = await house();
  home.desk.announce();
  home.desk.says("/rollback", { code: "version-unknown", detail: "9" }, 409);
  expect(await home.ask("rollback", { to: 9 })).toEqual({
    refused: { code: "version-unknown", detail: "9" },
  });
  expect(await home.ask("launch")).toEqual({ refusal: "method-unknown" });
  expect(await home.ask("preview", { path: "no slash" })).toEqual({ refusal: "params-shape" });
  expect(await home.ask("state", "text")).toEqual({ refusal: "params-shape" });
});

it("lets a device that may not decide comments look, and change nothing", async () => {
  await using home = await house(["chat"]);
  home.desk.announce();
  home.desk.says("/state", { problems: [] });
  home.desk.says("/rollback", { ok: true });
  expect(await home.ask("state")).toHaveProperty("value");
  expect(await home.ask("rollback", { to: 1 })).toEqual({ refusal: "capability-missing" });
  expect(home.desk.asked).toEqual(["GET /state"]);
});

it("lets a device choose among the publisher's themes, and name no other folder", async () => {
  await using home = await house();
  home.desk.announce();
  home.desk.says("/settings", { themes: [{ use: "courtyard" }], ok: true });
  const change = (theme: string) => home.ask("settings.set", { theme, values: {}, reset: [] });
  expect(await change("/tmp/evil")).toEqual({ refusal: "params-shape" });
  expect(home.desk.asked).toEqual(["GET /settings"]);
  expect(await change("courtyard")).toHaveProperty("value");
  expect(await home.ask("settings.set", { values: { indent: true } })).toHaveProperty("value");
  expect(home.desk.asked.at(-1)).toBe('POST /settings {"values":{"indent":true}}');
});

it("does nothing that was asked in an envelope which may wait for long", async () => {
  await using home = await house();
  home.desk.announce();
  home.desk.says("/rollback", { ok: true });
  const long = { ttl: LIMITS.deskLife + 1 };
  expect(await home.ask("rollback", { to: 1 }, long)).toEqual({ refusal: "envelope-ttl" });
  expect(home.desk.asked).toEqual([]);
});

it("does once what one id asks, also over a second envelope and after a restart", async () => {
  await using home = await house();
  const { desk, sidecar, device } = home;
  desk.announce();
  desk.says("/rollback", { ok: true });
  const id = newPayloadId();
  const asked = { method: "rollback", body: { to: 3 }, id };
  expect(await askVault(sidecar, device, asked)).toEqual({ value: { ok: true } });
  sidecar.queue(await envelopeFor(sidecar, device, asked));
  await until(() => sidecar.queued.length === 0);

  await home.restart();
  sidecar.queue(await envelopeFor(sidecar, device, asked));
  await until(() => sidecar.queued.length === 0);
  desk.says("/state", {});
  expect(await home.ask("state")).toHaveProperty("value");
  expect(desk.asked).toEqual(['POST /rollback {"to":3}', "GET /state"]);
});

it("has nothing for a device that was revoked", async () => {
  await using home = await house();
  home.desk.announce();
  unwrap(await home.vault.revoke(home.device.record.id));
  const options = { method: "state", body: {}, id: newPayloadId() };
  home.sidecar.queue(await envelopeFor(home.sidecar, home.device, options));
  await until(() => home.vault.status().quarantined === 1);
  expect(home.sidecar.delivered).toEqual([]);
  expect(home.desk.asked).toEqual([]);
});
